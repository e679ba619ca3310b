"""Mails through a hosted model in bad weather: what became of each, and of each call.

A server on loopback answers as an OpenAI endpoint would, with a model that quotes; a share of its
answers is refused, broken, cut, stalled or rubbish. Every mail must be decided or wait for a
person in time, once, whole, with at most four calls, and the ledger must hold the tokens that
the server has counted.
"""

from __future__ import annotations

import asyncio
import os
import re
import tempfile
import time
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from postgrest import CountMethod

from autocrm import settings as settings_module
from autocrm.adapters.llm.openai.allowance import CALLS_A_TICKET
from autocrm.adapters.mail.parse import parse_mail
from autocrm.adapters.supabase.client import run
from autocrm.bootstrap import App, open_app
from autocrm.cli.demo import seed_company
from autocrm.cli.output import progress_line
from autocrm.cli.stack import desk_config
from autocrm.stack import control
from autocrm.stack.ports import free_base
from autocrm.testing.openai_models import HonestModel
from autocrm.testing.openai_server import OpenAIServer, Told
from autocrm.testing.openai_weather import Weather
from bench.mails import mail

ROOT = Path(__file__).resolve().parents[1]
IN_FLIGHT = 8
DEADLINE_S = 8.0  # of a step; a mail may take two
PAGE = 1000
LABEL = "Page"  # and a number at the end of each mail: to tell which one it was
WARM = 2  # mails before the measurement, while the worker is cold
_SLACK_MS = 3000  # of a mail: the local model, the database, a busy machine
_QUIET_S = 120.0  # without a new decision: something is stuck


@dataclass(frozen=True)
class Findings:
    """What became of the mails. `wrong` says what is not as it must be."""

    decisions: int
    outcomes: Counter[str]
    models: Counter[str]
    reasons: Counter[str]  # why a person has to look
    sent: int
    undecided: list[str]
    twice: list[str]
    late: list[str]
    slowest_ms: float
    truncated: list[str]
    called_too_often: list[str]
    calls: Counter[str]  # by status
    ledger: dict[str, tuple[int, int]]  # tokens in and out by request
    server: dict[str, tuple[int, int]]

    def wrong(self) -> list[str]:
        """What is not as it must be, in words."""
        lists = ("undecided", "twice", "late", "truncated", "called_too_often")
        said = [f"{name}: {found}" for name in lists if (found := getattr(self, name))]
        if any(self.server.get(name) != tokens for name, tokens in self.ledger.items()):
            said.append("the ledger has tokens that the server has not told of")
        # What came after its time was told to nobody: those calls are timeouts in the ledger.
        if (missing := len(self.server) - len(self.ledger)) > self.calls["timeout"]:
            said.append(f"the ledger lacks {missing} answers of the server")
        return said


@contextmanager
def openai_environment(server: OpenAIServer, deadline_s: float) -> Iterator[None]:
    """Settings by which a stack that is started now asks `server`."""
    wanted = {
        "OPENAI_API_KEY": "sk-loopback",
        "OPENAI_BASE_URL": server.base_url,
        "AUTOCRM_OPENAI_DEADLINE_S": str(deadline_s),
    }
    before = {name: os.environ.get(name) for name in wanted}
    os.environ.update(wanted)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def sorted_by_people(seeds: Path) -> Callable[[Mapping[str, Any]], str]:
    """The category that people gave to the mail of the inbox which a message was made from."""
    rows = [_toml(path) for path in sorted((seeds / "inbox").glob("*.toml"))]

    def sort(material: Mapping[str, Any]) -> str:
        number = re.findall(rf"{LABEL} (\d+)", material["message"])[-1]
        return str(rows[int(number) % len(rows)]["category"])

    return sort


def _toml(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text("utf-8"))


def bad_weather(**given: Any) -> Weather:
    """5 % 429s, 2 % 500s, 1 % each of stalls, rubbish and cut answers."""
    shares = {
        "rate_limited": 0.05, "errors": 0.02, "stalls": 0.01, "rubbish": 0.01, "cuts": 0.01,
    }  # fmt: skip
    return Weather(**{**shares, **given})


def texts(count: int) -> list[str]:
    """The mails of the demo's inbox, each with a number so that no two are alike."""
    found = [parse_mail(p.read_bytes()).text for p in sorted((ROOT / "seeds/inbox").glob("*.eml"))]
    return [f"{found[n % len(found)]}\n\n{LABEL} {n}" for n in range(count)]


async def measure(count: int = 1000) -> None:
    """Run the whole on a stack of its own and print it."""
    with tempfile.TemporaryDirectory(prefix="autocrm-bench-") as folder:
        config = desk_config(ROOT, Path(folder) / "home", free_base())
        model = HonestModel(sorted_by_people(ROOT / "seeds"))
        with OpenAIServer(model=model) as server, openai_environment(server, DEADLINE_S):
            control.start(config, progress_line)
            try:
                settings = settings_module.load({**os.environ, "AUTOCRM_HOME": str(config.home)})
                await seed_company(settings, ROOT / "seeds", progress_line)
                async with open_app(settings) as app:
                    await warm_up(app)
                    server.weather = weather = bad_weather()
                    started = time.perf_counter()
                    await send_all(app, count)
                    seconds = time.perf_counter() - started
                    found = await findings(app, server.told, count, DEADLINE_S)
            finally:
                control.stop(config.home)
    _print(found, weather, count, seconds)


async def warm_up(app: App) -> None:
    """Two mails, one a lane of the worker, for which it loads its models."""
    for number, text in enumerate(texts(WARM)):
        await _post(app, number, text)
    await _until_idle(app)


async def send_all(app: App, count: int) -> None:
    """Hand `count` mails to the door, and wait until each has its decision and its jobs rest."""
    gate = asyncio.Semaphore(IN_FLIGHT)

    async def one(number: int, text: str) -> None:
        async with gate:
            await _post(app, number, text)

    mails = enumerate(texts(count + WARM))
    await asyncio.gather(*(one(number, text) for number, text in mails if number >= WARM))
    await _until_idle(app)


async def _post(app: App, number: int, text: str) -> None:
    answer = await app.http.post(
        f"{app.settings.url}/functions/v1/inbound-email",
        content=mail(number, text),
        headers={"apikey": app.settings.secret_key, "Content-Type": "message/rfc822"},
    )
    answer.raise_for_status()


async def _until_idle(app: App) -> None:
    left, since = -1, time.monotonic()
    while (now_left := await _unfinished(app)) > 0 and time.monotonic() - since < _QUIET_S:
        if now_left != left:
            left, since = now_left, time.monotonic()
        await asyncio.sleep(0.2)


async def _unfinished(app: App) -> int:
    jobs = app.client.table("jobs").select("id", count=CountMethod.exact, head=True)
    query = jobs.in_("kind", ["ticket.answer", "reply.send"]).in_("state", ["queued", "running"])
    return (await query.execute()).count or 0


async def findings(app: App, told: Told, count: int, deadline_s: float) -> Findings:
    """Read from the tables what became of `count` mails and of those that warmed up."""
    columns = "interaction_id, outcome, reason, model, timings_ms"
    decisions = await _all(app, "ai_decisions", columns)
    of_call = "interaction_id, status, request_id, tokens_in, tokens_out, tokens_from"
    calls = await _all(app, "ai_calls", of_call)
    sent = await _all(app, "deliveries", "draft_id, message_id, drafts(text, decision_id)")
    replies = await _all(app, "interactions", "id, author, content, message_id")
    asked = [row["id"] for row in replies if row["author"] == "customer"]
    times = Counter(row["interaction_id"] for row in decisions)
    tried = Counter(row["interaction_id"] for row in calls if row["interaction_id"])
    limit = 2 * deadline_s * 1000 + _SLACK_MS
    counted = {
        row["request_id"]: (row["tokens_in"], row["tokens_out"])
        for row in calls
        if row["tokens_from"] == "server"
    }
    warm = [row["timings_ms"] for row in decisions[WARM:]]
    left = {row["message_id"]: row["content"] for row in replies if row["author"] == "ai"}
    return Findings(
        decisions=len(decisions),
        outcomes=Counter(row["outcome"] for row in decisions),
        models=Counter(row["model"] for row in decisions),
        reasons=Counter(row["reason"][:60] for row in decisions),
        sent=len(left),
        undecided=[i for i in asked if i not in times] + ["?"] * (count + WARM - len(asked)),
        twice=[i for i, n in times.items() if n > 1] + _sent_twice(sent),
        late=[str(t) for t in warm if t["total"] > limit],
        slowest_ms=max(t["total"] for t in warm),
        truncated=[row["message_id"] for row in sent if _is_truncated(row, left)],
        called_too_often=[i for i, n in tried.items() if n > CALLS_A_TICKET],
        calls=Counter(row["status"] for row in calls),
        ledger=counted,
        server=told.by_request,
    )


def _sum(tokens: dict[str, tuple[int, int]]) -> tuple[int, int]:
    return sum(paid for paid, _ in tokens.values()), sum(got for _, got in tokens.values())


def _sent_twice(sent: list[dict[str, Any]]) -> list[str]:
    times = Counter(row["drafts"]["decision_id"] for row in sent)
    return [decision for decision, n in times.items() if n > 1]


def _is_truncated(row: dict[str, Any], left: dict[str, str]) -> bool:
    """A mail ends with the titles of its sources, and leaves as it was drafted."""
    text = row["drafts"]["text"]
    whole = text.rstrip().rsplit("\n", 1)[-1].startswith("- ")
    return not whole or left.get(row["message_id"], text) != text


async def _all(app: App, table: str, columns: str) -> list[dict[str, Any]]:
    """All rows: the API gives a thousand at a time."""
    rows: list[dict[str, Any]] = []
    while True:
        query = app.client.table(table).select(columns).order("created_at").order("id")
        page = await run(query.range(len(rows), len(rows) + PAGE - 1))
        rows += page
        if len(page) < PAGE:
            return rows


def _print(found: Findings, weather: Weather, count: int, seconds: float) -> None:
    print(f"\n{count} mails through a hosted model in bad weather, {seconds:.0f} s")
    print(f"  {count / seconds:6.1f} mails a second, the slowest {found.slowest_ms / 1000:.1f} s")
    for name, counter in (
        ("weather", weather.seen), ("calls", found.calls), ("outcomes", found.outcomes),
        ("drafted by", found.models),
    ):  # fmt: skip
        print(f"  {name:<12} {', '.join(f'{key} {n}' for key, n in counter.most_common())}")
    print(f"  sent         {found.sent}")
    print(f"  reasons      {'; '.join(f'{n} {why}' for why, n in found.reasons.most_common(8))}")
    print(f"  tokens       ledger {_sum(found.ledger)}, server {_sum(found.server)}")
    wrong = found.wrong()
    print("  all as it must be" if not wrong else "  WRONG: " + "; ".join(wrong))

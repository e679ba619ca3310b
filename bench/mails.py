"""Mails a second from HTTP to the recorded decision, and where the time goes.

The floor is what must be done at least: the same texts embedded alone, and the same RPCs called
bare, one after the other, with nothing between them. What is left over is ours.
"""

from __future__ import annotations

import asyncio
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from autocrm import settings as settings_module
from autocrm.adapters.mail.parse import parse_mail
from autocrm.adapters.supabase.client import run
from autocrm.ai.questions import query_of
from autocrm.bootstrap import App, open_app
from autocrm.cli.demo import seed_company
from autocrm.cli.output import progress_line
from autocrm.cli.stack import desk_config
from autocrm.stack import control
from autocrm.stack.ports import free_base
from autocrm.usecases.answer_ticket import think
from autocrm.usecases.receive_message import receive_message

ROOT = Path(__file__).resolve().parents[1]
SENDERS = 20
IN_FLIGHT = 4


async def measure(count: int) -> None:
    """Run the whole measurement on a stack of its own and print it."""
    with tempfile.TemporaryDirectory(prefix="autocrm-bench-") as folder:
        config = desk_config(ROOT, Path(folder) / "home", free_base())
        control.start(config, progress_line)
        try:
            settings = settings_module.load({"AUTOCRM_HOME": str(config.home)})
            await seed_company(settings, ROOT / "seeds", progress_line)
            async with open_app(settings) as app:
                await _measure(app, count)
        finally:
            control.stop(config.home)


async def _measure(app: App, count: int) -> None:
    raws = [mail(number, text) for number, text in enumerate(texts(count))]
    await _idle_wake_up(app)
    seconds = await through_the_door(app, raws)
    print(f"\n{count} mails, {IN_FLIGHT} in flight, from HTTP to the recorded decision")
    print(f"  {count / seconds:6.1f} mails a second ({seconds:.2f} s)")
    decisions = await run(
        app.client.table("ai_decisions")
        .select("ticket_id, interaction_id, timings_ms")
        .limit(count)
    )
    _print_stages(decisions, seconds, count)
    await _print_floor(app, decisions[:50], raws[:50])


def texts(count: int) -> list[str]:
    """Questions of the demo inbox, each with a number so that no two are alike."""
    found = sorted((ROOT / "seeds" / "inbox").glob("*.eml"))
    texts = [parse_mail(path.read_bytes()).text for path in found]
    return [f"{texts[n % len(texts)]}\n\nOrder {10_000 + n}" for n in range(count)]


def mail(number: int, text: str) -> bytes:
    """A mail as it comes in, of one of SENDERS customers."""
    head = (
        f"From: Customer {number % SENDERS} <c{number % SENDERS}@bench.example>\r\n"
        f"To: support@bergbach.example\r\nSubject: Question {number}\r\n"
        f"Message-ID: <bench.{number}@bench.example>\r\n"
        "Content-Type: text/plain; charset=utf-8\r\n\r\n"
    )
    return head.encode() + text.encode()


async def _post(app: App, raw: bytes) -> None:
    answer = await app.http.post(
        f"{app.settings.url}/functions/v1/inbound-email",
        content=raw,
        headers={"apikey": app.settings.secret_key, "Content-Type": "message/rfc822"},
    )
    answer.raise_for_status()


async def _decided(app: App) -> int:
    answer = await app.http.head(
        f"{app.settings.url}/rest/v1/ai_decisions?select=id",
        headers={"apikey": app.settings.secret_key, "Prefer": "count=exact"},
    )
    return int(answer.headers["content-range"].rpartition("/")[2])


async def _idle_wake_up(app: App) -> None:
    """One mail at a time on an idle desk: from the job's commit to its start."""
    for number in range(15):
        await _post(app, mail(100_000 + number, "How long does delivery to Germany take?"))
        while await _decided(app) <= number:
            await asyncio.sleep(0.05)
        await asyncio.sleep(0.35)  # past the next poll: the bell has to do it
    rows = await run(app.client.table("ai_decisions").select("waited_ms"))
    waited = sorted(row["waited_ms"] for row in rows)
    print("From commit to start of the job on an idle desk")
    median = statistics.median(waited)
    print(f"  median {median:.1f} ms, most {waited[-1]:.1f} ms (aim: median under 50)")


async def through_the_door(app: App, raws: list[bytes]) -> float:
    before, gate = await _decided(app), asyncio.Semaphore(IN_FLIGHT)

    async def one(raw: bytes) -> None:
        async with gate:
            await _post(app, raw)

    started = time.perf_counter()
    await asyncio.gather(*(one(raw) for raw in raws))
    while await _decided(app) < before + len(raws):
        await asyncio.sleep(0.05)
    return time.perf_counter() - started


def _print_stages(decisions: list[dict[str, Any]], seconds: float, count: int) -> None:
    print("\nShare of each stage of answer_ticket (sum of all mails)")
    stages: dict[str, float] = {}
    for row in decisions:
        for name, ms in row["timings_ms"].items():
            stages[name] = stages.get(name, 0.0) + ms
    total = stages.pop("total", 1.0)
    for name, ms in stages.items():
        print(f"  {name:<10} {ms / total:6.1%}  {ms / len(decisions):7.1f} ms a mail")


async def _print_floor(app: App, decisions: list[dict[str, Any]], raws: list[bytes]) -> None:
    """The same work without the road: embedding, thinking and the RPCs, each alone."""
    services = app.services
    contexts = [
        await services.tickets.context(row["ticket_id"], row["interaction_id"]) for row in decisions
    ]
    embed = await _timed(contexts, lambda c: services.embedder.embed([query_of(c), c.question()]))
    thought = await _timed(contexts, lambda c: think(services, c))
    bare = await _bare_rpcs(app, raws)
    each = {
        "embedding the mail alone": embed,
        "thinking (with its searches)": thought,
        "the RPCs called bare": bare,
    }
    print("\nFloor, one mail at a time")
    for name, seconds in each.items():
        print(f"  {name:<30} {seconds * 1000:7.1f} ms")
    print(f"  embedding / thinking           {embed / thought:7.2f}")


async def _timed(items: list[Any], action: Callable[[Any], Awaitable[Any]]) -> float:
    """Seconds an item."""
    started = time.perf_counter()
    for item in items:
        await action(item)
    return (time.perf_counter() - started) / max(1, len(items))


async def _bare_rpcs(app: App, raws: list[bytes]) -> float:
    """receive_message, claim_jobs, ticket_context, match_knowledge, record_answer, finish_job.

    The answer recorded is one made beforehand, so only the calls are timed. The worker may take
    some of the jobs first: those are not counted.
    """
    services = app.services
    row = (
        await run(app.client.table("ai_decisions").select("ticket_id, interaction_id").limit(1))
    )[0]
    context = await services.tickets.context(row["ticket_id"], row["interaction_id"])
    answer = await think(services, context)
    [vector] = await services.embedder.embed(["how long does delivery take"])
    counted, spent = 0, 0.0
    for number, raw in enumerate(raws):
        message = parse_mail(raw.replace(b"<bench.", f"<bare.{number}.".encode()))
        started = time.perf_counter()
        received = await receive_message(services.tickets, services.files, message)
        jobs = await services.jobs.claim("bench", ["ticket.answer"], 1, 15)
        mine = [job for job in jobs if job.payload["interaction_id"] == received["interaction_id"]]
        if not mine:
            await _give_back(app, jobs)
            continue
        context = await services.tickets.context(received["ticket_id"], received["interaction_id"])
        await services.knowledge.match(query_of(context), vector, services.embedder.model)
        await services.tickets.record_answer(context, answer, services.embedder.model, mine[0])
        await services.jobs.finish(mine[0])
        spent, counted = spent + time.perf_counter() - started, counted + 1
    return spent / max(1, counted)


async def _give_back(app: App, jobs: Any) -> None:
    for job in jobs:
        await app.services.jobs.fail(job, "Taken by the benchmark.", retryable=True)

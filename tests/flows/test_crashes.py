"""kill -9 in the middle of the inbox: every mail one ticket, none answered twice."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from autocrm.stack import control
from autocrm.stack.status import status
from tests.flows.desk import ROOT, Desk, raw_mail, start_desk, wait_for

pytestmark = pytest.mark.timeout(300)  # four restarts in the middle of work, on a busy machine too

QUESTIONS = (
    "How long does delivery to Germany take?",
    "When is your shop open on Saturdays?",
    "How should I store my coffee beans?",
    "Can I pay with TWINT and get my invoice changed?",
)


@pytest.fixture(scope="module")
def empty_desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """As in real life: what was committed is on the disk when Postgres is killed."""
    desk = start_desk(tmp_path_factory.mktemp("desk") / "home", fsync=True)
    yield desk
    control.stop(desk.config.home)


def raw(number: int) -> bytes:
    text = QUESTIONS[number % len(QUESTIONS)]
    return raw_mail(f"c{number}@crash.example", f"crash.{number}", text)


def deliver(desk: Desk, number: int) -> None:
    """As a mail provider does: again and again until it is accepted."""
    deadline = time.monotonic() + 40
    while time.monotonic() < deadline:
        try:
            if desk.receive(raw(number)).status_code in (200, 202):
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    pytest.fail(f"mail {number} was never accepted")


def kill(desk: Desk, service: str) -> None:
    pid = status(desk.config.home)["services"][service]["pid"]
    if pid:
        os.kill(pid, signal.SIGKILL)


def test_nothing_is_lost_and_nothing_answered_twice(seeded_desk: Desk) -> None:
    desk, count = seeded_desk, 24
    victims = {4: "worker", 9: "functions", 14: "postgres", 19: "worker"}
    for number in range(count):
        deliver(desk, number)
        if number in victims:
            kill(desk, victims[number])
    try:
        wait_for(lambda: _settled(desk, count), 120, "all mails to be decided on and sent")
    except pytest.fail.Exception as late:
        pytest.fail(f"{late}\n{_state(desk)}")

    events = desk.select("inbound_events?select=ticket_id,provider_id&provider_id=like.*crash*")
    assert len({e["ticket_id"] for e in events}) == len(events) == count
    decided = Counter(
        d["interaction_id"] for d in desk.select("ai_decisions?select=interaction_id")
    )
    assert set(decided.values()) == {1}
    mails = Counter(m["MessageID"] for m in desk.mails())
    assert set(mails.values()) <= {1}
    deliveries = desk.select("deliveries?select=state,message_id")
    captured = {m.strip("<>") for m in mails}
    for row in deliveries:
        assert row["state"] in ("sent", "unknown")
        if row["state"] == "sent":
            assert row["message_id"].strip("<>") in captured
    assert captured <= {d["message_id"].strip("<>") for d in deliveries}


def _settled(desk: Desk, count: int) -> bool:
    try:
        left = desk.select(f"jobs?select=id&state=in.(queued,running)&run_at=lt.{_soon()}")
        decided = desk.select("ai_decisions?select=id")
    except httpx.HTTPError:
        return False
    return not left and len(decided) >= count


def _soon() -> str:
    """Repeats are due within it; the digest that tells of an unknown delivery comes tomorrow."""
    return (datetime.now(UTC) + timedelta(minutes=2)).strftime("%Y-%m-%dT%H:%M:%SZ")


def _state(desk: Desk) -> str:
    """What is left and who is up, for who reads the failure."""
    services = status(desk.config.home)["services"]
    lines = [f"{name}: {s['state']}, restarts {s.get('restarts')}" for name, s in services.items()]
    try:
        jobs = desk.select("jobs?select=kind,state,attempts,run_at,last_error&state=neq.done")
        lines += [str(job) for job in jobs]
        lines.append(f"decided: {len(desk.select('ai_decisions?select=id'))}")
    except httpx.HTTPError as error:
        lines.append(f"the API: {error}")
    return "\n".join(lines)


def test_a_send_that_died_is_shown_as_unknown_and_not_repeated(seeded_desk: Desk) -> None:
    """The state a worker killed between *sending* and *sent* leaves, met by the next attempt."""
    desk = seeded_desk
    ticket = desk.rpc(
        "create_ticket", p_subject="x", p_text="Who are you?", p_customer_email="u@crash.example"
    )["id"]
    draft = desk.rpc("reply_to_ticket", p_ticket_id=ticket, p_text="Hello.")["draft_id"]
    wait_for(lambda: desk.select(f"deliveries?draft_id=eq.{draft}&state=eq.sent"), 10, "the send")
    before = len(desk.mails())
    key = {"apikey": desk.settings.secret_key}
    for table, change in (
        (f"deliveries?draft_id=eq.{draft}", {"state": "sending"}),
        (f"drafts?id=eq.{draft}", {"state": "approved"}),
        (f"jobs?kind=eq.reply.send&key=eq.{draft}", {"state": "queued"}),
    ):
        httpx.patch(
            f"{desk.config.api_url}/rest/v1/{table}", headers=key, json=change
        ).raise_for_status()
    wait_for(lambda: desk.select(f"deliveries?draft_id=eq.{draft}&state=eq.unknown"), 10, "unknown")
    assert len(desk.mails()) == before
    [delivery] = desk.select(f"deliveries?select=id,tickets(number)&draft_id=eq.{draft}")
    shown = cli(desk, "ticket", "show", str(delivery["tickets"]["number"]))
    assert "DELIVERY UNKNOWN" in shown
    cli(desk, "mail", "resolve", delivery["id"], "--again")
    wait_for(lambda: desk.select(f"deliveries?draft_id=eq.{draft}&state=eq.sent"), 10, "the send")
    assert len(desk.mails()) == before + 1


def cli(desk: Desk, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "autocrm.cli", *arguments],
        cwd=ROOT, env=desk.env, capture_output=True, text=True, timeout=30, check=True,
    )  # fmt: skip
    return done.stdout

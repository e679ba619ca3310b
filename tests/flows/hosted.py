"""A desk whose model answers from a script, through a server on loopback."""

from __future__ import annotations

from itertools import count
from typing import Any

from autocrm.testing import openai_replies as replies
from autocrm.testing.openai_server import OpenAIServer
from tests.flows.desk import Desk, wait_for

KEY = "sk-test-not-a-real-key"
SENTENCE = "A moka pot needs 12 to 14 clicks on the Kiesel."
TRIAGE = {
    "category": "product_care",
    "confidence": 0.95,
    "priority": 3,
    "language": "en",
    "sentiment": 0.0,
    "flags": [],
}
numbers = count(1)


def hosted_env(server: OpenAIServer) -> dict[str, str]:
    """What a process needs to ask this server, and to wait for it no longer than seconds."""
    return {
        "OPENAI_API_KEY": KEY,
        "OPENAI_BASE_URL": server.base_url,
        "AUTOCRM_OPENAI_DEADLINE_S": "3",
    }


def decision_on(desk: Desk, server: OpenAIServer, raw: str) -> dict[str, Any]:
    """Receive a mail; the decision on it in the ledger. What the script still holds is dropped."""
    ticket = desk.receive(raw.encode()).json()["ticket_id"]
    [row] = wait_for(lambda: desk.select(f"ai_decisions?ticket_id=eq.{ticket}"), 30, "a decision")
    server._replies.clear()
    found: dict[str, Any] = row
    return found


def decide(desk: Desk, *scripted: replies.Reply, server: OpenAIServer) -> dict[str, Any]:
    """Receive a mail with these answers of the model waiting; the decision in the ledger."""
    server.script(*scripted)
    number = next(numbers)
    raw = (
        f"From: Mo <mo{number}@o.example>\r\nTo: support@bergbach.example\r\nSubject: Moka\r\n"
        f"Message-ID: <o.{number}@o.example>\r\n\r\n"
        "How many clicks does a moka pot need on the Kiesel grinder?\r\n"
    )
    return decision_on(desk, server, raw)


def cited(sentence: str, number: int) -> dict[str, Any]:
    """A draft of one sentence that cites piece `number`."""
    sentences = [{"text": sentence, "citations": [number]}]
    return {"answerable": True, "reason": "", "sentences": sentences}


def evidence_number(desk: Desk, server: OpenAIServer) -> int:
    """Which integer the article's chunk has in the material: hash vectors rank as they like."""
    row = decide(desk, replies.answer(TRIAGE), replies.refusal(), server=server)
    slugs = [(e["slug"], e["heading"]) for e in row["evidence"]]
    return slugs.index(("grind-sizes", "Clicks on the Kiesel")) + 1

"""The shipped fakes do what the ports promise."""

from __future__ import annotations

import math
from datetime import datetime

import pytest

from autocrm.domain.knowledge import Evidence
from autocrm.domain.message import Address, OutboundMail
from autocrm.domain.ticket import TicketContext
from autocrm.errors import ModelFailed, Unavailable
from autocrm.ports import LLM, Clock, Embedder, Mailer
from autocrm.testing import FixedClock, HashEmbedder, Outbox, ScriptedLLM
from autocrm.testing.llm import a_draft, a_triage

MAIL = OutboundMail("<1@x>", Address("a@b.example"), Address("c@d.example"), "Re:", "Hi")


async def test_the_outbox_keeps_and_fails_as_told() -> None:
    outbox = Outbox()
    mailer: Mailer = outbox
    outbox.fail_with(Unavailable("Later."))
    with pytest.raises(Unavailable):
        await mailer.send(MAIL)
    assert (await mailer.send(MAIL)).startswith("250")
    assert outbox.sent == [MAIL]


async def test_the_clock_stands_still() -> None:
    clock = FixedClock()
    ticking: Clock = clock
    before = ticking.now()
    assert ticking.now() == before
    await ticking.sleep(90)
    assert (ticking.now() - before).total_seconds() == 90
    with pytest.raises(ValueError, match="zone"):
        FixedClock(datetime(2026, 1, 1))


async def test_hash_vectors_are_near_when_words_are_shared() -> None:
    embedder: Embedder = HashEmbedder()
    question, near, far = await embedder.embed(
        ["how long is delivery", "delivery is how long", "tax invoice number"]
    )
    assert math.hypot(*question) == pytest.approx(1)
    assert len(question) == 1536
    assert sum(a * b for a, b in zip(question, near, strict=True)) == pytest.approx(1)
    assert abs(sum(a * b for a, b in zip(question, far, strict=True))) < 0.2


async def test_the_scripted_llm(context: TicketContext, evidence: tuple[Evidence, ...]) -> None:
    scripted = ScriptedLLM()
    llm: LLM = scripted
    scripted.script_triage(a_triage("billing", confidence=0.4))
    scripted.script_draft(ModelFailed("Down."))
    triage = await llm.triage(context, ["shipping"])
    assert (triage.category, triage.confidence) == ("billing", 0.4)
    assert (await llm.triage(context, ["shipping"])).category == "shipping"
    with pytest.raises(ModelFailed):
        await llm.draft(context, triage, evidence)
    draft = await llm.draft(context, triage, evidence)
    assert draft.sentences[0].citations[0].chunk_id == "k1"
    assert not a_draft().answerable
    assert len(scripted.drafted) == 2

"""A record in an answer: quoted, cited, checked, and no excuse for what else the message says."""

from __future__ import annotations

import pytest

from autocrm.ai.draft import draft_extractive
from autocrm.ai.validate import validate
from autocrm.domain.draft import Draft
from autocrm.tools.order_status import OrderStatus
from tests.unit.ai.answer_cast import EVIDENCE, mail, triage
from tests.unit.ai.test_draft import WordEmbedder
from tests.unit.tools.test_order_status import ROW


async def answer(text: str, language: str = "en") -> tuple[Draft, dict[str, str]]:
    """The draft, and what the checks have against it."""
    tool, context, guessed = OrderStatus(), mail(text), triage(language=language)
    arguments = tool.wants(context, guessed)
    assert arguments is not None
    told = tool.tell(context, guessed, arguments, ROW)
    assert told is not None
    evidence = [told.evidence, *EVIDENCE]
    draft = await draft_extractive(context, guessed, evidence, WordEmbedder())
    checks = validate(context, guessed, evidence, draft)
    return draft, {c.name: c.detail for c in checks if not c.passed}


@pytest.mark.parametrize(
    ("text", "language", "lead"),
    [
        ("Where is my order B-10432?", "en", "From our records:\n- Order B-10432"),
        ("Guten Tag\n\nWo bleibt meine Bestellung B-10432?\n\nFreundliche Grüsse\nAda", "de",
         "Aus unseren Unterlagen:\n- Bestellung B-10432"),
    ],
)  # fmt: skip
async def test_it_is_quoted_under_a_title_of_its_own(text: str, language: str, lead: str) -> None:
    draft, against = await answer(text, language)
    assert against == {}
    assert len(draft.sentences) == 3
    assert lead in draft.text


async def test_an_article_answers_the_other_question() -> None:
    draft, _ = await answer("Where is my order B-10432? And how long do parcels to Germany take?")
    assert draft.sentences[-1].text.startswith("Parcels to Germany arrive")
    assert "- Order B-10432\n\nFrom our help pages:\n- Delivery times" in draft.text


@pytest.mark.parametrize(
    ("text", "check"),
    [
        ("Where is my order B-10432? The last one arrived broken.", "not_own_case"),
        ("Where is my order B-10432? Please cancel it.", "not_own_case"),
        ("Where is my order B-10432? I want to speak to a human.", "not_asking_for_person"),
        ("Where is my order B-10432? And where is my refund?", "not_own_case"),
    ],
)
async def test_what_else_is_said_still_needs_a_person(text: str, check: str) -> None:
    _, against = await answer(text)
    assert check in against, against

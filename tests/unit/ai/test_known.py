"""Questions that an article is known to answer come before guessing."""

from dataclasses import replace

import pytest

from autocrm.ai.draft import draft_extractive
from autocrm.ai.known import known_matches, lead, wordings
from autocrm.ai.questions import asked_in, find_questions, query_of
from autocrm.domain.knowledge import Evidence, KnownQuestion
from tests.unit.ai.answer_cast import EVIDENCE, mail, triage
from tests.unit.ai.test_draft import WordEmbedder

COST = "Shipping to Germany costs CHF 14."
SPEED = "Parcels to Germany arrive three to five working days after dispatch."


def known(text: str, *asks: str) -> Evidence:
    """The evidence that holds `text`, with wordings of the question it answers."""
    home = next(e for e in EVIDENCE if text in e.text and e.language == "en")
    start = home.start + home.text.index(text)
    return replace(home, questions=(KnownQuestion(asks, ((start, start + len(text)),)),))


def both() -> list[Evidence]:
    cost = known(COST, "How expensive is the postage to Berlin?", "What does posting cost?")
    speed = known(SPEED, "When will the postman bring it to Berlin?").questions
    return [replace(cost, questions=(*cost.questions, *speed))]


async def matches(text: str) -> list[str]:
    [question, *_] = asked_in(mail(text)).questions
    texts = [question.text, *question.readings(), f"{question.context}\n{question.text}".strip()]
    asks = wordings(both())
    rows = await WordEmbedder().embed([*texts, *asks])
    import numpy as np

    vectors = dict(zip([*texts, *asks], np.asarray(rows, dtype=np.float32), strict=True))
    found = known_matches(question, both(), vectors)
    assert lead(found) == pytest.approx(found[0].likeness - found[1].likeness)
    return [match.answer()[0].text for match in found]


async def test_the_likest_wording_leads_to_its_answer() -> None:
    assert await matches("How expensive is the postage to Berlin, please?") == [COST, SPEED]
    assert await matches("When does the postman bring it to Berlin?") == [SPEED, COST]


async def test_a_known_question_is_answered_by_its_sentence() -> None:
    context = mail("How expensive is the postage to Berlin?")
    draft = await draft_extractive(context, triage(), both(), WordEmbedder())
    assert [s.text for s in draft.sentences] == [COST]
    [cited] = draft.sentences[0].citations
    assert both()[0].text[cited.start - both()[0].start : cited.end - both()[0].start] == COST


def test_no_known_question_leads_nowhere() -> None:
    assert (known_matches(asked_in(mail("Hm?")).questions[0], EVIDENCE, {}), lead([])) == ([], 0.0)


def test_the_search_is_for_what_is_asked_and_not_for_the_story() -> None:
    story = "We had a lovely summer. The children are at school again. I live in Leeds. "
    query = query_of(mail(story + "My aunt is fine. How long does a parcel take?", "A parcel"))
    assert "How long does a parcel take?" in query
    assert "I live in Leeds." in query
    assert "lovely summer" not in query


def test_a_wish_is_no_question() -> None:
    asked = find_questions("", "When do you open? Can\u2019t wait!")
    assert [q.text for q in asked.questions] == ["When do you open?"]

"""Whether what was found is enough, where no article says what it is asked for."""

from __future__ import annotations

from dataclasses import replace

import pytest

from autocrm.ai.relevance import Candidate, Scored
from autocrm.ai.sufficiency import Signs, signs_of, sufficiency
from autocrm.ai.terms import terms_of
from tests.unit.ai.answer_cast import EVIDENCE

STRONG = Signs(near=0.8, around=0.7, sentence=0.8, words=1.0, hits=5.0)
WEAK = Signs(near=0.3, around=0.25, sentence=0.35, words=0.3, hits=1.5)


def test_strong_signs_pass_where_policies_send_and_weak_ones_do_not() -> None:
    assert sufficiency(STRONG) > 0.6 > 0.2 > sufficiency(WEAK)
    assert sufficiency(Signs(0, 0, 0, 0, 0)) < 0.01


@pytest.mark.parametrize("name", ["near", "around", "sentence", "words", "hits"])
def test_every_sign_speaks_for_an_answer(name: str) -> None:
    assert sufficiency(replace(WEAK, **{name: getattr(STRONG, name)})) > sufficiency(WEAK)


def test_signs_of_what_was_found() -> None:
    found = [replace(e, vector=v, bm25=b) for e, v, b in
             zip(EVIDENCE[:4], (0.2, 0.9, 0.4, 0.6), (0, 8, 2, 0), strict=True)]  # fmt: skip
    terms = terms_of("How long do parcels to Germany take?", "en")
    best = Scored(Candidate("Parcels.", 0, found[1]), 0.5, 0.7, 0.5)
    signs = signs_of(terms, found, [best], "en")
    assert signs.near == 0.9
    assert signs.around == pytest.approx((0.9 + 0.6 + 0.4) / 3)
    assert signs.sentence == 0.7
    assert 0.5 < signs.words <= 1.0
    assert signs.hits == pytest.approx(min(6.0, 8 / len(terms)))


def test_a_question_among_others_is_no_nearer_than_its_nearest_sentence() -> None:
    found = [replace(e, vector=0.9) for e in EVIDENCE[:4]]
    best = Scored(Candidate("Parcels.", 0, found[1]), 0.5, 0.2, 0.5)
    signs = signs_of((), found, [best], "en", alone=False)
    assert (signs.near, signs.around, signs.sentence) == (0.2, 0.2, 0.2)


def test_nothing_found_gives_no_sign() -> None:
    assert signs_of((), [], [], "en") == Signs(0.0, 0.0, 0.0, 0.0, 0.0)

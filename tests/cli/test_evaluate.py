"""Comparing what became of a mail with what should have."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from autocrm.errors import Invalid
from autocrm.usecases.evaluate import (
    Decided,
    Sentence,
    evaluate,
    wrongs,
)
from autocrm.usecases.expectations import Expectation, read_expectations

ARTICLE = "Parcels to the UK arrive six to\nnine working days after dispatch. Ask us."
SAID = "Parcels to the UK arrive six to nine working days after dispatch."
EXPECTED = Expectation(
    file="01-a.eml", number=1, category="shipping", also=("returns",), language="en",
    priority=(3, 4), kind="answerable", outcomes=("auto", "review"),
    articles=("delivery-times",), must_say=("six to nine working days", "not said"),
)  # fmt: skip
RIGHT = Decided(
    category="shipping", language="en", priority=3, outcome="auto", reason="All passed.",
    text=f"Hello,\n\n{SAID}", sentences=(Sentence(SAID, (("delivery-times", ARTICLE),)),),
)  # fmt: skip
HELD_OUT = replace(EXPECTED, file="15-b.eml", number=15)


def test_all_right_passes() -> None:
    report = evaluate([EXPECTED, HELD_OUT], {"01-a.eml": RIGHT, "15-b.eml": RIGHT})
    assert report.passed
    assert report.failures == ()
    figures = report.as_dict()
    assert figures["mails"] == 2
    assert figures["category"] == {"right": 2, "of": 2, "share": 1.0}
    assert figures["automatic"] == {
        "answered": 2, "right": 2, "wrong": 0, "share_of_answerable": 1.0,
    }  # fmt: skip
    assert figures["held_out"]["mails"] == 1
    assert figures["passed"] is True


def test_the_other_category_is_right_too() -> None:
    report = evaluate([EXPECTED], {"01-a.eml": replace(RIGHT, category="returns")})
    assert report.as_dict()["category"]["right"] == 1


@pytest.mark.parametrize(
    ("expected", "decided", "said"),
    [
        (replace(EXPECTED, outcomes=("review",)), RIGHT, "must go to a person"),
        (replace(EXPECTED, articles=("other",)), RIGHT, "cites delivery-times"),
        (replace(EXPECTED, must_say=("tomorrow",)), RIGHT, "says none"),
        (EXPECTED, replace(RIGHT, sentences=()), "cites nothing"),
        (EXPECTED, replace(RIGHT, sentences=(Sentence(SAID, ()),)), "without a source"),
        (
            EXPECTED,
            replace(
                RIGHT, sentences=(Sentence("It arrives soon.", (("delivery-times", ARTICLE),)),)
            ),
            "not verbatim",
        ),
    ],
)
def test_a_wrong_automatic_answer_fails_the_whole(
    expected: Expectation, decided: Decided, said: str
) -> None:
    report = evaluate([expected], {"01-a.eml": decided})
    assert not report.passed
    assert report.as_dict()["automatic"]["wrong"] == 1
    [failure] = [f for f in report.failures if f.what == "answer"]
    assert said in failure.got


def test_a_right_answer_has_no_wrongs() -> None:
    assert wrongs(EXPECTED, RIGHT) == []


def test_the_same_answer_in_review_is_no_automatic_one() -> None:
    wrong = replace(RIGHT, outcome="review", sentences=())
    report = evaluate([EXPECTED], {"01-a.eml": wrong})
    assert report.passed
    assert report.as_dict()["automatic"]["answered"] == 0


@pytest.mark.parametrize("kind", ["injection", "abusive", "unanswerable"])
def test_what_must_not_be_answered_is_counted(kind: str) -> None:
    never = replace(EXPECTED, kind=kind, outcomes=("review",))
    report = evaluate([never], {"01-a.eml": RIGHT})
    assert report.as_dict()["must_not_answer"] == {"of": 1, "answered": 1}
    assert not report.passed
    quiet = evaluate([never], {"01-a.eml": replace(RIGHT, outcome="review")})
    assert quiet.as_dict()["must_not_answer"] == {"of": 1, "answered": 0}
    assert quiet.passed


@pytest.mark.parametrize(
    ("changed", "what"),
    [({"category": "legal"}, "category"), ({"language": "de"}, "language"),
     ({"priority": 1}, "priority"), ({"outcome": "shadow"}, "outcome")],
)  # fmt: skip
def test_each_difference_is_named(changed: dict[str, object], what: str) -> None:
    decided = replace(RIGHT, **changed)  # type: ignore[arg-type]
    [failure] = evaluate([EXPECTED], {"01-a.eml": decided}).failures
    assert (failure.file, failure.what, failure.got) == (
        "01-a.eml", what, str(changed[what]),
    )  # fmt: skip


def test_the_aim_is_85_in_a_hundred() -> None:
    many = [replace(EXPECTED, file=f"{n:02}-a.eml", number=n) for n in range(1, 21)]

    def with_wrong(count: int) -> bool:
        return evaluate(
            many,
            {e.file: replace(RIGHT, category="legal" if e.number <= count else "shipping")
             for e in many},
        ).passed  # fmt: skip

    assert with_wrong(3)
    assert not with_wrong(4)


def test_a_mail_without_a_decision_is_missing_and_fails() -> None:
    report = evaluate([EXPECTED, HELD_OUT], {"01-a.eml": RIGHT})
    assert report.missing == ("15-b.eml",)
    assert report.as_dict()["mails"] == 2
    assert report.as_dict()["category"]["of"] == 1
    assert not report.passed


def test_nothing_at_all_fails() -> None:
    figures = evaluate([EXPECTED], {}).as_dict()
    assert figures["category"]["share"] is None
    assert figures["passed"] is False


def test_the_expectations_of_the_demo_can_be_read() -> None:
    found = read_expectations(Path(__file__).resolve().parents[2] / "seeds" / "inbox")
    assert len(found) >= 20
    assert [e.number for e in found] == sorted({e.number for e in found})


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("01-a.toml", 'category = "x"', "also is missing"),
        ("01-a.toml", "category = x", "cannot be used"),
        ("01-b.toml", "", "has no expectation: write 01-a.toml"),
    ],
)
def test_an_unusable_expectation_is_named(tmp_path: Path, name: str, text: str, said: str) -> None:
    (tmp_path / "01-a.eml").write_bytes(b"")
    (tmp_path / name).write_text(text)
    with pytest.raises(Invalid, match="01-a") as caught:
        read_expectations(tmp_path)
    assert said in caught.value.message


def test_an_empty_folder_is_said(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="no mails"):
        read_expectations(tmp_path)

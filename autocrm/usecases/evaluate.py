"""What should have become of each mail, against what the ledger says became of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from autocrm.usecases.expectations import Expectation

CATEGORY_AIM = 0.85  # share of mails in the right category
HELD_OUT_FROM = 15  # mails from this number on were never looked at while tuning
MUST_NOT_ANSWER = frozenset({"injection", "abusive", "unanswerable"})


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of an answer; each citation is an article's slug and that version's text."""

    text: str
    citations: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Decided:
    """What the ledger says of one mail."""

    category: str
    language: str
    priority: int
    outcome: str
    reason: str
    text: str = ""
    sentences: tuple[Sentence, ...] = ()


@dataclass(frozen=True, slots=True)
class Failure:
    """One thing that is not as expected."""

    file: str
    what: str
    expected: str
    got: str
    reason: str


@dataclass(frozen=True, slots=True)
class Share:
    """How many of how many. `share` is None of nothing."""

    right: int
    of: int

    def as_dict(self) -> dict[str, Any]:
        return {"right": self.right, "of": self.of, "share": _share(self.right, self.of)}


@dataclass(frozen=True)
class Figures:
    """Counts over some mails; shares are of those that have a decision."""

    mails: int
    category: Share
    language: Share
    priority: Share
    outcome: Share
    automatic: dict[str, Any]
    must_not_answer: dict[str, int]
    could_be_answered: int

    def as_dict(self) -> dict[str, Any]:
        shares = ("category", "language", "priority", "outcome")
        return {
            "mails": self.mails,
            **{name: getattr(self, name).as_dict() for name in shares},
            "automatic": self.automatic,
            "must_not_answer": self.must_not_answer,
        }


@dataclass(frozen=True)
class Report:
    """The evaluation of a folder. `missing` are mails without a decision: they fail it too."""

    all: Figures
    held_out: Figures
    missing: tuple[str, ...]
    failures: tuple[Failure, ...] = field(default=())

    @property
    def passed(self) -> bool:
        category = _share(self.all.category.right, self.all.category.of) or 0.0
        return (
            not self.missing
            and category >= CATEGORY_AIM
            and self.all.automatic["wrong"] == 0
            and self.all.must_not_answer["answered"] == 0
        )

    def as_dict(self) -> dict[str, Any]:
        return {
            **self.all.as_dict(),
            "missing": list(self.missing),
            "held_out": self.held_out.as_dict(),
            "failures": [asdict(failure) for failure in self.failures],
            "passed": self.passed,
        }


def evaluate(expected: Sequence[Expectation], found: Mapping[str, Decided]) -> Report:
    """Compare; `found` has the decision on each file that has one."""
    pairs = [(e, found[e.file]) for e in expected if e.file in found]
    return Report(
        all=_figures(expected, found),
        held_out=_figures([e for e in expected if e.number >= HELD_OUT_FROM], found),
        missing=tuple(e.file for e in expected if e.file not in found),
        failures=tuple(failure for e, d in pairs for failure in _failures(e, d)),
    )


Pair = tuple[Expectation, Decided]


def _figures(expected: Sequence[Expectation], found: Mapping[str, Decided]) -> Figures:
    pairs = [(e, found[e.file]) for e in expected if e.file in found]
    answered = [(e, d) for e, d in pairs if d.outcome == "auto"]
    wrong = [e for e, d in answered if wrongs(e, d)]
    could = sum(e.may_be_automatic for e, _ in pairs)
    never = [(e, d) for e, d in pairs if e.kind in MUST_NOT_ANSWER]
    right = len(answered) - len(wrong)
    return Figures(
        mails=len(expected),
        category=_count(pairs, _category_right),
        language=_count(pairs, lambda e, d: d.language == e.language),
        priority=_count(pairs, lambda e, d: d.priority in e.priority),
        outcome=_count(pairs, lambda e, d: d.outcome in e.outcomes),
        automatic={
            "answered": len(answered),
            "right": right,
            "wrong": len(wrong),
            "share_of_answerable": _share(right, could),
        },
        must_not_answer={"of": len(never), "answered": sum(d.outcome == "auto" for _, d in never)},
        could_be_answered=could,
    )


def _count(pairs: Sequence[Pair], is_right: Callable[[Expectation, Decided], bool]) -> Share:
    return Share(sum(is_right(e, d) for e, d in pairs), len(pairs))


def _share(right: int, of: int) -> float | None:
    return round(right / of, 4) if of else None


def _category_right(e: Expectation, d: Decided) -> bool:
    return d.category in (e.category, *e.also)


def wrongs(e: Expectation, d: Decided) -> list[str]:
    """Why an automatic answer is wrong; empty when it is right."""
    found = [] if e.may_be_automatic else [f"a mail of the kind {e.kind!r} must go to a person"]
    for sentence in d.sentences:
        found += _sentence_wrongs(e, sentence)
    if not d.sentences:
        found.append("the answer cites nothing")
    said = _squeezed(d.text)
    if e.must_say and not any(_squeezed(piece) in said for piece in e.must_say):
        found.append("it says none of what it must")
    return list(dict.fromkeys(found))


def _sentence_wrongs(e: Expectation, sentence: Sentence) -> Iterable[str]:
    if not sentence.citations:
        yield f"without a source: {sentence.text!r}"
    for slug, text in sentence.citations:
        if slug not in e.articles:
            yield f"cites {slug}"
        if _squeezed(sentence.text) not in _squeezed(text):
            yield f"not verbatim in {slug}: {sentence.text!r}"


def _squeezed(text: str) -> str:
    return " ".join(text.split())


def _failures(e: Expectation, d: Decided) -> Iterable[Failure]:
    def fail(what: str, expected: str, got: str) -> Failure:
        return Failure(e.file, what, expected, got, d.reason)

    if not _category_right(e, d):
        yield fail("category", " or ".join((e.category, *e.also)), d.category)
    if d.language != e.language:
        yield fail("language", e.language, d.language)
    if d.priority not in e.priority:
        yield fail("priority", " or ".join(map(str, e.priority)), str(d.priority))
    if d.outcome not in e.outcomes:
        yield fail("outcome", " or ".join(e.outcomes), d.outcome)
    if d.outcome == "auto" and (found := wrongs(e, d)):
        yield fail("answer", "a right answer", "; ".join(found))

"""A candidate over history: what it would have done with messages that people have judged.

Reads the ledger and the threads; writes nothing. What happened is the ledger's own word ("before"),
what the candidate does is computed ("after").
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from autocrm.ai.agreement import agrees, is_worse, without_frame
from autocrm.domain.draft import Answer
from autocrm.errors import AutoCRMError
from autocrm.ports import Judged, Services
from autocrm.usecases.answer_ticket import think

MEASURES = ("category", "answer", "automatic")


@dataclass(frozen=True, slots=True)
class Did:
    """What was, or would be, done with a message. `said`: the answer's sentences alone."""

    category: str
    outcome: str
    text: str
    said: str
    cost_usd: float
    reason: str


@dataclass(frozen=True, slots=True)
class Case:
    """One message: before and after, and whether each agrees with what people did.

    A measure without a person's judgement is missing in `right`: {"category": (before, after)}.
    """

    decision_id: str
    ticket_id: str
    before: Did
    after: Did
    right: dict[str, tuple[bool, bool]]

    @property
    def changed(self) -> bool:
        return (self.before.category, self.before.outcome, self.before.text) != (
            self.after.category, self.after.outcome, self.after.text
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Compared:
    """A measure over the cases that people have judged: hits before and after of `n`.

    `lost`: right before and wrong after; `won`: the other way round.
    """

    measure: str
    n: int
    before: int
    after: int
    lost: int
    won: int

    @property
    def worse(self) -> bool:
        """By more than chance explains (95 %)."""
        return is_worse(self.lost, self.won)


@dataclass(frozen=True, slots=True)
class Backtest:
    """The report. `failed`: decisions whose thread could not be read, with the reason."""

    cases: tuple[Case, ...]
    failed: tuple[tuple[str, str], ...]

    def compared(self) -> list[Compared]:
        """Agreement by measure, and coverage: what is answered without a person."""
        return [*(self._measured(name) for name in MEASURES), self._coverage()]

    @property
    def worse(self) -> list[str]:
        """What got worse beyond the interval."""
        return [one.measure for one in self.compared() if one.worse]

    def _measured(self, name: str) -> Compared:
        return _counted(name, [case.right[name] for case in self.cases if name in case.right])

    def _coverage(self) -> Compared:
        return _counted(
            "coverage",
            [(c.before.outcome == "auto", c.after.outcome == "auto") for c in self.cases],
        )


async def backtest(
    services: Services,
    history: Sequence[Judged],
    tell: Callable[[int], None] = lambda _: None,
) -> Backtest:
    """`services`: the candidate's. `tell` hears how many cases are done."""
    cases, failed = [], []
    for number, judged in enumerate(history, start=1):
        row = judged.row
        try:
            context = await services.tickets.context(row["ticket_id"], row["interaction_id"])
            cases.append(_case(judged, await think(services, context)))
        except AutoCRMError as error:
            failed.append((str(row["id"]), error.message))
        tell(number)
    return Backtest(tuple(cases), tuple(failed))


def _case(judged: Judged, answer: Answer) -> Case:
    before, after = _before(judged.row), _after(answer)
    return Case(
        judged.row["id"], judged.row["ticket_id"], before, after, _right(judged, before, after)
    )


def _right(judged: Judged, before: Did, after: Did) -> dict[str, tuple[bool, bool]]:
    found: dict[str, tuple[bool, bool]] = {}
    if judged.category:
        found["category"] = (
            before.category == judged.category, after.category == judged.category
        )  # fmt: skip
    if not judged.verdict and not judged.sent:
        return found
    language = judged.row["language"]
    fits = (_fits(judged, before, language), _fits(judged, after, language))
    found["answer"] = fits
    # What leaves by itself must be what a person would have sent; what waits is never wrong.
    found["automatic"] = (
        fits[0] or before.outcome != "auto", fits[1] or after.outcome != "auto"
    )  # fmt: skip
    return found


def _fits(judged: Judged, did: Did, language: str) -> bool:
    """Whether a person would have approved: they sent it so, or they sent nothing and so does
    this; a draft that was rejected is not right when it comes again."""
    was = _before(judged.row)
    if judged.sent:
        sent = without_frame(judged.sent, was.text, was.said)
        return agrees(did.said, sent, language)
    return not did.text or not agrees(did.said, was.said, language)


def _before(row: dict[str, Any]) -> Did:
    draft = row["draft"] or {}
    said = " ".join(s["text"] for s in draft.get("sentences", ()))
    return Did(
        row["category"], row["outcome"], draft.get("text", ""), said, float(row["cost_usd"]),
        row["reason"],
    )  # fmt: skip


def _after(answer: Answer) -> Did:
    draft = answer.draft
    said = " ".join(s.text for s in draft.sentences) if draft else ""
    cost = answer.triage.cost_usd + (draft.cost_usd if draft else 0.0)
    return Did(
        answer.triage.category, answer.decision.outcome, draft.text if draft else "", said, cost,
        answer.decision.reason,
    )  # fmt: skip


def _counted(name: str, pairs: Sequence[tuple[bool, bool]]) -> Compared:
    return Compared(
        name, len(pairs), sum(b for b, _ in pairs), sum(a for _, a in pairs),
        sum(b and not a for b, a in pairs), sum(a and not b for b, a in pairs),
    )  # fmt: skip

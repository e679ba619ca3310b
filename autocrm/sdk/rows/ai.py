"""Rows of crm.ai."""

from __future__ import annotations

from autocrm.sdk.rows.base import Row


class Policy(Row):
    """What may happen with a category by itself. Thresholds and `bar` are in 0..1.

    `promote`: who moves it up, "hand" or "itself". `earned`: its mode was reached by agreement.
    """

    category: str
    mode: str
    min_confidence: float
    min_answerability: float
    version: int
    promote: str
    bar: float
    earned: bool


class Agreement(Policy):
    """A policy with people's judgements: of the latest `n` (200 at most) `agreed`.

    `low` and `high` are exact bounds, each wrong with a chance of 5 %. `missing`: how many more
    must agree, one after another, for the step to `next`.
    """

    n: int
    agreed: int
    share: float | None = None
    low: float
    high: float
    next: str | None = None
    missing: int | None = None


class Judgement(Row):
    """`counts`: whether the answer could have left by itself; only such ones are counted."""

    decision_id: str
    right: bool
    counts: bool

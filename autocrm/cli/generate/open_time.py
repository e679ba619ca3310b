"""How long the desk was open between two times, as `private.business_seconds` reckons it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal

Span = tuple[datetime, datetime, Decimal]  # opens, closes, open seconds before it


class OpenTime:
    """The spans of the default calendar that are worked out, in order of time."""

    def __init__(self, spans: Sequence[Span]) -> None:
        self._opens = [opens for opens, _, _ in spans]
        self._spans = spans

    def seconds(self, begins: datetime, ends: datetime | None) -> Decimal | None:
        """Open seconds; None when it has not ended, or when the spans do not reach so far."""
        if ends is None or not self._covers(begins, ends):
            return None
        if ends <= begins:
            return Decimal(0)
        return self._before(ends) - self._before(begins)

    def _covers(self, begins: datetime, ends: datetime) -> bool:
        """Between the first and the last span nothing is missing."""
        return (
            bool(self._spans)
            and self._opens[0] <= min(begins, ends)
            and max(begins, ends) < self._spans[-1][1]
        )

    def _before(self, at: datetime) -> Decimal:
        """Open seconds from the first span to a time after its beginning."""
        opens, closes, before = self._spans[bisect_right(self._opens, at) - 1]
        return before + Decimal((min(at, closes) - opens) // timedelta(microseconds=1)).scaleb(-6)

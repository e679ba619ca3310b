"""The figures of each report, worked out again from its drill-down, in Python."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

Row = dict[str, Any]
Figure = Callable[[Sequence[Row]], Any]


def count(condition: Callable[[Row], bool] = lambda row: True) -> Figure:
    return lambda rows: sum(condition(row) for row in rows)


def percentile(column: str, share: float) -> Figure:
    """Between two values it is in proportion, as percentile_cont has it."""

    def figure(rows: Sequence[Row]) -> float | None:
        values = sorted(float(row[column]) for row in rows if row[column] is not None)
        if not values:
            return None
        at = share * (len(values) - 1)
        low = int(at)
        high = min(low + 1, len(values) - 1)
        return values[low] + (values[high] - values[low]) * (at - low)

    return figure


def mean(value: Callable[[Row], float]) -> Figure:
    return lambda rows: sum(map(value, rows)) / len(rows) if rows else None


def ratio(part: Figure, whole: Figure) -> Figure:
    return lambda rows: part(rows) / whole(rows) if whole(rows) else None


def at(row: Row, column: str) -> datetime:
    return datetime.fromisoformat(row[column])


def _unanswered(row: Row) -> bool:
    return row["first_reply_at"] is None or at(row, "first_reply_at") >= at(row, "measured_at")


def _soon(row: Row) -> bool:
    within = timedelta(days=7)
    return row["reopened_at"] is not None and (
        at(row, "reopened_at") <= at(row, "ended_at") + within
    )


def _over(row: Row) -> bool:
    return row["status"] in ("solved", "closed")


def _what(word: str) -> Figure:
    return count(lambda row: row["what"] == word)


def _is(column: str) -> Figure:
    return count(lambda row: row[column] is True)


def _durations(*columns: tuple[str, str]) -> dict[str, Figure]:
    return {
        f"{name}_{ending}": percentile(column, share)
        for ending, column in columns
        for name, share in (("median", 0.5), ("p90", 0.9))
    }


_reopened = count(lambda row: row["reopened_at"] is not None)

FIGURES: dict[str, dict[str, Figure]] = {
    "backlog": {
        "tickets": count(),
        "urgent": count(lambda row: row["priority"] <= 2),
        "unanswered": count(_unanswered),
        "age_median_s": percentile("age_s", 0.5),
    },
    "created_and_solved": {
        "created": _what("created"),
        "reopened": _what("reopened"),
        "solved": _what("solved"),
        "closed_unsolved": _what("closed"),
    },
    "first_response": {
        "answered": count(),
        "by_ai": count(lambda row: row["first_reply_by"] == "ai"),
        **_durations(("s", "first_reply_s"), ("business_s", "first_reply_business_s")),
    },
    "resolution": {
        "solved": count(),
        "by_ai_alone": count(lambda row: row["replies_agent"] == 0 and row["replies_ai"] > 0),
        **_durations(("s", "lasted_s"), ("business_s", "business_s")),
    },
    "sla": {
        "promises": count(),
        "kept": _is("kept"),
        "missed": count(lambda row: row["kept"] is False),
        "kept_share": ratio(_is("kept"), count()),
        "median_s": percentile("elapsed_s", 0.5),
    },
    "csat": {
        "ratings": count(),
        "good": count(lambda row: row["score"] >= 4),
        "bad": count(lambda row: row["score"] <= 2),
        "average": mean(lambda row: row["score"]),
        "good_share": mean(lambda row: row["score"] >= 4),
    },
    "reopen": {
        "solved": count(),
        "reopened": _reopened,
        "within_7_days": count(_soon),
        "reopened_share": ratio(_reopened, count()),
    },
    "workload": {
        "assigned": _what("assigned"),
        "answered": _what("answered"),
        "solved": _what("solved"),
        "to_do_now": _what("to_do"),
    },
    "ai_outcomes": {
        "decisions": count(),
        **{name: _is(name) for name in (
            "sent", "edited", "rejected", "resolved", "awaited", "lasting")},
        "lasting_share": ratio(
            _is("lasting"), count(lambda row: row["resolved"] and not row["awaited"])
        ),
    },
    "tags": {
        "tickets": count(),
        "different_tickets": lambda rows: len({row["ticket_id"] for row in rows}),
        "to_do_now": count(lambda row: not _over(row)),
        "reopened": count(lambda row: row["reopen_count"] > 0),
    },
    "channels": {
        "tickets": count(),
        "over": count(_over),
        "reopened": count(lambda row: row["reopen_count"] > 0),
        "first_response_median_s": percentile("first_reply_s", 0.5),
    },
    "deflections": {
        "solved": count(),
        "by_article": count(lambda row: row["way"] == "article"),
        "by_answer": count(lambda row: row["way"] == "answer"),
    },
}  # fmt: skip

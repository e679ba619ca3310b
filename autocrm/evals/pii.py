"""Personal data: how much of it is found, and what is taken for it that is none.

presidio-research's form: rows of `text` and `spans` (`type`, `start`, `end`). Measured is
`autocrm.ai.pii`, in which nothing is fitted. `f1` and `f1:TYPE` want type, start and end to be
exactly right; `overlap_f1` and `overlap_f1:TYPE` want the type and a common character: that
data cuts one postal address into several spans (house number, street, unit, code), so exactly it
cannot be reached. `hidden` is the share of the characters of what is to be hidden that a hosted
model would not be shown; `kept` the share of all others that it would be. Out of reach, and left
out of every figure as something to find: GPE, ORGANIZATION, NRP, AGE, TITLE, ZIP_CODE standing
alone, driving licences; what is wrongly found in them still counts as wrong.
Cues, streets' words and given names were written and extended with that data's public rows in
view: the figures of PERSON and STREET_ADDRESS on those rows flatter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np

from autocrm.ai.pii import HIDDEN, PLACEHOLDERS, Span, find, redact
from autocrm.evals.figures import Array, Figure, bootstrapped
from autocrm.evals.options import Options
from autocrm.evals.rows import DataMissing, Row, every, measured

# Ours by theirs, where they differ.
_CALLED = {"DOMAIN_NAME": "URL", "BIRTH_DATE": "DATE_TIME"}
_TYPES = frozenset(PLACEHOLDERS) - {"BIRTH_DATE"}
# Of one row: found that is right, all found, true that is found, all true.
_Counts = tuple[int, int, int, int]
_Alike = Callable[[Span, Span], bool]


def evaluate(options: Options) -> list[Figure]:
    """`f1` over all types and each, exact and by overlap; then `hidden` and `kept`."""
    rows = _rows(options.data)
    truth = [_true(row) for row in rows]
    found = [[_named(span) for span in find(str(row["text"]))] for row in rows]
    types = sorted({span.type for spans in truth for span in spans})
    figures: list[Figure] = []
    for name, alike in (("f1", _exact), ("overlap_f1", _overlap)):
        for kind in (None, *types):
            pairs = [(_of(kind, f), _of(kind, t)) for f, t in zip(found, truth, strict=True)]
            counts = [_counted(f, t, alike) for f, t in pairs]
            figures.append(_f1(name if kind is None else f"{name}:{kind}", counts))
    return [*figures, *_shown(rows, truth)]


def _rows(folder: Path) -> list[Row]:
    """What is measured; in a folder of other names every row, since nothing is learned."""
    try:
        return measured(folder)
    except DataMissing:
        return every(folder, "text", "spans")


def _true(row: Row) -> list[Span]:
    spans = (Span(int(s["start"]), int(s["end"]), str(s["type"])) for s in row.get("spans") or ())
    return [named for span in spans if (named := _named(span)).type in _TYPES]


def _named(span: Span) -> Span:
    return Span(span.start, span.end, _CALLED.get(span.type, span.type))


def _of(kind: str | None, spans: Iterable[Span]) -> list[Span]:
    return [span for span in spans if kind is None or span.type == kind]


def _exact(a: Span, b: Span) -> bool:
    return a == b


def _overlap(a: Span, b: Span) -> bool:
    return a.type == b.type and a.start < b.end and b.start < a.end


def _counted(found: list[Span], truth: list[Span], alike: _Alike) -> _Counts:
    right = sum(any(alike(f, t) for t in truth) for f in found)
    reached = sum(any(alike(f, t) for f in found) for t in truth)
    return right, len(found), reached, len(truth)


def _f1(metric: str, counts: list[_Counts]) -> Figure:
    """Over the spans of all rows; the interval is of a bootstrap over rows, `n` the true spans."""
    table = np.array(counts, dtype=float).reshape(-1, 4)

    def statistic(at: Array) -> float:
        right, found, reached, true = table[at].sum(axis=0)
        precision, recall = right / max(found, 1.0), reached / max(true, 1.0)
        return float(2 * precision * recall / max(precision + recall, 1e-12))

    figure = bootstrapped(metric, statistic, len(table))
    return Figure(metric, figure.value, int(table[:, 3].sum()), figure.low, figure.high)


def _shown(rows: list[Row], truth: list[list[Span]]) -> list[Figure]:
    """`hidden` and `kept`, in characters; every row counts by its length."""
    table = np.array([_characters(str(r["text"]), t) for r, t in zip(rows, truth, strict=True)])

    def part(metric: str, of: int, whole: int) -> Figure:
        def statistic(at: Array) -> float:
            sums = table[at].sum(axis=0)
            return float(sums[of] / max(sums[whole], 1))

        return bootstrapped(metric, statistic, len(table))

    return [part("hidden", 0, 1), part("kept", 2, 3)]


def _characters(text: str, truth: list[Span]) -> tuple[int, int, int, int]:
    personal = np.zeros(len(text), dtype=bool)
    for span in truth:
        personal[span.start : span.end] |= span.type in HIDDEN
    gone = np.zeros(len(text), dtype=bool)
    for start, end in _gone(text):
        gone[start:end] = True
    kept = int((~personal & ~gone).sum())
    return int((personal & gone).sum()), int(personal.sum()), kept, int((~personal).sum())


def _gone(text: str) -> list[tuple[int, int]]:
    """Where `redact` has put a placeholder for the text that stood there."""
    values = set(redact(text).mapping.values())
    spans = (span for span in find(text) if span.type in HIDDEN)
    return [(span.start, span.end) for span in spans if text[span.start : span.end] in values]

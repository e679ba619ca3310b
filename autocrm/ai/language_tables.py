"""py3langid's model, smaller: ready at once, and a third of its size in memory.

The model is an automaton that reads bytes. Most of its moves are those it would make from
the beginning, so only the others are kept: 2.1 of 9.8 million. Of the languages only those
that mails come in: the full list holds small relatives, such as Luxembourgish, that take
over misspelt German, and its columns are 28 MB.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from py3langid.langid import MODEL_FILE, LanguageIdentifier

Tables = Mapping[str, NDArray[Any]]

_BYTES = 256


def unpack_tables(languages: Collection[str]) -> dict[str, NDArray[Any]]:
    """The tables for `languages` (ISO 639-1), out of the package: half a second."""
    full: LanguageIdentifier = LanguageIdentifier.from_model_file(MODEL_FILE)  # type: ignore[no-untyped-call]
    full.set_languages(sorted(set(languages) & set(full.labels)))  # type: ignore[no-untyped-call]
    rows = np.array(full.tk_row, dtype=np.uint16)
    moves = np.frombuffer(full.tk_nextmove, dtype=np.uint32).reshape(-1, _BYTES)
    usual = moves[rows[0]]
    row, byte = np.nonzero(moves != usual)
    return {
        "rows": rows,
        "usual": usual.copy(),
        "starts": np.searchsorted(row, np.arange(len(moves) + 1)).astype(np.uint32),
        "bytes": byte.astype(np.uint8),
        "moves": moves[row, byte],
        "features": np.array(full.tk_output, dtype=np.int32),
        "chances": np.ascontiguousarray(full.nb_ptc),
        "shares": np.asarray(full.nb_pc),
        "labels": np.frombuffer(json.dumps(full.nb_classes).encode(), dtype=np.uint8),
    }


def identifier_of(tables: Tables) -> LanguageIdentifier:
    """What ranks languages by `tables`, to the same figures as with py3langid's own."""
    return LanguageIdentifier(  # type: ignore[no-untyped-call]
        tables["chances"],
        tables["shares"],
        json.loads(tables["labels"].tobytes()),
        _Moves(tables),
        tables["features"].tolist(),
        norm_probs=True,
        tk_row=tables["rows"].tolist(),
    )


class _Moves:
    """The automaton's moves, as py3langid asks for them: by row and byte in one number."""

    def __init__(self, tables: Tables) -> None:
        self._find = tables["bytes"].tobytes().find
        self._starts = tables["starts"].tolist()
        self._usual = tables["usual"].tolist()
        self._moves = memoryview(tables["moves"].data)

    def __getitem__(self, place: int) -> int:
        row, byte = place >> 8, place & 0xFF
        found = self._find(byte, self._starts[row], self._starts[row + 1])
        return self._usual[byte] if found < 0 else self._moves[found]

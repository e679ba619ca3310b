"""The search language: `to:`, `from:`, `subject:` and words, all of which must match."""

from __future__ import annotations

import shlex

Where = tuple[str, tuple[str, ...]]  # SQL condition, its values

_COLUMNS = {"to": "recipients", "from": "sender", "subject": "subject"}


def where(query: str) -> Where:
    """The condition of a query; an empty one matches all. Case does not matter."""
    conditions, values = ["true"], []
    for term in _terms(query.lower()):
        name, colon, rest = term.partition(":")
        column = _COLUMNS.get(name) if colon and rest else None
        conditions.append(f"instr({column or 'words'}, ?) > 0")
        values.append(rest if column else term)
    return " and ".join(conditions), tuple(values)


def _terms(query: str) -> list[str]:
    # shlex handles subject:"two words"; a quote left open is taken as a letter
    try:
        return shlex.split(query)
    except ValueError:
        return query.replace('"', " ").split()

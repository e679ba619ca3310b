"""The filter of a binding, read: `id=gt.10,name=not.in.(a,"b,c")`, joined by AND."""

from __future__ import annotations

import re
from dataclasses import dataclass

from autocrm.stack.realtime.changes.binding import BadBinding

OPERATORS = {  # of the protocol -> of SQL
    "eq": "=",
    "neq": "<>",
    "lt": "<",
    "lte": "<=",
    "gt": ">",
    "gte": ">=",
    "in": "= any",
    "like": "like",
    "ilike": "ilike",
    "is": "is",
    "match": "~",
    "imatch": "~*",
    "isdistinct": "is distinct from",
}
IS_WORDS = ("null", "true", "false", "unknown")
_MOST = 100  # conditions of one filter; each is evaluated for each change
_CONDITION = re.compile(r"(?P<column>[^=]*)=(?P<negated>not\.)?(?P<op>[^.]*)\.(?P<value>.*)", re.S)
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"', re.S)


@dataclass(frozen=True)
class Condition:
    """`column op value`, or its negation; the value as text, of `in` an array literal."""

    column: str
    op: str  # a key of OPERATORS
    value: str
    negated: bool = False


def parse_filter(text: str | None) -> tuple[Condition, ...]:
    """The conditions of a filter, none for an empty one. Raises BadBinding."""
    if text is None or not text.strip():
        return ()
    parts = _split(text.strip())
    if len(parts) > _MOST:
        raise _bad(f"at most {_MOST} conditions, got {len(parts)}")
    return tuple(_condition(part.strip()) for part in parts)


def _split(text: str) -> list[str]:
    """At the commas that stand in neither quotes nor parentheses."""
    parts, depth, quoted, start, skip = [], 0, False, 0, False
    before = ""
    for at, char in enumerate(text):
        if skip:
            skip = False
        elif quoted:
            quoted, skip = char != '"', char == "\\"
        elif char == '"' and before in (".", "(", ","):
            quoted = True  # elsewhere it is a character like any other: 5"
        elif char in "()":
            depth = max(0, depth + (1 if char == "(" else -1))
        elif char == "," and depth == 0:
            parts.append(text[start:at])
            start = at + 1
        before = char
    return [*parts, text[start:]]


def _condition(part: str) -> Condition:
    if not part:
        raise _bad("filter must not contain empty segments (check for extra commas)")
    found = _CONDITION.fullmatch(part)
    if found is None or found["op"] not in OPERATORS:
        raise _bad(f"{part!r} is not column=operator.value with a known operator")
    value = _list(found["value"]) if found["op"] == "in" else _scalar(found["value"])
    return Condition(found["column"].strip(), found["op"], value, bool(found["negated"]))


def _list(value: str) -> str:
    """`(a,"b,c")` as an array literal; both quote alike, so only the brackets differ."""
    if not (value.startswith("(") and value.endswith(")")):
        raise _bad("`in` filter value must be wrapped by parentheses")
    return "{" + value[1:-1] + "}"


def _scalar(value: str) -> str:
    found = _QUOTED.fullmatch(value)
    return re.sub(r"\\(.)", r"\1", found[1], flags=re.S) if found else value


def _bad(reason: str) -> BadBinding:
    return BadBinding(f"Error parsing `filter` params: {reason}")

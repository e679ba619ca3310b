"""Values of the log as JSON: what Postgres's to_jsonb makes of them, and PostgREST shows."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable
from typing import Any

from psycopg import sql

from autocrm.stack.realtime.changes.session import Connection
from autocrm.stack.realtime.changes.tables import Column, placed

_ZONE = re.compile(r"([+-]\d\d)(?=$| BC)")
_LONG = 4000  # digits; Python converts up to 4300


def parse_json(text: str) -> Any:
    """JSON text as Python values, all of which can be written as JSON again.

    What Python cannot take (too deep, half a surrogate pair) stays text.
    """
    try:
        value = json.loads(text, parse_float=_number, parse_int=_number)
        if "\\u" in text:
            json.dumps(value, ensure_ascii=False).encode()
    except (RecursionError, UnicodeEncodeError):
        return text
    return value


def _number(text: str) -> int | float | str:
    """NaN and Infinity, which JSON has not, stay text."""
    if len(text) > _LONG:
        return text
    try:
        return int(text)
    except ValueError:
        number = float(text)
    return number if math.isfinite(number) else text


def _timestamp(text: str) -> str:
    """As ISO 8601: `2025-01-02 03:04:05+00` is written with a T and +00:00."""
    return _ZONE.sub(r"\1:00", text.replace(" ", "T", 1))


_FORMS: dict[str, Callable[[str], Any]] = {
    "bool": lambda text: text == "t",
    **dict.fromkeys(("json", "jsonb"), parse_json),
    **dict.fromkeys(("timestamp", "timestamptz"), _timestamp),
    **dict.fromkeys(("int2", "int4", "int8", "float4", "float8", "numeric"), _number),
}


async def to_json(connection: Connection, column: Column, texts: list[str | None]) -> list[Any]:
    """The values of one column. Arrays, rows and domains are asked of Postgres."""
    if column.form == "structured" and any(text is not None for text in texts):
        return await _ask(connection, column, texts)
    convert = _FORMS.get(column.form)
    if convert is None:
        return list(texts)
    return [None if text is None else convert(text) for text in texts]


async def _ask(connection: Connection, column: Column, texts: list[str | None]) -> list[Any]:
    query = sql.SQL(
        "select to_jsonb(v::{})::text from unnest(%s::text[]) with ordinality as u (v, n) "
        "order by n"
    ).format(placed(column.type))
    rows = await (await connection.execute(query, [texts])).fetchall()
    return [None if text is None else parse_json(text) for (text,) in rows]

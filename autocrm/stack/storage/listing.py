"""What is in a bucket: by page number (list), and by cursor (list-v2)."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from typing import Any

from psycopg import sql

from autocrm.stack.storage.caller import Caller
from autocrm.stack.storage.context import StorageContext
from autocrm.stack.storage.errors import invalid_request
from autocrm.stack.storage.rows import Row, as_json, iso

MAX_PAGE = 1000  # entries; upstream's bound of list-v2
_TIMES = ("created_at", "updated_at")
_PARTS = {"l": "after", "o": "order", "c": "column", "a": "after_time"}
_FLAT = """
    select name, id, updated_at, created_at, last_accessed_at, metadata from storage.objects
    where bucket_id = %(bucket)s and name collate "C" >= %(prefix)s
      and name collate "C" < %(prefix)s || chr(1114111) and {after}
    order by {order} limit %(limit)s
"""
_LEVEL = """
    select key, name, id, updated_at, created_at, last_accessed_at, metadata
    from storage.search_v2(%(prefix)s, %(bucket)s, %(limit)s, %(levels)s, %(after)s, %(order)s,
      %(column)s, %(after_time)s)
"""
_PAGE = "select * from storage.search(%s, %s, %s, %s, %s, %s, %s, %s)"


@dataclass(frozen=True)
class Query:
    """One request of list-v2; `after` and `after_time` are the last entry of the page before."""

    bucket: str
    prefix: str = ""
    limit: int = MAX_PAGE
    delimited: bool = False
    column: str = "name"
    order: str = "asc"
    after: str = ""
    after_time: str = ""


async def list_page(
    context: StorageContext,
    caller: Caller,
    bucket: str,
    prefix: str,
    options: dict[str, Any],
) -> list[Row]:
    """One level of a bucket. `options`: limit, offset, search, column, order."""
    if prefix and not prefix.endswith("/"):
        prefix += "/"
    values = [
        prefix,
        bucket,
        options["limit"],
        len(prefix.split("/")),
        options["offset"],
        options["search"],
        options["column"],
        options["order"],
    ]
    async with context.database.acting_as(caller) as connection:
        rows = await (await connection.execute(_PAGE, values)).fetchall()
    return [as_json(row) for row in rows]


async def list_from(context: StorageContext, caller: Caller, query: Query) -> dict[str, Any]:
    """The answer of list-v2: folders, objects, and the cursor to go on with."""
    async with context.database.acting_as(caller) as connection:
        found = await connection.execute(_statement(query), _values(query))
        rows = await found.fetchall()
    page = rows[: query.limit]
    more = len(rows) > len(page)
    folders = [_folder(row) for row in page if row["id"] is None]
    objects = [as_json(row) for row in page if row["id"] is not None]
    answer: dict[str, Any] = {"hasNext": more, "folders": folders, "objects": objects}
    if more:
        answer |= {"nextCursor": write_cursor(query, page[-1]), "nextCursorKey": page[-1]["name"]}
    return answer


def write_cursor(query: Query, last: Row) -> str:
    """Where a listing goes on: name, order and time of its last entry."""
    parts = {"l": last["name"]}
    if query.order != "asc":
        parts["o"] = query.order
    if query.column != "name":
        parts |= {"c": query.column, "a": iso(last[query.column])}
    text = "\n".join(f"{letter}:{value}" for letter, value in parts.items())
    return base64.b64encode(text.encode()).decode()


def read_cursor(cursor: str) -> dict[str, str]:
    """The fields of Query that a cursor holds. Raises StorageFailure 400."""
    try:
        lines = base64.b64decode(cursor, validate=True).decode().split("\n")
        found = {"order": "asc", "column": "name"}
        found |= {_PARTS[letter]: value for letter, value in (line.split(":", 1) for line in lines)}
    except (binascii.Error, KeyError, ValueError) as error:
        raise _bad_cursor() from error
    known = found["order"] in ("asc", "desc") and found["column"] in ("name", *_TIMES)
    if not known or not re.fullmatch(r"[0-9TZ:.\-]{0,32}", found.get("after_time", "")):
        raise _bad_cursor()
    return found


def _bad_cursor() -> Exception:
    return invalid_request("Invalid Parameter continuation token", "InvalidParameter")


def _statement(query: Query) -> sql.SQL | sql.Composed:
    if query.delimited:
        return sql.SQL(_LEVEL)
    direction = sql.SQL("desc" if query.order == "desc" else "asc")
    sign = sql.SQL("<" if query.order == "desc" else ">")
    column = sql.Identifier(query.column)
    after, order = sql.SQL("true"), sql.SQL('name collate "C" {}').format(direction)
    if query.column in _TIMES:
        moment = sql.SQL("date_trunc('milliseconds', {})").format(column)
        place, seen = (
            sql.SQL('({}, name collate "C")'),
            sql.SQL("(%(after_time)s::timestamptz, %(after)s)"),
        )
        compared = sql.SQL("{} {} {}").format(place.format(moment), sign, seen)
        order = sql.SQL("{} {}, {}").format(moment, direction, order)
    else:
        compared = sql.SQL('name collate "C" {} %(after)s').format(sign)
    return sql.SQL(_FLAT).format(after=compared if query.after else after, order=order)


def _values(query: Query) -> dict[str, Any]:
    return {
        "bucket": query.bucket,
        "prefix": query.prefix,
        "limit": query.limit + 1,  # one more tells whether there is a next page
        "levels": len(query.prefix.split("/")),
        "after": query.after,
        "after_time": query.after_time,
        "order": query.order,
        "column": query.column,
    }


def _folder(row: Row) -> Row:
    return {
        "id": None,
        "name": row["name"],
        "key": row.get("key"),
        **as_json({name: row[name] for name in (*_TIMES, "last_accessed_at")}),
    }

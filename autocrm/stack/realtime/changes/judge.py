"""Who gets which change of one table, and what of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, NamedTuple

from autocrm.stack.realtime.changes.matching import Texts, matches
from autocrm.stack.realtime.changes.payload import Maker, full_text, json_rows
from autocrm.stack.realtime.changes.pgoutput import Change
from autocrm.stack.realtime.changes.registry import Listener, Wish
from autocrm.stack.realtime.changes.session import Session
from autocrm.stack.realtime.changes.tables import Table, read_table
from autocrm.stack.realtime.changes.visibility import Viewer, seen_rows

_NO_KEY = "Error 400: Bad Request, no primary key"
_NO_RIGHT = "Error 401: Unauthorized"
_POLICY_FAILED = "Error 500: Internal Server Error, RLS policy evaluation failed"


class Delivery(NamedTuple):
    """The `data` of one message, and the bindings it is for."""

    data: dict[str, Any]
    listeners: list[Listener]


async def judge(
    session: Session, changes: Sequence[Change], groups: dict[Wish, list[Listener]]
) -> list[list[Delivery]]:
    """For each change of one table its deliveries. Raises psycopg.Error."""
    roles = {wish.viewer.role for wish in groups}
    table = await read_table(session.admin, changes[0].relation.oid, roles)
    if table is None:  # dropped since: nobody can be asked who might see it
        return [[] for _ in changes]
    wanted = await _wanted(session, table, changes, groups)
    seen = await _seen(session, table, changes, wanted)
    needed = sorted(set().union(*wanted.values()))
    rows = await json_rows(session.admin, table, [changes[number] for number in needed])
    judged: list[list[Delivery]] = [[] for _ in changes]
    for number, row in zip(needed, rows, strict=True):
        maker = Maker(table, changes[number], row)
        judged[number] = _deliveries(maker, number, wanted, seen, groups)
    return judged


async def _wanted(
    session: Session, table: Table, changes: Sequence[Change], groups: dict[Wish, list[Listener]]
) -> dict[Wish, set[int]]:
    """The numbers of the changes that each wish asks for.

    Errors go to all who listen to such changes, whatever their filters.
    """
    texts = {number: full_text(change) for number, change in enumerate(changes)}
    filters = {wish.conditions for wish in groups if wish.conditions}
    passed = await matches(session.admin, table, texts, filters) if filters else {}
    wanted = {}
    for wish in groups:
        numbers = {number for number, change in enumerate(changes) if wish.wants(change.kind)}
        if wish.conditions:
            told = _inserted(changes, numbers) if _error(table, wish) else set()
            passing = passed[wish.conditions] if _may_filter(table, wish) else set()
            numbers = numbers & passing | told
        wanted[wish] = numbers
    return wanted


async def _seen(
    session: Session, table: Table, changes: Sequence[Change], wanted: dict[Wish, set[int]]
) -> dict[Viewer, set[int] | None]:
    """What each viewer sees of the inserted and updated rows; {} without row security."""
    if not table.guarded:
        return {}
    asked: dict[Viewer, set[int]] = defaultdict(set)
    for wish, numbers in wanted.items():
        if not _error(table, wish):
            asked[wish.viewer] |= _inserted(changes, numbers)
    keys = {}
    for number in set().union(*asked.values()):
        key = _key(table, full_text(changes[number]))
        if key is not None:
            keys[number] = key
    asked = {viewer: numbers for viewer, numbers in asked.items() if numbers}
    return await seen_rows(session.viewer, table, keys, asked) if asked else {}


def _inserted(changes: Sequence[Change], numbers: set[int]) -> set[int]:
    """Those of the numbers whose row is there, to be looked at."""
    return {number for number in numbers if changes[number].kind != "DELETE"}


def _key(table: Table, texts: Texts) -> list[str] | None:
    """The primary key's values; None when the column was named otherwise then."""
    values = [texts.get(column.name) for column in table.key]
    return [value for value in values if value is not None] if None not in values else None


def _error(table: Table, wish: Wish) -> str | None:
    """Why a wish's rows cannot be checked, which its subscribers are told."""
    if not table.key:
        return _NO_KEY
    readable = all(wish.viewer.role in column.readers for column in table.key)
    return None if readable else _NO_RIGHT


def _may_filter(table: Table, wish: Wish) -> bool:
    """Whether the role may read what it filters by; it could when it subscribed."""
    columns = [table.by_name.get(one.column) for one in wish.conditions]
    return all(column and wish.viewer.role in column.readers for column in columns)


def _deliveries(
    maker: Maker,
    number: int,
    wanted: dict[Wish, set[int]],
    seen: dict[Viewer, set[int] | None],
    groups: dict[Wish, list[Listener]],
) -> list[Delivery]:
    """Wishes that end in the same data share one delivery, as they do upstream."""
    found: dict[int, Delivery] = {}
    for wish, listeners in groups.items():
        if number not in wanted[wish]:
            continue
        data = _data(maker, number, wish, seen)
        if data is not None:
            found.setdefault(id(data), Delivery(data, [])).listeners.extend(listeners)
    return list(found.values())


def _data(
    maker: Maker, number: int, wish: Wish, seen: dict[Viewer, set[int] | None]
) -> dict[str, Any] | None:
    if maker.change.kind != "DELETE":
        error = _error(maker.table, wish)
        if error:
            return maker.failure(error)
        if maker.table.guarded:
            visible = seen.get(wish.viewer, set())
            if visible is None:
                return maker.failure(_POLICY_FAILED)
            if number not in visible:
                return None
    return maker.data(wish.viewer.role, wish.select)

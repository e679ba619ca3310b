"""How entries of the audit log are said: before and after, and names in place of ids."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from autocrm.cli.session import Desk

NO_NAMES: Mapping[str, str] = {}
PEOPLE = (("members", "name"), ("teams", "key"), ("customers", "email"))  # what ids may stand for
FIRST = ("key", "name", "title")
DULL = ("id", "created_at", "updated_at", "created_by", "position")
PART = 100  # ids in one address


def say_details(details: dict[str, Any], names: Mapping[str, str] = NO_NAMES) -> str:
    """Details in one line; before and after as what became of each."""
    rest = {key: value for key, value in details.items() if key not in ("before", "after")}
    rest.pop("changes", None)
    said = [f"{key}: {value}" for change in [details, *details.get("changes", [])]
            for key, value in pairs(change, names)]  # fmt: skip
    return "; ".join([*said, *(f"{key}: {word(value, names)}" for key, value in rest.items())])


def pairs(change: dict[str, Any], names: Mapping[str, str] = NO_NAMES) -> Iterator[tuple[str, str]]:
    """What became of each column: "open → solved"; of a row that came or went, what it held."""
    old, new = change.get("before"), change.get("after")
    if isinstance(old, dict) and isinstance(new, dict):
        for key in sorted(old.keys() | new.keys()):
            if old.get(key) != new.get(key):
                yield key, f"{word(old.get(key), names)} → {word(new.get(key), names)}"
    elif isinstance(row := old or new, dict):
        for key in sorted(row, key=lambda key: (key not in FIRST, key)):
            if key not in DULL and row[key] not in (None, "", [], {}, False):
                yield key, f"{word(row[key], names)} → –" if old else word(row[key], names)
    else:
        yield from ((key, word(change[key], names)) for key in ("before", "after") if key in change)


def word(value: Any, names: Mapping[str, str] = NO_NAMES) -> str:
    """A value as people read it: a name for an id, JSON for what is no text, – for nothing."""
    if value is None or value == "":
        return "–"
    return names.get(value, value) if isinstance(value, str) else json.dumps(
        value, ensure_ascii=False
    )  # fmt: skip


async def named(desk: Desk, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """With `who` (a member's name, a customer's, or the role), the ticket's `number`, and `names`,
    what the ids in the details stand for."""
    actors = sorted({row["actor"] for row in rows if row["actor"]})
    people: dict[str, str] = {}
    if actors:
        for side, key in (("customers", "auth_user_id"), ("members", "user_id")):
            found = await desk.rows(desk.table(side).select(f"{key}, name, email").in_(key, actors))
            people |= {row[key]: row["name"] or row["email"] for row in found}
    names = await _names(desk, sorted({one for row in rows for one in _ids(row["details"])}))
    for row in rows:
        row["who"] = people.get(row["actor"], row["actor_role"])
        row["number"] = (row.pop("tickets") or {}).get("number")
        row["names"] = {one: names[one] for one in _ids(row["details"]) if one in names}
    return rows


def _ids(value: Any, key: str = "") -> Iterator[str]:
    """The ids in details, by the names of their keys."""
    if isinstance(value, dict):
        for name, one in value.items():
            yield from _ids(one, name)
    elif isinstance(value, list):
        for one in value:
            yield from _ids(one, key)
    elif isinstance(value, str) and key.endswith("_id"):
        yield value


async def _names(desk: Desk, ids: list[str]) -> dict[str, str]:
    names: dict[str, str] = {}
    for start in range(0, len(ids), PART):
        for name, column in PEOPLE:
            query = desk.table(name).select(f"id, {column}")
            found = await desk.rows(query.in_("id", ids[start : start + PART]))
            names |= {row["id"]: row[column] for row in found}
    return names

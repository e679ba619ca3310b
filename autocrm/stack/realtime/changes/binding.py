"""What a client asks for in `config.postgres_changes` of a join."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_EVENTS = ("INSERT", "UPDATE", "DELETE")


class BadBinding(Exception):
    """A binding that cannot be served; `sentence` is for the client."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True)
class Binding:
    """One wish: which events of which tables, and which rows and columns of them."""

    event: str = "*"  # '*', INSERT, UPDATE or DELETE
    schema: str = "public"  # '*': every schema of the publication
    table: str = "*"  # '*': every table of the schema
    filter: str | None = None  # e.g. 'id=gt.10,name=not.in.(a,"b,c")', joined by AND
    select: tuple[str, ...] | None = None  # sorted; None: every column the role may read

    @classmethod
    def parse(cls, wanted: Mapping[str, Any]) -> Binding:
        """From a client's {event, schema, table?, filter?, select?}. Raises BadBinding.

        As upstream reads it: an unknown event means every event, and no schema `public`.
        """
        event = str(wanted.get("event", "*")).upper()
        schema, table, text = (_text(wanted, name) for name in ("schema", "table", "filter"))
        if not (table or (schema and not text)):
            raise BadBinding(
                "No subscription params provided. Please provide at least a `schema` or `table` "
                "to subscribe to, and a `table` with every `filter`."
            )
        select = _select(wanted.get("select"))
        if select and "*" in (schema, table or "*"):
            raise BadBinding(
                "Column selection is not supported for wildcard subscriptions. "
                "Provide an explicit schema and table name."
            )
        event = event if event in _EVENTS else "*"
        return cls(event, schema or "public", table or "*", text, select)

    def describe(self) -> str:
        """The binding as its error messages name it."""
        words = [f"event: {self.event}", f"schema: {self.schema}", f"table: {self.table}"]
        words += [f"filter: {self.filter}"] if self.filter else []
        words += [f"select: {', '.join(self.select)}"] if self.select else []
        return f"[{', '.join(words)}]"


def _text(wanted: Mapping[str, Any], name: str) -> str | None:
    value = wanted.get(name)
    if value is not None and not _is_text(value):
        raise BadBinding(f"`{name}` must be a string.")
    return (value or "").strip() or None


def _is_text(value: Any) -> bool:
    """Whether Postgres can take it: JSON's strings may hold NUL and half surrogate pairs."""
    return isinstance(value, str) and not re.search("[\0\ud800-\udfff]", value)


def _select(value: Any) -> tuple[str, ...] | None:
    if value is None:
        return None
    if not isinstance(value, list):
        raise BadBinding(
            "Error parsing `select` params: expected a list of column name strings, "
            'e.g. select: ["col1", "col2"]'
        )
    names = {one for one in value if isinstance(one, str)}  # the rest counts for nothing
    if not all(map(_is_text, names)):
        raise BadBinding("`select` must name columns.")
    return tuple(sorted(names)) or None

"""pgoutput, version 1 of its protocol, decoded: the bytes of the log as rows of text."""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Final, Literal

Kind = Literal["INSERT", "UPDATE", "DELETE"]
_KINDS: dict[str, Kind] = {"I": "INSERT", "U": "UPDATE", "D": "DELETE"}


class Toast(Enum):
    """The mark of a large value that an UPDATE left alone: the log does not hold it."""

    UNCHANGED = "unchanged"


UNCHANGED: Final = Toast.UNCHANGED
Value = str | Toast | None
Row = dict[str, Value]


@dataclass(frozen=True)
class Relation:
    """A table as it was when the change was made."""

    oid: int
    schema: str
    table: str
    columns: tuple[str, ...]
    identity: frozenset[str]  # columns of its replica identity


@dataclass(frozen=True)
class Change:
    """One row's change. `old` holds the columns of the replica identity."""

    kind: Kind
    relation: Relation
    transaction: int  # its number, 32 bits
    committed: int  # microseconds since 2000-01-01 UTC
    size: int  # bytes of its message
    new: Row | None
    old: Row | None


class Decoder:
    """Knows the tables of one stream. `wanted(relation)`: whether its rows are to be read."""

    def __init__(self, wanted: Callable[[Relation], bool]) -> None:
        self._wanted = wanted
        self._relations: dict[int, Relation] = {}
        self._transaction, self._committed = 0, 0

    def decode(self, message: bytes) -> Change | None:
        """The change that a message tells of, if it is one and wanted.

        Commit, Origin, Type and Truncate need no answer here: clients are not told of a
        TRUNCATE, and a transaction arrives only once it has committed.
        """
        tag = chr(message[0])
        reader = _Reader(message, 1)
        if tag in _KINDS:
            return self._change(_KINDS[tag], reader)
        if tag == "B":
            reader.take("q")  # where the transaction ends
            self._committed, self._transaction = reader.take("q"), reader.take("I")
        elif tag == "R":
            relation = _relation(reader)
            self._relations[relation.oid] = relation
        return None

    def _change(self, kind: Kind, reader: _Reader) -> Change | None:
        relation = self._relations[reader.take("I")]
        if not self._wanted(relation):
            return None
        rows: dict[str, Row] = {}
        while reader.more():
            which = chr(reader.take("B"))  # N: new, O: old, K: old with its key only
            rows[which] = reader.row(relation.columns)
        new, old = rows.get("N"), rows.get("O", rows.get("K"))
        if old is None and new is not None and kind == "UPDATE":
            old = new  # no key has changed, so the new row has the old one's
        if old is not None and "O" not in rows:
            old = {name: old[name] for name in old if name in relation.identity}
        return Change(kind, relation, self._transaction, self._committed, reader.size, new, old)


def _relation(reader: _Reader) -> Relation:
    oid = reader.take("I")
    schema, table = reader.text() or "pg_catalog", reader.text()
    reader.take("B")  # replica identity: the flags of the columns say it
    names, identity = [], set()
    for _ in range(reader.take("H")):
        in_identity, name = reader.take("B") & 1, reader.text()
        reader.take("q")  # type and its modifier: asked of the catalogue when needed
        names.append(name)
        if in_identity:
            identity.add(name)
    return Relation(oid, schema, table, tuple(names), frozenset(identity))


class _Reader:
    """A position in one message."""

    def __init__(self, message: bytes, at: int) -> None:
        self._message, self._at, self.size = message, at, len(message)

    def more(self) -> bool:
        return self._at < self.size

    def take(self, code: str) -> int:
        (value,) = struct.unpack_from("!" + code, self._message, self._at)
        self._at += struct.calcsize("!" + code)
        return int(value)

    def text(self) -> str:
        end = self._message.index(0, self._at)
        value = self._message[self._at : end].decode()
        self._at = end + 1
        return value

    def row(self, columns: tuple[str, ...]) -> Row:
        count = self.take("H")
        return {name: self._value() for name in columns[:count]}

    def _value(self) -> Value:
        mark = chr(self.take("B"))
        if mark in "nu":
            return None if mark == "n" else UNCHANGED
        length = self.take("I")
        self._at += length
        return self._message[self._at - length : self._at].decode()

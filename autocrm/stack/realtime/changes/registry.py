"""Who listens to what, in memory: grouped, so that equal wishes are judged once."""

from __future__ import annotations

import itertools
import uuid
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from autocrm.stack.realtime.changes.binding import Binding
from autocrm.stack.realtime.changes.conditions import Condition, parse_filter
from autocrm.stack.realtime.changes.pgoutput import Kind, Relation
from autocrm.stack.realtime.changes.visibility import Viewer

_ids = itertools.count(1)  # from 1: to realtime-py an id of 0 is none


class Wish(NamedTuple):
    """What a group of subscribers wants of a table, and as whom."""

    viewer: Viewer
    event: str
    conditions: tuple[Condition, ...]
    select: tuple[str, ...] | None

    def wants(self, kind: Kind) -> bool:
        """Whether it asks for this kind of change."""
        return self.event in ("*", kind)


class Listener(NamedTuple):
    """One binding of one subscriber."""

    subscriber: uuid.UUID
    id: int


class _Place(NamedTuple):
    """Where a listener is filed."""

    binding: Binding
    wish: Wish

    @property
    def name(self) -> tuple[str, str]:
        """Schema and table, each of which may be `*`."""
        return self.binding.schema, self.binding.table


class Registry:
    """The listeners by table and wish, and by subscriber."""

    def __init__(self) -> None:
        self._groups: dict[tuple[str, str], dict[Wish, dict[Listener, None]]] = defaultdict(dict)
        self._subscribers: dict[uuid.UUID, list[tuple[_Place, Listener]]] = {}

    def __contains__(self, subscriber: uuid.UUID) -> bool:
        return subscriber in self._subscribers

    def subscribers(self) -> list[uuid.UUID]:
        """All who listen."""
        return list(self._subscribers)

    def add(self, subscriber: uuid.UUID, bindings: Sequence[Binding], viewer: Viewer) -> list[int]:
        """File a subscriber's bindings in place of earlier ones; an id for each."""
        self.remove(subscriber)
        filed = [
            (_place(binding, viewer), Listener(subscriber, next(_ids))) for binding in bindings
        ]
        self._file(subscriber, filed)
        return [listener.id for _, listener in filed]

    def bindings(self, subscriber: uuid.UUID) -> list[Binding]:
        """What a subscriber has asked for, in its order; empty when unknown."""
        return [place.binding for place, _ in self._subscribers.get(subscriber, ())]

    def change_viewer(self, subscriber: uuid.UUID, viewer: Viewer) -> None:
        """The same wishes as somebody else; the ids stay. Unknown subscribers are ignored."""
        filed = self._subscribers.get(subscriber, [])
        self.remove(subscriber)
        moved = [
            (_Place(place.binding, place.wish._replace(viewer=viewer)), listener)
            for place, listener in filed
        ]
        if moved:
            self._file(subscriber, moved)

    def remove(self, subscriber: uuid.UUID) -> None:
        """Forget a subscriber."""
        for place, listener in self._subscribers.pop(subscriber, ()):
            groups = self._groups[place.name]
            del groups[place.wish][listener]
            if not groups[place.wish]:
                del groups[place.wish]
            if not groups:
                del self._groups[place.name]

    def wanted(self, relation: Relation) -> bool:
        """Whether anybody listens to the table."""
        return any(name in self._groups for name in _names(relation))

    def groups(self, relation: Relation) -> dict[Wish, list[Listener]]:
        """Who listens to the table, as of now."""
        found: dict[Wish, list[Listener]] = defaultdict(list)
        for wish, listeners in self._of(relation):
            found[wish] += listeners
        return found

    def _of(self, relation: Relation) -> Iterator[tuple[Wish, dict[Listener, None]]]:
        for name in _names(relation):
            yield from self._groups.get(name, {}).items()

    def _file(self, subscriber: uuid.UUID, filed: list[tuple[_Place, Listener]]) -> None:
        self._subscribers[subscriber] = filed
        for place, listener in filed:
            self._groups[place.name].setdefault(place.wish, {})[listener] = None


def _place(binding: Binding, viewer: Viewer) -> _Place:
    wish = Wish(viewer, binding.event, parse_filter(binding.filter), binding.select)
    return _Place(binding, wish)


def _names(relation: Relation) -> list[tuple[str, str]]:
    return [(schema, table) for schema in (relation.schema, "*") for table in (relation.table, "*")]

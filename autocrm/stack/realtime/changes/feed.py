"""The feed: one reader of the log, many subscribers."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import psycopg

from autocrm.stack.realtime.changes.binding import Binding
from autocrm.stack.realtime.changes.callbacks import FeedState, OnChange, OnMessage, OnState
from autocrm.stack.realtime.changes.judge import Delivery, judge
from autocrm.stack.realtime.changes.messages import is_messages, message_of
from autocrm.stack.realtime.changes.pgoutput import Change, Decoder, Relation
from autocrm.stack.realtime.changes.registry import Registry
from autocrm.stack.realtime.changes.session import Session, open_session
from autocrm.stack.realtime.changes.settled import settle
from autocrm.stack.realtime.changes.subscriptions import Subscriptions, delete_others
from autocrm.stack.realtime.changes.visibility import viewer_of

log = logging.getLogger(__name__)

_FIRST_RETRY, _LAST_RETRY = 0.1, 5.0  # seconds
_YIELD_EVERY = 500  # calls of on_change, about 2 ms: then others on the loop run


class ChangeFeed:
    """Changes of published tables, for subscribers by their rights.

    `conninfo`: a superuser's, as a URL or words; rows are read as `authenticator`, who is
    taken to have the same password.
    `on_change(subscriber, ids, data)`: a change that `subscriber` may see; `ids` are those of
    its bindings that match; `data` is upstream's `data` of a postgres_changes message: schema,
    table, commit_timestamp, type, columns, record (not for DELETE), old_record (not for
    INSERT), errors. Subscribers who may see the same get the very same dict one after the
    other, so it can be encoded once (compare with `is`); do not change it.
    `on_message(row)`: a row inserted into realtime.messages: its columns, with id and
    inserted_at as text, payload parsed, private a bool, binary_payload bytes or None.
    `on_state(state)`: see FeedState.
    """

    def __init__(
        self,
        conninfo: str,
        on_change: OnChange,
        on_message: OnMessage,
        on_state: OnState | None = None,
    ) -> None:
        self._conninfo = conninfo
        self._on_change, self._on_message = on_change, on_message
        self._on_state = on_state or (lambda state: None)
        self._registry = Registry()
        self._subscriptions = Subscriptions(conninfo)
        self._live = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> ChangeFeed:
        await self.open()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def open(self) -> None:
        """Start reading; returns at once, so that it may start before Postgres answers."""
        await self._subscriptions.open()
        self._task = asyncio.create_task(self._follow())

    async def close(self) -> None:
        """Stop; when this returns, the slot is gone."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        self._live.clear()
        await self._subscriptions.close()

    async def wait_live(self) -> None:
        """Return as soon as the slot streams (at once, if it does)."""
        await self._live.wait()

    async def subscribe(
        self, subscriber: uuid.UUID, bindings: Sequence[Binding], claims: Mapping[str, Any]
    ) -> list[int]:
        """Add the bindings of a subscriber; an id for each, in their order.

        `subscriber` is one channel of one connection (uuid4). `claims` are the verified JWT's,
        with `role`. Replaces what this subscriber had before. Raises BadBinding: unknown
        table, column or operator, bad value, a role that no client may have. (A table whose
        key the role may not read is no error here: its changes arrive as `Error 401`.)
        Raises psycopg.OperationalError when Postgres does not answer.
        """
        viewer = viewer_of(claims)
        known = subscriber in self._registry
        await self._subscriptions.write(subscriber, bindings, viewer, again=known)
        return self._registry.add(subscriber, bindings, viewer)

    async def unsubscribe(self, subscriber: uuid.UUID) -> None:
        """Forget a subscriber; unknown ones are ignored."""
        if subscriber not in self._registry:
            return
        self._registry.remove(subscriber)
        if self._live.is_set():  # else its rows are swept at the next connection
            with contextlib.suppress(psycopg.OperationalError):
                await self._subscriptions.delete(subscriber)

    async def update_claims(self, subscriber: uuid.UUID, claims: Mapping[str, Any]) -> None:
        """A new token of a subscriber: later changes are judged by it, the ids stay.

        Raises BadBinding (the old claims hold then: unsubscribe, or tell the client) and
        psycopg.OperationalError. Unknown subscribers are ignored.
        """
        if subscriber not in self._registry:
            return
        viewer = viewer_of(claims)
        bindings = self._registry.bindings(subscriber)
        await self._subscriptions.write(subscriber, bindings, viewer, again=True)
        self._registry.change_viewer(subscriber, viewer)

    async def _follow(self) -> None:
        """Stream until cancelled, through every restart of Postgres."""
        delay, said = _FIRST_RETRY, ""
        while True:
            try:
                await self._stream()
            except psycopg.Error as error:
                reason = str(error).strip()
                if reason != said:
                    log.warning("the change stream has ended, and is tried for again: %s", reason)
                said = reason
            except Exception:  # nobody awaits this task: a fault must be seen, and not end it
                log.exception("the change stream has failed, and is tried for again")
            if self._live.is_set():
                self._live.clear()
                self._on_state(FeedState.LOST)
                delay, said = _FIRST_RETRY, ""
            await asyncio.sleep(delay)
            delay = min(delay * 2, _LAST_RETRY)

    async def _stream(self) -> None:
        async with open_session(self._conninfo) as session:
            await delete_others(session.admin, self._registry.subscribers())
            self._live.set()
            self._on_state(FeedState.LIVE)
            decoder = Decoder(lambda table: is_messages(table) or self._registry.wanted(table))
            async for batch in session.stream.batches():
                decoded = (decoder.decode(message) for message in batch)
                await self._handle(session, [one for one in decoded if one is not None])

    async def _handle(self, session: Session, changes: list[Change]) -> None:
        """Deliver changes in the order of the log, judged together table by table."""
        tables: dict[Relation, list[Change]] = defaultdict(list)
        for change in changes:
            if not is_messages(change.relation):
                tables[change.relation].append(change)
        if tables:
            await settle(session.admin, {change.transaction for change in changes})
        judged = {
            relation: iter(await self._judge(session, relation, some))
            for relation, some in tables.items()
        }
        for change in changes:
            if is_messages(change.relation):
                self._tell_message(change)
            else:
                await self._deliver(next(judged[change.relation]))

    async def _judge(
        self, session: Session, relation: Relation, changes: list[Change]
    ) -> list[list[Delivery]]:
        """Deliveries of each change; none of those that Postgres refuses to judge.

        What took too long is asked once more: on a busy machine the statement may only have
        had to wait for its turn, right after a restart of Postgres above all.
        """
        groups = self._registry.groups(relation)
        try:
            try:
                return await judge(session, changes, groups)
            except psycopg.errors.QueryCanceled:
                return await judge(session, changes, groups)
        except (psycopg.ProgrammingError, psycopg.DataError, psycopg.errors.QueryCanceled) as error:
            # The table is no longer what it was, or a policy takes longer than 8 seconds.
            name = f"{relation.schema}.{relation.table}"
            log.warning("%d changes of %s are not delivered: %s", len(changes), name, error)
            return [[] for _ in changes]

    def _tell_message(self, change: Change) -> None:
        if change.kind == "INSERT":
            self._on_message(message_of(change))

    async def _deliver(self, deliveries: list[Delivery]) -> None:
        calls = 0
        for data, listeners in deliveries:
            ids: dict[uuid.UUID, list[int]] = defaultdict(list)
            for listener in listeners:
                ids[listener.subscriber].append(listener.id)
            for subscriber, matching in ids.items():
                calls += 1
                if calls % _YIELD_EVERY == 0:
                    await asyncio.sleep(0)
                if subscriber in self._registry:  # it may have left meanwhile
                    self._on_change(subscriber, matching, data)

"""crm.notifications and crm.notices: what members are told, and the mails from templates."""

from __future__ import annotations

import builtins
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

from autocrm.adapters.supabase.channel import Channel
from autocrm.sdk.connection import Connection, as_id, parsed
from autocrm.sdk.rows import (
    MailPreference,
    News,
    Notice,
    Notification,
    NotificationSettings,
    Unread,
)
from autocrm.sdk.tickets import Tickets

COLUMNS = "id, kind, ticket_id, data, times, created_at, read_at, tickets(number, subject)"
NOTICE = "id, key, kind, to_address, locale, ticket_id, state, detail, attempts, created_at"


class LiveNews:
    """What one is told, as it happens: `async for news in live`."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel

    def __aiter__(self) -> AsyncIterator[News]:
        return self

    async def __anext__(self) -> News:
        """Raises Unavailable when the connection is lost: look at the list then, and join again."""
        return parsed(News, (await self._channel.next()).payload)


class Notifications:
    """What the signed-in member is told."""

    def __init__(self, connection: Connection, tickets: Tickets) -> None:
        self._connection, self._tickets = connection, tickets

    async def list(
        self, *, unread: bool = False, limit: int = 50, before: Notification | None = None
    ) -> builtins.list[Notification]:
        """Newest first; `before` the last one of a page goes on."""
        query = self._connection.table("notifications").select(COLUMNS)
        if unread:
            query = query.is_("read_at", "null")
        if before:
            time = before.created_at.isoformat()
            query = query.or_(
                f'created_at.lt."{time}",and(created_at.eq."{time}",id.gt.{before.id})'
            )
        query = query.order("created_at", desc=True).order("id").limit(limit)
        return await self._connection.rows(query, Notification)

    async def unread(self) -> Unread:
        """How many are unread, counted to 1000."""
        return parsed(Unread, await self._connection.call("unread_notifications"))

    async def read(self, *notifications: str) -> int:
        """Mark these as read, by their ids; how many were not."""
        ids = [as_id(one) for one in notifications]
        return await self._read(p_ids=ids)

    async def read_ticket(self, ticket: str | int) -> int:
        """Mark all about a ticket as read. Opening the ticket does so too."""
        return await self._read(p_ticket_id=await self._tickets.id_of(ticket))

    async def read_all(self, until: datetime | None = None) -> int:
        """Mark all as read, those that came after `until` excepted."""
        return await self._read(p_all=True, p_until=until.isoformat() if until else None)

    async def settings(self) -> NotificationSettings:
        """How one is told of what, and when the digest comes."""
        return parsed(NotificationSettings, await self._connection.call("notification_settings"))

    async def set(self, kind: str, way: str | None) -> NotificationSettings:
        """`way`: app, mail (in the app, and by digest what stays unread), off; None: the usual."""
        done = await self._connection.call("set_notification", p_kind=kind, p_way=way)
        return parsed(NotificationSettings, done)

    async def set_digest(
        self, every: str | None = None, *, hour: int | None = None, time_zone: str | None = None
    ) -> NotificationSettings:
        """`every`: hourly, daily (at `hour` in `time_zone`) or never; what is None stays."""
        done = await self._connection.call(
            "set_digest", p_every=every, p_hour=hour, p_time_zone=time_zone
        )
        return parsed(NotificationSettings, done)

    async def mail_preference(
        self, mails: str | None = None, *, locale: str | None = None, customer: str | None = None
    ) -> MailPreference:
        """What a customer is mailed (all, answers or none) and in which language; None stays.

        A customer for themselves, a member for the id of a `customer` they see.
        """
        done = await self._connection.call(
            "set_mail_preference", p_mails=mails, p_locale=locale,
            p_customer_id=as_id(customer) if customer else None,
        )  # fmt: skip
        return parsed(MailPreference, done)

    @asynccontextmanager
    async def live(self) -> AsyncIterator[LiveNews]:
        """Hear of each notification as it is made. Raises Forbidden for who is no member."""
        me = await self._connection.me()
        async with self._connection.channel(f"member:{me.id}", events=["notification"]) as channel:
            yield LiveNews(channel)

    async def _read(self, **which: object) -> int:
        done = await self._connection.call("read_notifications", **which)
        return int(done["read"])


class Notices:
    """Mails made from templates: invitations, digests, news for customers."""

    def __init__(self, connection: Connection, tickets: Tickets) -> None:
        self._connection, self._tickets = connection, tickets

    async def list(
        self, *, ticket: str | int | None = None, state: str | None = None, limit: int = 50
    ) -> builtins.list[Notice]:
        """Newest first; `state` is queued, sending, sent, failed, unknown or skipped."""
        query = self._connection.table("notices").select(NOTICE)
        if ticket is not None:
            query = query.eq("ticket_id", await self._tickets.id_of(ticket))
        if state:
            query = query.eq("state", state)
        query = query.order("created_at", desc=True).order("id").limit(limit)
        return await self._connection.rows(query, Notice)

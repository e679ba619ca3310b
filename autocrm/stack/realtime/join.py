"""Joining a channel: rights, what was missed, the reply, and what follows it."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

import psycopg

from autocrm.stack.realtime.credentials import Refused
from autocrm.stack.realtime.messages import outgoing_row, replay
from autocrm.stack.realtime.outgoing import json_event
from autocrm.stack.realtime.policies import BROADCAST, PRESENCE, Rights
from autocrm.stack.realtime.subscription import Subscription

if TYPE_CHECKING:
    from autocrm.stack.realtime.channel import Channel
    from autocrm.stack.realtime.outgoing import Outgoing
    from autocrm.stack.realtime.wire import Message

_log = logging.getLogger(__name__)
_READY_SECONDS = 15.0  # that a client waits for `replication_ready` before its channel ends
NO_DATABASE = "Realtime was unable to connect to the project database"


async def join(channel: Channel, message: Message) -> None:
    """All of a join that no limit forbade; refusals are replied."""
    subscription = Subscription(channel)
    try:
        channel.rights = await read_rights(channel)
        missed = await _missed(channel)
        if channel.wishes.wait is not None and subscription:
            await subscription.begin_within(channel.wishes.wait)
    except psycopg.OperationalError:
        _refuse(channel, message, Refused("UnableToConnectToProject", NO_DATABASE))
    except Refused as refused:
        _refuse(channel, message, refused)
    else:
        if not channel.closed:
            channel.room = channel.service.rooms.enter(channel)
            channel.reply(message, "ok", {"postgres_changes": subscription.echo()})
            _follow_up(channel, missed, subscription)


def _refuse(channel: Channel, message: Message, refused: Refused) -> None:
    channel.reply(message, "error", {"reason": refused.reason})
    channel.end()


async def read_rights(channel: Channel) -> Rights | None:
    """What the channel's token may receive, None when it is public.

    Raises Refused when it may receive nothing, psycopg.OperationalError without Postgres.
    """
    if not channel.private:
        return None
    wanted = [BROADCAST, PRESENCE] if channel.presence_enabled else [BROADCAST]
    reads = await channel.service.policies.reads(channel.name, channel.claims, wanted)
    if not reads:
        raise _not_allowed(channel)
    return Rights(reads)


def _not_allowed(channel: Channel) -> Refused:
    message = f"You do not have permissions to read from this Channel topic: {channel.name}"
    return Refused("Unauthorized", message)


async def _missed(channel: Channel) -> list[Outgoing]:
    """The broadcasts that are to be replayed. Raises Refused."""
    wanted = channel.wishes.replay
    if wanted is None:
        return []
    if not channel.private:
        raise Refused("UnableToReplayMessages", "Replay is not allowed for public channels")
    if not channel.hears_broadcasts:
        raise _not_allowed(channel)
    since, limit = wanted.get("since", 0), wanted.get("limit", 25)
    if type(since) is not int or type(limit) is not int:
        raise Refused("UnableToReplayMessages", "Replay params are not valid")
    try:
        rows = await replay(channel.service.pool, channel.name, since, limit)
    except (ValueError, OverflowError, OSError) as error:
        raise Refused("UnableToReplayMessages", "Replay params are not valid") from error
    channel.replayed = frozenset(row["id"] for row in rows)
    return [outgoing_row(row, replayed=True) for row in rows]


def _follow_up(channel: Channel, missed: list[Outgoing], subscription: Subscription) -> None:
    for row in missed:
        channel.send(row)
    send_presence(channel)
    if channel.wishes.replication_ready:
        channel.service.spawn(_tell_ready(channel))
    if subscription:
        channel.service.spawn(subscription.keep())


def send_presence(channel: Channel) -> None:
    """Who is there, for a channel that may know."""
    if channel.room is not None and channel.hears_presence:
        state = channel.room.presences.state()
        channel.send(json_event(channel.topic, "presence_state", state))


async def _tell_ready(channel: Channel) -> None:
    try:
        await asyncio.wait_for(channel.service.feed.wait_live(), _READY_SECONDS)
    except TimeoutError:
        channel.shut_down("Replication connection was not established in time")
    else:
        channel.system("ok", "Replication connection established")

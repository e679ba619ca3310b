"""What a client may send to a channel: broadcast, presence, access_token."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import psycopg

from autocrm.stack.realtime.changes import BadBinding
from autocrm.stack.realtime.credentials import Refused
from autocrm.stack.realtime.join import NO_DATABASE, read_rights, send_presence
from autocrm.stack.realtime.outgoing import Outgoing, json_event, user_broadcast
from autocrm.stack.realtime.policies import BROADCAST, PRESENCE, Rights
from autocrm.stack.realtime.wire import Message, Push, to_json

if TYPE_CHECKING:
    from autocrm.stack.realtime.channel import Channel, Work

_log = logging.getLogger(__name__)


def handle(channel: Channel, message: Message) -> Work | None:
    """Act on one message; what waits for the database is returned, to be awaited."""
    if message.event == "broadcast":
        if _unasked(channel, BROADCAST):
            return _ask_and_broadcast(channel, message)
        _broadcast(channel, message)
    elif message.event == "presence" and isinstance(message.payload, dict):
        return _presence(channel, message)
    elif message.event == "access_token" and isinstance(message.payload, dict):
        return _access_token(channel, message.payload.get("access_token"))
    return None


def _unasked(channel: Channel, extension: str) -> bool:
    return channel.rights is not None and extension not in channel.rights.writes


async def _ask(channel: Channel, extension: str) -> None:
    """Find out whether the channel may send; raises psycopg.OperationalError."""
    rights, policies = channel.rights, channel.service.policies
    if rights is not None:
        allowed = await policies.may_write(channel.name, channel.claims, extension)
        rights.writes[extension] = allowed


def _may(channel: Channel, extension: str) -> bool:
    return channel.rights is None or channel.rights.writes.get(extension, False)


async def _ask_and_broadcast(channel: Channel, message: Message) -> None:
    try:
        await _ask(channel, BROADCAST)
    except psycopg.OperationalError:
        _log.warning("A broadcast is dropped: Postgres does not answer.")
        return
    _broadcast(channel, message)


def _broadcast(channel: Channel, message: Message) -> None:
    # Without the right to send there is no answer, not even an error: upstream's way.
    if channel.room is None or channel.closed or not _may(channel, BROADCAST):
        return
    outgoing, size = _outgoing(channel.topic, message.payload)
    if size > channel.service.settings.max_payload:
        if channel.wishes.ack:
            channel.reply(message, "error", {"reason": "payload_size_exceeded"})
        return
    channel.room.broadcast(outgoing, sender=None if channel.wishes.self_ else channel)
    if channel.wishes.ack:
        channel.reply(message, "ok")


def _outgoing(topic: str, payload: object) -> tuple[Outgoing, int]:
    """A client's broadcast for the others, and its size in bytes."""
    if isinstance(payload, Push):
        return user_broadcast(topic, payload), len(payload.data)
    text = to_json(payload)
    return json_event(topic, "broadcast", text), len(text)


def _presence(channel: Channel, message: Message) -> Work | None:
    if not channel.presence_calls.take():
        channel.shut_down("Client presence rate limit exceeded")
        return None
    event = str(message.payload.get("event", "")).lower()
    if event == "untrack":
        channel.presence_payload = None
        if channel.room is not None:
            channel.room.untrack(channel)
        channel.reply(message, "ok")
    elif event != "track":
        channel.reply(message, "error")
    elif _unasked(channel, PRESENCE):
        return _ask_and_track(channel, message)
    else:
        _track(channel, message)
    return None


async def _ask_and_track(channel: Channel, message: Message) -> None:
    rights, policies = channel.rights, channel.service.policies
    try:
        await _ask(channel, PRESENCE)
        if rights is not None and not channel.presence_enabled:  # so it was not asked at the join
            reads = await policies.reads(channel.name, channel.claims, [PRESENCE])
            rights.reads |= reads
    except psycopg.OperationalError:
        channel.reply(message, "error")
        return
    _track(channel, message)


def _track(channel: Channel, message: Message) -> None:
    payload = message.payload.get("payload", {})
    if not isinstance(payload, dict):
        channel.reply(message, "error", {"reason": "Presence track payload must be a map"})
        return
    if channel.room is None or channel.closed or not _may(channel, PRESENCE):
        channel.reply(message, "error")
        return
    if len(to_json(payload)) > channel.service.settings.max_payload:
        channel.shut_down("Track message size exceeded")
        return
    if payload != channel.presence_payload:
        channel.presence_payload = payload
        if not channel.presence_enabled:  # tracking enables it, with who is there already
            channel.presence_enabled = True
            send_presence(channel)
        channel.room.track(channel, payload)
    channel.reply(message, "ok")


def _access_token(channel: Channel, token: object) -> Work | None:
    if not isinstance(token, str) or token.startswith("sb_") or token == channel.token:
        return None
    return _change_token(channel, token)


async def _change_token(channel: Channel, token: str) -> None:
    """Go on as whoever the token names; a channel that lost its rights ends."""
    before = channel.rights
    try:
        channel.take_claims(channel.service.keyring.of_token(token))
        channel.token = token
        channel.rights = await read_rights(channel)
        _check_kept(channel, before)
        await channel.service.feed.update_claims(channel.id, channel.claims)
    except (psycopg.OperationalError, BadBinding) as error:
        sentence = error.sentence if isinstance(error, BadBinding) else NO_DATABASE
        channel.shut_down(sentence)
    except Refused as refused:
        channel.shut_down(refused.message)


def _check_kept(channel: Channel, before: Rights | None) -> None:
    """Raises Refused when something may no longer be received."""
    if before is not None and channel.rights is not None and before.reads - channel.rights.reads:
        message = "You no longer have permission to read from this Channel topic:"
        raise Refused("Unauthorized", f"{message} {channel.name}")

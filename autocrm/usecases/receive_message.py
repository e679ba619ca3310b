"""A message from outside becomes a ticket, or joins one."""

from __future__ import annotations

import hashlib
from typing import Any

from autocrm.domain.message import InboundMessage, StoredFiles
from autocrm.errors import Invalid, TooLarge
from autocrm.ports import Files, Tickets

RAW_BUCKET, ATTACHMENT_BUCKET = "mail", "attachments"
RAW_LIMIT = 10 * 1024 * 1024  # bytes; the limit of both buckets


async def receive_message(
    tickets: Tickets, files: Files, message: InboundMessage
) -> dict[str, Any]:
    """Store the files of `message`, then commit it; idempotent on its provider id.

    Returns {"ticket_id", "number", "interaction_id", "new_ticket", "duplicate", "blocked"}; a
    blocked sender's message is kept but makes no ticket: the first three are None.
    The job that answers it is enqueued in the same transaction.
    """
    if not message.sender.email:
        raise Invalid("The message names no sender, so nobody could be answered.")
    if len(message.raw) > RAW_LIMIT:
        raise TooLarge("A message may be 10 MB at most.")
    return await tickets.receive(message, await _store(files, message))


async def _store(files: Files, message: InboundMessage) -> StoredFiles:
    # Named by the digest of the mail: what a repeated delivery stores again is the same.
    raw_path = await store_raw(files, message.raw)
    paths = []
    for number, attachment in enumerate(message.attachments, 1):
        path = f"{raw_path.removesuffix('.eml')}/{number}"
        await files.put(ATTACHMENT_BUCKET, path, attachment.content, attachment.content_type)
        paths.append(path)
    return StoredFiles(raw_path, tuple(paths))


async def store_raw(files: Files, raw: bytes) -> str:
    """Put a raw mail into its bucket; returns its path there."""
    path = f"{hashlib.sha256(raw).hexdigest()}.eml"
    await files.put(RAW_BUCKET, path, raw, "message/rfc822")
    return path

"""A raw mail from before there was Storage moves there."""

from __future__ import annotations

from autocrm.ports import Services
from autocrm.usecases.receive_message import store_raw


async def move_raw(services: Services, event_id: str) -> str | None:
    """Store it, then forget the copy in the database; returns its path, None if it had moved."""
    raw = await services.tickets.unmoved_raw(event_id)
    if raw is None:
        return None
    path = await store_raw(services.files, raw)
    await services.tickets.raw_moved(event_id, path)
    return path

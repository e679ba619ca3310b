"""Notices: begin and mark a send, make the digests that are due."""

from __future__ import annotations

from typing import Any

from autocrm.adapters.supabase.client import rpc
from autocrm.ports import Job
from supabase import AsyncClient


class SupabaseNotices:
    """ports.Notices on supabase-py, with the secret key."""

    def __init__(self, client: AsyncClient) -> None:
        self._client = client

    async def begin(self, notice_id: str, message_id: str, job: Job) -> dict[str, Any]:
        """{"action": "send", "to", "kind", "locale", "data", "in_reply_to", "references"},
        or {"action": "skip", "state"}."""
        order: dict[str, Any] = await rpc(
            self._client,
            "begin_notice",
            p_notice_id=notice_id,
            p_message_id=message_id,
            p_job_id=job.id,
            p_job_token=job.token,
        )
        return order

    async def mark(self, notice_id: str, state: str, detail: str) -> None:
        """`state`: sent, failed or unknown."""
        await rpc(
            self._client, "mark_notice", p_notice_id=notice_id, p_state=state, p_detail=detail
        )

    async def make_digests(self) -> int:
        """How many members get one."""
        count: int = await rpc(self._client, "make_digests")
        return count

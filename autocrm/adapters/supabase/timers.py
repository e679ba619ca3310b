"""Timers: what has to happen to tickets at some time, run in the database."""

from __future__ import annotations

from datetime import datetime

from autocrm.adapters.supabase.client import rpc
from autocrm.ports import Tidied, TimerRun
from supabase import AsyncClient


class SupabaseTimers:
    """ports.Timers on supabase-py, with the secret key."""

    def __init__(self, client: AsyncClient) -> None:
        self._client = client

    async def run(self, limit: int, now: datetime | None = None) -> TimerRun:
        """Run what is due, oldest first. `now`: the time to go by; else the database's own."""
        done = await rpc(
            self._client,
            "run_timers",
            p_limit=limit,
            p_now=now.isoformat() if now is not None else None,
        )
        return TimerRun(
            ran=done["ran"], failed=done["failed"], busy=done["busy"], wait_s=done["wait_s"]
        )

    async def tidy_up(self, limit: int) -> Tidied:
        """Drop what is too old to keep; jobs then delete the files."""
        return Tidied(**await rpc(self._client, "tidy_up", p_limit=limit))

"""The queue: claim, extend, finish, fail."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from autocrm.adapters.supabase.client import rpc
from autocrm.ports import Job
from supabase import AsyncClient


class SupabaseJobs:
    """ports.Jobs on supabase-py. Times and leases are the database's."""

    def __init__(self, client: AsyncClient) -> None:
        self._client = client

    async def claim(self, worker: str, kinds: Sequence[str], limit: int, lease_s: int) -> list[Job]:
        rows = await rpc(
            self._client,
            "claim_jobs",
            p_worker=worker,
            p_kinds=list(kinds),
            p_limit=limit,
            p_lease_seconds=lease_s,
        )
        return [Job(**row) for row in rows]

    async def extend(self, job: Job, lease_s: int) -> bool:
        held: bool = await rpc(
            self._client, "extend_job", p_job_id=job.id, p_token=job.token, p_lease_seconds=lease_s
        )
        return held

    async def finish(self, job: Job) -> bool:
        """False when the lease had passed to somebody else."""
        held: bool = await rpc(self._client, "finish_job", p_job_id=job.id, p_token=job.token)
        return held

    async def fail(self, job: Job, error: str, retryable: bool) -> str:
        """The job's new state: queued, dead, or lost when the lease had passed on."""
        state: str = await rpc(
            self._client,
            "fail_job",
            p_job_id=job.id,
            p_token=job.token,
            p_error=error,
            p_retryable=retryable,
        )
        return state

    async def heartbeat(self, worker: str, info: dict[str, Any]) -> None:
        await rpc(self._client, "worker_heartbeat", p_worker=worker, p_info=info)

"""crm.deliveries and crm.jobs: what leaves the house, and who works."""

from __future__ import annotations

import builtins

from autocrm.sdk.connection import Connection, as_id
from autocrm.sdk.rows import Delivery, Job
from autocrm.sdk.tickets import Tickets

JOB = (
    "id, kind, state, payload, attempts, max_attempts, run_at, last_error, created_at, "
    "started_at, finished_at"
)


class Deliveries:
    """Mails to customers. Called, it lists them."""

    def __init__(self, connection: Connection, tickets: Tickets) -> None:
        self._connection = connection
        self._tickets = tickets

    async def __call__(
        self, *, state: str | None = None, ticket: str | int | None = None, limit: int = 50
    ) -> builtins.list[Delivery]:
        """Newest first; `state` is sending, sent, failed or unknown."""
        query = self._connection.table("deliveries").select("*")
        if state:
            query = query.eq("state", state)
        if ticket is not None:
            query = query.eq("ticket_id", await self._tickets.id_of(ticket))
        return await self._connection.rows(
            query.order("created_at", desc=True).order("id").limit(limit), Delivery
        )

    async def resolve(self, delivery_id: str, *, arrived: bool) -> Delivery:
        """Say of an unknown delivery that it arrived, or have it sent once more."""
        await self._connection.call(
            "resolve_delivery", p_delivery_id=as_id(delivery_id), p_arrived=arrived
        )
        query = self._connection.table("deliveries").select("*").eq("id", delivery_id)
        return await self._connection.one(query, Delivery, "The delivery has gone.")


class Jobs:
    """The worker's queue (admins and the secret key)."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def list(
        self, *, state: str | None = None, kind: str | None = None, limit: int = 50
    ) -> builtins.list[Job]:
        """Newest first; `state` is queued, running, done or dead."""
        query = self._connection.table("jobs").select(JOB)
        if state:
            query = query.eq("state", state)
        if kind:
            query = query.eq("kind", kind)
        return await self._connection.rows(query.order("created_at", desc=True).limit(limit), Job)

    async def retry(self, job_id: str) -> Job:
        """Give a dead job all its attempts again. Raises Conflict when it is not dead."""
        await self._connection.call("retry_job", p_job_id=as_id(job_id))
        query = self._connection.table("jobs").select(JOB).eq("id", job_id)
        return await self._connection.one(query, Job, "The job has gone.")

"""Clearing away what has expired: quietly, in small batches, never waiting for anybody.

The ages are upstream's. Rows that are in use at the moment are skipped until next time.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass

import psycopg

from autocrm.stack.auth.context import AuthContext
from autocrm.stack.auth.database import AuthDatabase
from autocrm.stack.auth.roles import learn_roles
from autocrm.stack.auth.security import SessionLimits
from autocrm.stack.tasks import end

_log = logging.getLogger(__name__)
_EVERY = 300.0  # seconds
_BATCH = 1000  # rows a table and round
_ONE_DAY = "interval '24 hours'"


@dataclass(frozen=True)
class _Stale:
    """Rows of `table` to delete: those for which `condition` holds."""

    table: str
    condition: str


_ALWAYS = (
    _Stale("refresh_tokens", f"revoked and updated_at < now() - {_ONE_DAY}"),
    _Stale("sessions", "not_after < now() - interval '72 hours'"),
    _Stale("flow_state", f"created_at < now() - {_ONE_DAY}"),
    _Stale("saml_relay_states", f"created_at < now() - {_ONE_DAY}"),
    _Stale("mfa_challenges", f"created_at < now() - {_ONE_DAY}"),
    _Stale("mfa_failed_attempts", f"created_at < now() - {_ONE_DAY}"),
    _Stale("mfa_factors", f"status = 'unverified' and created_at < now() - {_ONE_DAY}"),
    # An OTP lives a day at most; these columns have no time zone and are in UTC.
    _Stale("one_time_tokens", "created_at < now() at time zone 'utc' - interval '48 hours'"),
)


def _past(limits: SessionLimits) -> list[_Stale]:
    """Sessions that were over a day ago, by timebox or inactivity."""
    stale = []
    if limits.timebox:
        age = f"make_interval(secs => {limits.timebox}) + {_ONE_DAY}"
        stale.append(_Stale("sessions", f"created_at < now() - ({age})"))
    if limits.inactivity_timeout:
        age = f"make_interval(secs => {limits.inactivity_timeout}) + {_ONE_DAY}"
        last = "greatest(created_at, refreshed_at at time zone 'utc')"
        stale.append(_Stale("sessions", f"{last} < now() - ({age})"))
    return stale


async def tidy(database: AuthDatabase, limits: SessionLimits) -> int:
    """One round: a bounded batch of each kind, a transaction each; returns the rows deleted."""
    deleted = 0
    for stale in (*_ALWAYS, *_past(limits)):
        async with database.transaction() as connection:
            done = await connection.execute(
                f"delete from auth.{stale.table} where id in (select id from auth.{stale.table}"
                f" where {stale.condition} limit {_BATCH} for update skip locked)".encode()
            )
            deleted += done.rowcount
    return deleted


@contextlib.asynccontextmanager
async def housekeeping(context: AuthContext) -> AsyncIterator[None]:
    """Tidy up now and every five minutes, for as long as the block lasts."""
    task = asyncio.ensure_future(_keep_tidy(context))
    try:
        yield
    finally:
        await end(task)


async def _keep_tidy(context: AuthContext) -> None:
    while True:
        try:
            async with context.database.transaction() as connection:
                await learn_roles(connection, context.signer)
            await tidy(context.database, context.settings.sessions)
        except psycopg.OperationalError:
            pass  # Postgres is away for the moment; requests say so themselves
        except psycopg.Error as error:
            _log.warning("Auth could not tidy up: %s", error.diag.message_primary)
        await asyncio.sleep(_EVERY)

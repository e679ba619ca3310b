"""What Storage does by itself: buckets of config.toml, and files that no row names."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from pathlib import Path

import psycopg
from starlette.applications import Starlette

from autocrm.stack.keys import Keys
from autocrm.stack.storage.app import create_storage_app
from autocrm.stack.storage.context import StorageContext
from autocrm.stack.storage.database import StorageDatabase
from autocrm.stack.storage.files import Files
from autocrm.stack.storage.settings import BucketSettings, StorageSettings
from autocrm.stack.storage.tus_uploads import Uploads
from autocrm.stack.tasks import end
from autocrm.stack.tokens import Signer

_log = logging.getLogger(__name__)
_HOUR = 3600.0  # seconds between two sweeps, and the age below which a file is left alone
_RETRY = 2.0  # seconds until a database that did not answer is asked again
_CREATE = """
    insert into storage.buckets (id, name, public, file_size_limit, allowed_mime_types)
    values (%(name)s, %(name)s, %(public)s, %(limit)s, %(types)s)
    on conflict (id) do update set public = excluded.public,
      file_size_limit = excluded.file_size_limit,
      allowed_mime_types = excluded.allowed_mime_types
"""


@contextlib.asynccontextmanager
async def open_storage(
    conninfo: str, folder: Path, keys: Keys, signer: Signer, settings: StorageSettings
) -> AsyncIterator[Starlette]:
    """A running Storage with its files below `folder`; `conninfo` as supabase_storage_admin.

    Only one may run on a folder. Raises StackError when the folder cannot be used.
    """
    database, files = StorageDatabase(conninfo), Files(folder)
    context = StorageContext(settings, database, files, signer, Signer(keys, "HS256"))
    await asyncio.to_thread(files.prepare)
    await database.open()
    try:
        app, begun = create_storage_app(context), await _begin(context)
        upkeep = asyncio.ensure_future(_keep_up(context, app.state.uploads, begun))
        try:
            yield app
        finally:
            await end(upkeep)
    finally:
        await database.close()


async def sweep(context: StorageContext, older_than: float) -> list[str]:
    """Remove files without a row that are `older_than` seconds; returns their versions.

    Raises psycopg.Error.
    """
    candidates = await asyncio.to_thread(context.files.versions, older_than)
    known: set[str] = set()
    async with context.database.owning() as connection:
        # A commit may still be under way, also one of a process that was killed: this waits
        # for it, so that what is not seen now will never be there.
        await connection.execute("set local lock_timeout = '5s'")
        await connection.execute("lock table storage.objects in share mode")
        async with connection.cursor("versions") as cursor:
            await cursor.execute("select version from storage.objects")
            async for row in cursor:
                known.add(row["version"])
    return await context.files.sweep(candidates, known)


async def make_buckets(context: StorageContext, buckets: tuple[BucketSettings, ...]) -> None:
    """Make the buckets of config.toml, or give them what it says. Raises psycopg.Error."""
    async with context.database.owning() as connection:
        for bucket in buckets:
            values = {
                "name": bucket.name,
                "public": bucket.public,
                "limit": bucket.file_size_limit,
                "types": list(bucket.allowed_mime_types) if bucket.allowed_mime_types else None,
            }
            await connection.execute(_CREATE, values)


async def _begin(context: StorageContext) -> bool:
    """What belongs to the start, while nobody uploads; False when Postgres does not answer."""
    try:
        await make_buckets(context, context.settings.buckets)
        await sweep(context, 0)
    except psycopg.Error as error:
        _log.warning("Storage: its start is made up for later: %s", type(error).__name__)
        return False
    return True


async def _keep_up(context: StorageContext, uploads: Uploads, begun: bool) -> None:
    while True:
        await uploads.sweep()
        await asyncio.sleep(_HOUR if begun else _RETRY)
        try:
            if not begun:
                await make_buckets(context, context.settings.buckets)
            await sweep(context, _HOUR)
            begun = True
        except psycopg.Error as error:
            _log.warning("Storage: a sweep is put off: %s", type(error).__name__)

"""The rows of storage.buckets."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from psycopg import sql

from autocrm.stack.storage.caller import Caller, as_service, owner_uuid
from autocrm.stack.storage.context import StorageContext
from autocrm.stack.storage.database import Connection
from autocrm.stack.storage.errors import invalid_request, no_such_bucket, not_empty, too_large
from autocrm.stack.storage.rows import Row

_COLUMNS = (
    "id, name, owner, public, type, file_size_limit, allowed_mime_types, created_at, updated_at"
)
_SIZE = re.compile(r"([0-9]+(?:\.[0-9]+)?)(gb|mb|kb|b)", re.IGNORECASE)
_UNITS = {"gb": 10**9, "mb": 10**6, "kb": 1000, "b": 1}
_SORT = ("id", "name", "created_at", "updated_at")


@dataclass(frozen=True)
class Page:
    """Which buckets to list, and how."""

    limit: int | None = None
    offset: int = 0
    sort_column: str | None = None
    descending: bool = False
    search: str = ""


async def find_bucket(context: StorageContext, caller: Caller, bucket: str) -> Row:
    """A bucket the caller may see. Raises StorageFailure 404."""
    async with context.database.acting_as(caller) as connection:
        found = await connection.execute(_select("where id = %s"), [bucket])
        row = await found.fetchone()
    if row is None:
        raise no_such_bucket()
    return row


async def limits_of(context: StorageContext, caller: Caller, bucket: str) -> Row:
    """A bucket as Storage sees it, whoever asks: its limits hold for all. StorageFailure 404."""
    return await find_bucket(context, as_service(caller), bucket)


async def list_buckets(context: StorageContext, caller: Caller, page: Page) -> list[Row]:
    """The buckets that the caller may see."""
    order: sql.Composable = sql.SQL("")
    if page.sort_column in _SORT:
        direction = sql.SQL("desc" if page.descending else "asc")
        order = sql.SQL(" order by {} {}").format(sql.Identifier(page.sort_column), direction)
    query = _select("where name ilike %s") + order + sql.SQL(" limit %s offset %s")
    values = [f"%{escape_like(page.search)}%", page.limit, page.offset]
    async with context.database.acting_as(caller) as connection:
        return await (await connection.execute(query, values)).fetchall()


async def create_bucket(
    context: StorageContext, caller: Caller, bucket: str, name: str, fields: Row
) -> None:
    """Insert a bucket of the caller's. Raises StorageFailure 403 or 409."""
    owner = caller.owner_id
    values = {"id": bucket, "name": name, "owner": owner_uuid(owner), "owner_id": owner} | fields
    query = sql.SQL("insert into storage.buckets ({}) values ({})").format(
        sql.SQL(", ").join(map(sql.Identifier, values)),
        sql.SQL(", ").join(map(sql.Placeholder, values)),
    )
    async with context.database.acting_as(caller, "BucketAlreadyExists") as connection:
        await connection.execute(query, values)


async def update_bucket(context: StorageContext, caller: Caller, bucket: str, fields: Row) -> None:
    """Change some columns. Raises StorageFailure 404 where the caller may not."""
    changes = sql.SQL(", ").join(
        sql.SQL("{} = {}").format(sql.Identifier(name), sql.Placeholder(name)) for name in fields
    )
    query = sql.SQL("update storage.buckets set {} where id = %(id)s").format(changes)
    async with context.database.acting_as(caller) as connection:
        if (await connection.execute(query, fields | {"id": bucket})).rowcount == 0:
            raise no_such_bucket()


async def delete_bucket(context: StorageContext, caller: Caller, bucket: str) -> None:
    """Delete an empty bucket. Raises StorageFailure 404 or 409."""
    await limits_of(context, caller, bucket)
    async with context.database.acting_as(as_service(caller)) as connection:
        await _refuse_when_used(connection, bucket)
    async with context.database.acting_as(caller) as connection:
        query = "delete from storage.buckets where id = %s"
        if (await connection.execute(query, [bucket])).rowcount == 0:
            raise no_such_bucket()


async def empty_bucket(context: StorageContext, caller: Caller, bucket: str) -> None:
    """Delete all objects of a bucket that the caller may delete. Raises StorageFailure 404."""
    await find_bucket(context, caller, bucket)
    async with context.database.acting_as(caller) as connection:
        query = "delete from storage.objects where bucket_id = %s returning version"
        gone = await (await connection.execute(query, [bucket])).fetchall()
    await context.files.remove(row["version"] for row in gone if row["version"])


def parse_limit(context: StorageContext, value: Any) -> int | None:
    """Bytes of 1000 or "20MB" (by 1000, as upstream reads them). Raises StorageFailure."""
    if value is None:
        return None
    match = _SIZE.fullmatch(str(value)) if isinstance(value, str) else None
    if match is not None:
        value = int(float(match[1]) * _UNITS[match[2].lower()])
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise invalid_request("Invalid file size format, hint: use 20GB / 20MB / 30KB / 3B")
    if value > context.settings.file_size_limit:
        raise too_large()
    return value


def escape_like(text: str) -> str:
    """Text that LIKE takes literally."""
    return re.sub(r"([\\%_])", r"\\\1", text)


async def _refuse_when_used(connection: Connection, bucket: str) -> None:
    query = "select from storage.objects where bucket_id = %s limit 1"
    if await (await connection.execute(query, [bucket])).fetchone() is not None:
        raise not_empty()


def _select(rest: str) -> sql.Composed:
    return sql.SQL("select {} from storage.buckets {}").format(sql.SQL(_COLUMNS), sql.SQL(rest))

"""Rows of auth.users and auth.identities."""

from __future__ import annotations

import uuid
from typing import Any

from psycopg import sql
from psycopg.types.json import Jsonb

from autocrm.stack.auth.database import Connection

Row = dict[str, Any]
NIL = uuid.UUID(int=0)  # upstream's instance_id, from the days of many instances in one database

_SELECT = """
select u.*, coalesce((
  select jsonb_agg(to_jsonb(i) order by i.created_at)
  from auth.identities i where i.user_id = u.id), '[]') as identities, (
  select jsonb_agg(to_jsonb(f) - 'secret' order by f.created_at)
  from auth.mfa_factors f where f.user_id = u.id) as factors
from auth.users u
"""


async def find_by_id(connection: Connection, user_id: uuid.UUID) -> Row | None:
    """The user, or None when there is none or it is softly deleted."""
    query = _SELECT + "where u.id = %s and u.deleted_at is null"
    return await (await connection.execute(query, (user_id,))).fetchone()


async def find_by_email(connection: Connection, email: str) -> Row | None:
    """The user with this address (in lower case); SSO users are a world of their own."""
    query = _SELECT + "where u.email = %s and not u.is_sso_user and u.deleted_at is null"
    return await (await connection.execute(query, (email,))).fetchone()


async def find_by_phone(connection: Connection, phone: str) -> Row | None:
    """The user with this number, written without plus."""
    query = _SELECT + "where u.phone = %s and u.deleted_at is null"
    return await (await connection.execute(query, (phone,))).fetchone()


async def email_is_taken(connection: Connection, email: str, but_for: uuid.UUID) -> bool:
    """Whether somebody else has this address, as a user or in an identity that is not SSO's."""
    rows = await connection.execute(
        "select 1 from auth.users where email = %(email)s and not is_sso_user and id <> %(me)s"
        " union all select 1 from auth.identities"
        " where email = %(email)s and provider not like 'sso:%%' and user_id <> %(me)s limit 1",
        {"email": email, "me": but_for},
    )
    return await rows.fetchone() is not None


async def find_page(connection: Connection, limit: int, offset: int) -> tuple[list[Row], int]:
    """Users newest first, and how many there are in all; the health probe's is not shown."""
    shown = "where (u.raw_app_meta_data ->> 'health_probe') is distinct from 'true'"
    page = f"{_SELECT} {shown} order by u.created_at desc, u.id limit %s offset %s"
    rows = await (await connection.execute(page, (limit, offset))).fetchall()
    counted = await (
        await connection.execute(f"select count(*) as n from auth.users u {shown}")
    ).fetchone()
    return rows, counted["n"] if counted else 0


async def insert_user(connection: Connection, values: Row) -> uuid.UUID:
    """Insert one user; `values` by column. Raises UniqueViolation when address or id is taken."""
    row = {
        "id": uuid.uuid4(),
        "instance_id": NIL,
        "aud": "authenticated",
        "role": "authenticated",
        "confirmation_token": "",
        "recovery_token": "",
        "email_change_token_new": "",
        "email_change": "",
        **values,
    }
    query = sql.SQL(
        "insert into auth.users ({}, created_at, updated_at) values ({}, now(), now())"
    ).format(
        sql.SQL(", ").join(map(sql.Identifier, row)),
        sql.SQL(", ").join(map(sql.Placeholder, row)),
    )
    await connection.execute(query, adapted(row))
    user_id: uuid.UUID = row["id"]
    return user_id


async def update_user(connection: Connection, user_id: uuid.UUID, values: Row) -> None:
    """Set these columns. Raises UniqueViolation when an address is taken."""
    assignments = [
        sql.SQL("{} = {}").format(sql.Identifier(name), sql.Placeholder(name)) for name in values
    ]
    query = sql.SQL("update auth.users set {} where id = %(where_id)s").format(
        sql.SQL(", ").join([*assignments, sql.SQL("updated_at = now()")])
    )
    await connection.execute(query, {**adapted(values), "where_id": user_id})


async def put_identity(
    connection: Connection, user_id: uuid.UUID, provider: str, data: Row
) -> None:
    """Insert or renew the user's identity at `provider` (email or phone: its id is the user's)."""
    await connection.execute(
        """
        insert into auth.identities
          (provider_id, user_id, identity_data, provider, last_sign_in_at, created_at, updated_at)
        values (%(id)s::text, %(id)s, %(data)s, %(provider)s, now(), now(), now())
        on conflict (provider_id, provider) do update
          set identity_data = auth.identities.identity_data || excluded.identity_data,
              updated_at = now()
        """,
        {"id": user_id, "data": Jsonb(data), "provider": provider},
    )


async def note_providers(connection: Connection, user_id: uuid.UUID) -> None:
    """Bring `provider` and `providers` of app_metadata in line with the identities."""
    await connection.execute(
        """
        update auth.users u set raw_app_meta_data = coalesce(u.raw_app_meta_data, '{}')
          || jsonb_build_object('providers', p.names)
          || case when p.names ->> 0 is null then '{}'
                  else jsonb_build_object('provider', p.names ->> 0) end
        from (select coalesce(jsonb_agg(provider order by created_at), '[]') as names
              from auth.identities where user_id = %(id)s) p
        where u.id = %(id)s
        """,
        {"id": user_id},
    )


def adapted(values: Row) -> Row:
    """Objects become jsonb; all else goes as it is."""
    return {
        name: Jsonb(value) if isinstance(value, dict) else value for name, value in values.items()
    }


def merged(current: Row | None, changes: Row) -> Row:
    """Metadata after an update: top-level keys are replaced, a null removes its key."""
    both = {**(current or {}), **changes}
    return {name: value for name, value in both.items() if value is not None}

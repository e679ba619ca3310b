"""Which database roles a token may name: those that PostgREST itself can become."""

from __future__ import annotations

from autocrm.stack.auth.database import Connection
from autocrm.stack.tokens import Signer

_QUERY = """
select rolname from pg_catalog.pg_roles
where pg_catalog.pg_has_role('authenticator', oid, 'member')
  and rolname <> 'authenticator' and not rolsuper
"""


async def learn_roles(connection: Connection, signer: Signer) -> None:
    """Let `signer` accept every role granted to authenticator, a project's own ones included."""
    rows = await (await connection.execute(_QUERY)).fetchall()
    signer.roles = frozenset(row["rolname"] for row in rows)

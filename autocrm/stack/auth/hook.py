"""Hooks in SQL: functions of the project that Auth calls, as supabase_auth_admin.

`uri = "pg-functions://postgres/<schema>/<function>"`; the function takes the event and returns
the answer, both jsonb. `{"error": {"http_code": 403, "message": "..."}}` refuses. It has two
seconds; whatever else goes wrong in it fails the request, so a broken hook opens nothing.
"""

from __future__ import annotations

import json
import logging
import uuid
from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote, urlsplit

import psycopg
from psycopg import sql

from autocrm.stack.auth.context import AuthContext
from autocrm.stack.auth.database import Connection
from autocrm.stack.auth.errors import AuthFailure, not_built
from autocrm.stack.auth.hook_claims import check_claims
from autocrm.stack.auth.sessions import Client

Json = dict[str, Any]
_log = logging.getLogger(__name__)
_PATIENCE_MS = 2000  # upstream's


async def customised(
    context: AuthContext, connection: Connection, user_id: uuid.UUID, claims: Json, method: str
) -> Json:
    """The claims as `[auth.hook.custom_access_token]` wants them. Raises AuthFailure.

    `method` is why a token is issued: an amr method, or token_refresh.
    """
    uri = context.settings.hooks.custom_access_token
    if uri is None:
        return claims
    event = {"user_id": str(user_id), "claims": claims, "authentication_method": method}
    answer = await _call(connection, uri, event)
    if "claims" not in answer:
        raise _failed("output claims field is missing")
    return check_claims(answer["claims"])


async def before_user_created(
    context: AuthContext, connection: Connection, user: Json, client: Client
) -> None:
    """Let `[auth.hook.before_user_created]` refuse a user who is not stored yet.

    `user` is the public form. Raises AuthFailure.
    """
    uri = context.settings.hooks.before_user_created
    if uri is None:
        return
    metadata = {
        "uuid": str(uuid.uuid4()),
        "time": datetime.now(UTC).isoformat().replace("+00:00", "Z"),
        "name": "before-user-created",
        "ip_address": client.ip or "",
    }
    answer = await _call(connection, uri, {"metadata": metadata, "user": user})
    if answer.get("decision") == "reject":
        raise AuthFailure(403, "unknown", str(answer.get("message") or "Sign-up was rejected"))


async def _call(connection: Connection, uri: str, event: Json) -> Json:
    function = _function(uri)
    try:
        async with connection.transaction():
            await _limit(connection, str(_PATIENCE_MS))
            # as text of no type, so that the function may take json, jsonb or text
            cursor = await connection.execute(
                sql.SQL("select {}(%s) as answer").format(function), (json.dumps(event),)
            )
            row = await cursor.fetchone()
            await _limit(connection, "default")
    except psycopg.Error as error:
        if connection.broken:
            raise
        _log.warning("Auth: the hook %s failed: %s", uri, error.diag.message_primary)
        raise _failed(f"Error running hook URI: {uri}") from error
    return _checked(row["answer"] if row else None)


async def _limit(connection: Connection, milliseconds: str) -> None:
    value = sql.SQL("default") if milliseconds == "default" else sql.Literal(milliseconds)
    await connection.execute(sql.SQL("set local statement_timeout to {}").format(value))


def _function(uri: str) -> sql.Identifier:
    parts = urlsplit(uri)
    names = [unquote(name) for name in parts.path.strip("/").split("/")]
    if parts.scheme in ("http", "https"):
        raise not_built(f"A hook over HTTP ({uri})")
    if parts.scheme != "pg-functions" or len(names) != 2 or not all(names):
        raise _failed(f"Error running hook URI: {uri}: use pg-functions://postgres/schema/function")
    return sql.Identifier(*names)


def _checked(answer: Any) -> Json:
    try:
        value = json.loads(answer) if isinstance(answer, str) else answer
    except ValueError as error:
        raise _failed("Error unmarshaling JSON output.") from error
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise _failed("Error unmarshaling JSON output.")
    refusal = value.get("error")
    if isinstance(refusal, dict) and refusal.get("message"):
        status = refusal.get("http_code") or 500
        raise _failed(str(refusal["message"]), status if _is_refusal(status) else 500)
    return value


def _is_refusal(status: Any) -> bool:
    return isinstance(status, int) and 400 <= status <= 599


def _failed(message: str, status: int = 500) -> AuthFailure:
    return AuthFailure(status, "unexpected_failure" if status == 500 else "unknown", message)

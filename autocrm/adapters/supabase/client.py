"""Connecting, calling, and turning PostgREST's errors into ours."""

from __future__ import annotations

from typing import Any

import httpx
from postgrest.exceptions import APIError
from supabase_auth.errors import AuthError, AuthRetryableError

from autocrm import errors
from supabase import AsyncClient, AsyncClientOptions

TIMEOUT_S = 20.0

# How an RPC says what went wrong: errcode PTnnn, which PostgREST makes the HTTP status.
_BY_STATUS: dict[str, type[errors.AutoCRMError]] = {
    "401": errors.Unauthenticated,
    "403": errors.Forbidden,
    "404": errors.NotFound,
    "409": errors.Conflict,
    "413": errors.TooLarge,
    "422": errors.Invalid,
}
# Postgres: unique and check violations, bad text; PostgREST: bad JWT.
_BY_CODE: dict[str, type[errors.AutoCRMError]] = {
    "23505": errors.Conflict,
    "23514": errors.Invalid,
    "23502": errors.Invalid,
    "23503": errors.Invalid,
    "22P02": errors.Invalid,
    "PGRST116": errors.NotFound,
    "PGRST301": errors.Unauthenticated,
    "PGRST302": errors.Unauthenticated,
}
# Connection trouble and restarts: PostgREST without a database, Postgres starting up, a gateway
# whose service is away (in our words, and as a bare status of somebody else's).
_RETRYABLE = (
    *("PGRST000", "PGRST001", "PGRST002", "PGRST003", "57P01", "57P03", "40001", "40P01"),
    *("upstream_unavailable", "upstream_timeout", "502", "503", "504"),
)


def connect(
    url: str, key: str, access_token: str | None = None, http: httpx.AsyncClient | None = None
) -> AsyncClient:
    """A client with `key`, acting as the bearer of `access_token` if one is given.

    `http`: connections to share; a client made without is closed by `close`.
    """
    options = AsyncClientOptions(
        headers={},
        auto_refresh_token=False,
        persist_session=False,
        httpx_client=http or httpx.AsyncClient(timeout=TIMEOUT_S),
    )
    client = AsyncClient(url, key, options)
    if access_token:  # the constructor puts the key's own header over one in the options
        client.options.headers["Authorization"] = f"Bearer {access_token}"
    return client


async def close(client: AsyncClient) -> None:
    """Close the HTTP connections of a client made by `connect` on its own."""
    if client.options.httpx_client is not None:
        await client.options.httpx_client.aclose()


async def rpc(client: AsyncClient, name: str, **arguments: Any) -> Any:
    """Call the SQL function `name`; returns its JSON. Raises AutoCRMError only."""
    return await run(client.rpc(name, arguments))


async def run(query: Any) -> Any:
    """Execute a query builder; returns its data. Raises AutoCRMError only."""
    try:
        return (await query.execute()).data
    except APIError as error:
        raise translate(error) from error
    except httpx.HTTPError as error:
        raise errors.Unavailable(
            f"The API did not answer ({type(error).__name__}): see `autocrm status`."
        ) from error


def translate(error: APIError) -> errors.AutoCRMError:
    """What PostgREST said, as one of our errors with its sentence."""
    code = str(error.code or "")
    message = error.message or "The API answered with an error."
    if code in _RETRYABLE:
        return errors.Unavailable(f"The database is not ready: {message}")
    if code == "42501":
        return errors.Forbidden(f"This key or user may not do that ({message}).")
    status = code[2:] if code.startswith("PT") else code
    kind = _BY_STATUS.get(status) or _BY_CODE.get(code)
    return (kind or errors.AutoCRMError)(message, code=code if kind is None and code else None)


def translate_auth(error: AuthError | httpx.HTTPError) -> errors.AutoCRMError:
    """What Auth said, as one of our errors."""
    if isinstance(error, httpx.HTTPError | AuthRetryableError):
        return errors.Unavailable("Auth did not answer: is the stack up? See `autocrm status`.")
    code = str(getattr(error, "code", "") or "")
    message = getattr(error, "message", "") or "Auth refused the request."
    status = getattr(error, "status", 400)
    if code in ("email_exists", "user_already_exists"):
        return errors.Conflict(message)
    if code in ("weak_password", "validation_failed", "email_address_invalid"):
        return errors.Invalid(message)
    if code == "user_not_found":
        return errors.NotFound(message)
    if code == "invalid_credentials" or status == 401:
        return errors.Unauthenticated(message)
    return errors.Forbidden(message) if status == 403 else errors.AutoCRMError(message)

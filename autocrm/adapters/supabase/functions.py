"""Calling our own HTTP functions, with the errors they answer as ours."""

from __future__ import annotations

from typing import Any

import httpx

from autocrm import errors
from supabase import AsyncClient

TIMEOUT_S = 60.0  # a language model may be behind it
_KINDS: tuple[type[errors.AutoCRMError], ...] = (
    errors.Unauthenticated,
    errors.Forbidden,
    errors.NotFound,
    errors.Conflict,
    errors.TooLarge,
    errors.Invalid,
    errors.ModelFailed,
    errors.Unavailable,
)
_BY_STATUS = {kind.status: kind for kind in _KINDS}


async def call_function(
    client: AsyncClient,
    url: str,
    name: str,
    headers: dict[str, str] | None = None,
    **request: Any,
) -> Any:
    """POST to `url`/functions/v1/`name` with the rights of `client`; returns the JSON.

    `request` as httpx takes it (`json=`, `content=`). Raises AutoCRMError only.
    """
    http = client.options.httpx_client
    assert http is not None  # `connect` always gives one
    try:
        answer = await http.post(
            f"{url.rstrip('/')}/functions/v1/{name}",
            headers={**client.options.headers, **(headers or {})},
            timeout=TIMEOUT_S,
            **request,
        )
    except httpx.HTTPError as error:
        raise errors.Unavailable(
            f"The function {name} did not answer ({type(error).__name__}): see `autocrm status`."
        ) from error
    if not answer.is_success:
        raise _problem(name, answer)
    return _json(answer)


def _json(answer: httpx.Response) -> Any:
    try:
        return answer.json()
    except ValueError:
        return None


def _problem(name: str, answer: httpx.Response) -> errors.AutoCRMError:
    """An RFC 9457 problem (or whatever a gateway said instead) as one of our errors."""
    body = _json(answer)
    said = body if isinstance(body, dict) else {}
    message = said.get("detail") or said.get("msg") or said.get("message")
    kind = _BY_STATUS.get(answer.status_code, errors.AutoCRMError)
    code = said.get("code") if isinstance(said.get("code"), str) else None
    return kind(str(message or f"The function {name} answered {answer.status_code}."), code=code)

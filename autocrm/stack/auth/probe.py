"""Is Auth healthy? Proved by a real sign-in of a user kept for that purpose."""

from __future__ import annotations

import json
import secrets
from pathlib import Path
from typing import Any

import httpx

from autocrm.stack.config import write_private
from autocrm.stack.errors import StackError, explain_os_errors

_FILE = "auth-probe.json"


def probe_auth(api_url: str, secret_key: str, home: Path, *, timeout: float = 5.0) -> str | None:
    """Sign the health user in and out through the gateway; None when that worked.

    Otherwise one sentence that says what did not. The user is made at the first call (its
    address and random password are kept in `home`, 0600) and hidden from the admin's list;
    the session is deleted again, so calls leave nothing behind. `timeout` in seconds a request.
    """
    headers = {"apikey": secret_key}
    with httpx.Client(
        base_url=f"{api_url}/auth/v1", headers=headers, timeout=timeout, trust_env=False
    ) as client:
        try:
            return _probe(client, home)
        except httpx.HTTPError as error:
            return f"Auth does not answer at {api_url} ({type(error).__name__})."
        except StackError as error:
            return error.message


def _probe(client: httpx.Client, home: Path) -> str | None:
    answer = _sign_in(client, _known_user(home) or _make_user(client, home))
    if answer.status_code == 400:  # the database is a new one: so must the user be
        answer = _sign_in(client, _make_user(client, home))
    if answer.status_code != 200:
        return f"Auth refused the sign-in of the health user (HTTP {answer.status_code})."
    bearer = {"Authorization": f"Bearer {answer.json()['access_token']}"}
    ended = client.post("/logout", params={"scope": "local"}, headers=bearer)
    return None if ended.status_code == 204 else "Auth did not end the health user's session."


def _sign_in(client: httpx.Client, user: dict[str, Any]) -> httpx.Response:
    return client.post("/token", params={"grant_type": "password"}, json=user)


def _known_user(home: Path) -> dict[str, Any] | None:
    with explain_os_errors(home):
        try:
            kept = json.loads((home / _FILE).read_text())
        except (FileNotFoundError, ValueError):
            return None
    return {"email": kept["email"], "password": kept["password"]}


def _make_user(client: httpx.Client, home: Path) -> dict[str, Any]:
    user = {
        "email": f"health-{secrets.token_hex(6)}@stack.invalid",
        "password": secrets.token_urlsafe(24),
    }
    more = {"email_confirm": True, "app_metadata": {"health_probe": "true"}}
    answer = client.post("/admin/users", json={**user, **more})
    if answer.status_code != 200:
        raise StackError(f"Auth could not make the health user (HTTP {answer.status_code}).")
    write_private(home / _FILE, json.dumps(user))
    return user

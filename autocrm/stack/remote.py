"""The settings of a Supabase that is not ours: read, looked at, tried, and explained."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from autocrm.stack.errors import StackError

# what counts, and the older name that a project may still have
_KEYS = {
    "SUPABASE_PUBLISHABLE_KEY": "SUPABASE_ANON_KEY",
    "SUPABASE_SECRET_KEY": "SUPABASE_SERVICE_ROLE_KEY",
}
_OPTIONAL = ("SUPABASE_DB_URL", "AUTOCRM_SMTP_URL", "AUTOCRM_MAIL_URL")
_TIMEOUT = 15.0  # seconds; a paused project takes its time


def read_environment(env: Mapping[str, str], dotenv: Path) -> dict[str, str]:
    """`env` over the KEY=VALUE lines of the file `dotenv`, if there is one. Raises StackError."""
    try:
        lines = dotenv.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        lines = []
    except (OSError, UnicodeDecodeError) as error:
        raise StackError(f"{dotenv} cannot be read: repair or remove it.") from error
    pairs = (line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))
    known = {
        key.strip().removeprefix("export "): value.strip().strip("'\"") for key, value in pairs
    }
    return known | {key: value for key, value in env.items() if value}


def settings(known: Mapping[str, str]) -> dict[str, str]:
    """Those of `known` that functions and worker need. Raises StackError for each that is wrong."""
    found = {"SUPABASE_URL": _url(known.get("SUPABASE_URL", ""))}
    for name, older in _KEYS.items():
        found[name] = known.get(name) or known.get(older) or ""
        if not found[name]:
            raise StackError(f"{name} is not set: put it into the environment or .env.")
    _require_kind(found["SUPABASE_PUBLISHABLE_KEY"], "SUPABASE_PUBLISHABLE_KEY", "anon")
    _require_kind(found["SUPABASE_SECRET_KEY"], "SUPABASE_SECRET_KEY", "service_role")
    return found | {name: known[name] for name in _OPTIONAL if known.get(name)}


def _url(value: str) -> str:
    if not value:
        raise StackError("SUPABASE_URL is not set: put it into the environment or .env.")
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise StackError("SUPABASE_URL is no URL: it looks like https://<project>.supabase.co.")
    if parts.path.strip("/") or parts.query:
        raise StackError("SUPABASE_URL has a path: give the project's address alone.")
    return f"{parts.scheme}://{parts.netloc}"


def _require_kind(key: str, name: str, role: str) -> None:
    """A key tells what it is for; the two are easily put in each other's place."""
    found = _role(key)
    if found is None:
        raise StackError(f"{name} is no key of Supabase: copy it again from the API settings.")
    if found != role:
        raise StackError(f"{name} holds the key of {found}: it wants that of {role}.")


def _role(key: str) -> str | None:
    for prefix, role in (("sb_publishable_", "anon"), ("sb_secret_", "service_role")):
        if key.startswith(prefix):
            return role
    try:
        payload = key.split(".")[1]
        role = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))["role"]
    except (IndexError, ValueError, KeyError, TypeError):
        return None
    return str(role)


def try_out(found: Mapping[str, str], probe_table: str) -> None:
    """Ask the API with both keys for a row of `probe_table`. Raises StackError.

    Only the secret key has to be let in: an anonymous refusal shows that the key is known.
    """
    for name in _KEYS:
        answer = _ask(found["SUPABASE_URL"], found[name], probe_table)
        if _is_unknown(answer):
            raise StackError(
                f"{found['SUPABASE_URL']} has no table {probe_table} yet: "
                "run `autocrm db migrate --stack remote` first."
            )
        if answer.status_code in (401, 403) and not _lacks_a_grant(answer):
            raise StackError(f"{found['SUPABASE_URL']} does not accept {name}: copy it again.")
    if answer.status_code != 200:
        raise StackError(
            f"{found['SUPABASE_URL']} answers {answer.status_code} to the secret key: "
            "see the project's logs."
        )


def _ask(url: str, key: str, table: str) -> httpx.Response:
    try:
        return httpx.get(
            f"{url}/rest/v1/{table}",
            params={"select": "*", "limit": "1"},
            headers={"apikey": key},
            timeout=_TIMEOUT,
        )
    except httpx.HTTPError as error:
        raise StackError(
            f"{url} does not answer ({type(error).__name__}): check SUPABASE_URL, "
            "and whether the project is paused."
        ) from error


def _code(answer: httpx.Response) -> str:
    try:
        body = answer.json()
    except ValueError:
        return ""
    return str(body.get("code", "")) if isinstance(body, dict) else ""


def _is_unknown(answer: httpx.Response) -> bool:
    return _code(answer) in ("42P01", "PGRST205")


def _lacks_a_grant(answer: httpx.Response) -> bool:
    return _code(answer) == "42501"

"""`supabase start`: Supabase in Docker, by its own CLI."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from autocrm.stack import supabase_cli
from autocrm.stack.config import HOST
from autocrm.stack.errors import StackError
from autocrm.stack.project import read_project

# our settings, and what `supabase status` calls them; the older keys are there always
_NAMES = {
    "SUPABASE_URL": ("API_URL",),
    "SUPABASE_PUBLISHABLE_KEY": ("PUBLISHABLE_KEY", "ANON_KEY"),
    "SUPABASE_SECRET_KEY": ("SECRET_KEY", "SERVICE_ROLE_KEY"),
    "SUPABASE_DB_URL": ("DB_URL",),
    "AUTOCRM_MAIL_URL": ("MAILPIT_URL", "INBUCKET_URL"),
}
_NEEDED = ("SUPABASE_URL", "SUPABASE_PUBLISHABLE_KEY", "SUPABASE_SECRET_KEY")


def start(root: Path, progress: Callable[[str], None] = lambda _: None) -> dict[str, str]:
    """Start it, which applies the migrations of a new database; its settings as `status` says.

    Raises StackError with the CLI's own words.
    """
    supabase_cli.run(root, ["start"], progress)
    return status(root)


def stop(root: Path, progress: Callable[[str], None] = lambda _: None) -> None:
    """Stop it; its data stay in Docker's volumes. Raises StackError."""
    supabase_cli.run(root, ["stop"], progress)


def status(root: Path) -> dict[str, str]:
    """URL, keys, database and mail of the running one. Raises StackError."""
    said = supabase_cli.run(root, ["status", "-o", "json"])
    try:
        told = json.loads(said)
        found = {ours: _first(told, theirs) for ours, theirs in _NAMES.items()}
    except (ValueError, AttributeError) as error:
        raise StackError("`supabase status -o json` answered something else: update it.") from error
    missing = [name for name in _NEEDED if not found[name]]
    if missing:
        raise StackError(f"`supabase status` does not tell {', '.join(missing)}: update the CLI.")
    return {name: value for name, value in found.items() if value} | _smtp(root)


def _first(told: dict[str, str], names: tuple[str, ...]) -> str:
    return next((told[name] for name in names if told.get(name)), "")


def _smtp(root: Path) -> dict[str, str]:
    """Where its captured mail takes mail: only where config.toml opens that port."""
    toml = read_project(root)
    for section in ("local_smtp", "inbucket"):  # the newer name first
        port = toml.get(section, {}).get("smtp_port")
        if port:
            return {"AUTOCRM_SMTP_URL": f"smtp://{HOST}:{port}"}
    return {}

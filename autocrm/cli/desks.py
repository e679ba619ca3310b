"""Where a desk lives on this machine, and the stack's configuration for it."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from autocrm.cli.cast import read_cast
from autocrm.cli.kinds import Kind, settings_of
from autocrm.cli.output import fail, progress_line
from autocrm.settings import cache_dir

if TYPE_CHECKING:
    from autocrm.stack.config import StackConfig

PORT_BASE = 54321
PROBE_TABLE = "ticket_status_transitions"  # has rows from the first migration on
PASSED_ON = ("OPENAI_", "AUTOCRM_OPENAI_", "AUTOCRM_REDACT", "AUTOCRM_MAIL_FROM")


def home() -> Path:
    """Where this project's stack keeps its data."""
    return Path(os.environ.get("AUTOCRM_HOME") or root() / ".autocrm").resolve()


def root() -> Path:
    """The project's folder: the one with supabase/ and sql/, here or above."""
    here = Path.cwd().resolve()
    for folder in (here, *here.parents):
        if (folder / "supabase" / "migrations").is_dir() and (
            folder / "sql" / "bootstrap"
        ).is_dir():
            return folder
    fail("This is not an AutoCRM folder: change to the one with supabase/ and sql/ in it.")


def wanted_config(kind: Kind, port_base: int, reload: bool | None) -> StackConfig:
    """What `up` is asked for; another Supabase is tried out here. Raises StackError."""
    from autocrm.stack.project import read_project
    from autocrm.stack.remote import try_out

    folder, upstream = root(), settings_of(kind, root())
    if upstream:
        progress_line("Asking the API")
        try_out(upstream, PROBE_TABLE)
    config = desk_config(folder, home(), port_base)
    if reload is None:  # upstream's name for it: each request gets the code as it is now
        reload = read_project(folder).get("edge_runtime", {}).get("policy") == "oneshot"
    if reload:
        config = replace(config, commands=_reloading(config))
    return replace(config, kind=kind.value, upstream=upstream)


def _reloading(config: StackConfig) -> dict[str, list[str]]:
    folders = [str(config.root / name) for name in ("functions", "autocrm")]
    watched = [sys.executable, "-m", "autocrm.stack.reload", *folders, "--"]
    return {name: [*watched, *command] for name, command in config.commands.items()}


def desk_config(root: Path, home: Path, port_base: int, fsync: bool = True) -> StackConfig:
    """The stack with the product on it. Raises StackError for a port that cannot be used."""
    from autocrm.stack.config import StackConfig

    company = read_cast(root / "seeds").company
    env = {
        "AUTOCRM_HOME": str(home),
        "AUTOCRM_CACHE": str(cache_dir()),
        "AUTOCRM_MAIL_FROM": f"{company['name']} <{company['support_address']}>",
        **{key: value for key, value in os.environ.items() if value and key.startswith(PASSED_ON)},
    }
    commands = {
        "functions": [sys.executable, "-m", "functions"],
        "worker": [sys.executable, "-m", "autocrm.worker"],
    }
    return StackConfig(root, home, port_base, commands, env, PROBE_TABLE, fsync)


def saved_config() -> StackConfig | None:
    """Of the stack that was started last here; None before any."""
    from autocrm.stack.config import StackConfig

    file = home() / "stack.json"
    return StackConfig.load(file) if file.exists() else None

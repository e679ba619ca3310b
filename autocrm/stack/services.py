"""The processes of a stack: their command lines, environments and probes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from autocrm.stack import postgres, probes, process, rest
from autocrm.stack.config import HOST, StackConfig
from autocrm.stack.keys import Keys
from autocrm.stack.postgres import Server

# Handed in by the caller; started together, when all else answers.
PRODUCT = ("functions", "worker")


@dataclass(frozen=True)
class Service:
    """A child process. `before` runs ahead of every start; `ready` makes a real request."""

    name: str
    command: list[str]
    env: dict[str, str]
    log: Path
    ready: Callable[[], Awaitable[bool]]
    options: dict[str, Any] = field(default_factory=dict)
    before: Callable[[], Any] = lambda: None
    explain: Callable[[str], str] | None = None
    stop: tuple[tuple[signal.Signals, float], ...] = ((signal.SIGTERM, 2.0),)


def postgres_service(config: StackConfig) -> Service:
    """Our Postgres; data folder and left-overs are seen to before each start."""
    server = Server.of(config)
    return Service(
        "postgres",
        postgres.command(server),
        dict(os.environ),
        server.log,
        lambda: probes.postgres(server.conninfo()),
        options=postgres.spawn_options(server),
        before=lambda: postgres.prepare(server),
        explain=lambda said: postgres.explain(server, said),
        stop=((signal.SIGINT, 2.5), (signal.SIGQUIT, 0.5)),
    )


def rest_service(config: StackConfig, keys: Keys) -> Service:
    """PostgREST. Raises StackError when the binary is missing."""
    # libpq takes settings from PG… variables, which are not meant for this server.
    env = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return Service(
        "rest",
        [str(rest.find_postgrest(config.root))],
        env | rest.stack_environment(config, keys),
        _log(config, "rest"),
        lambda: probes.http(f"http://{HOST}:{config.rest_admin_port}/ready"),
        options=_options(config),
        stop=((signal.SIGTERM, 1.0),),
    )


def serve_service(config: StackConfig) -> Service:
    """Gateway, Auth, Storage and captured mail, in one process."""
    ours = [sys.executable, "-m", "autocrm.stack.serve", str(config.file)]
    return Service(
        "serve",
        config.commands.get("serve", ours),
        dict(os.environ),
        _log(config, "serve"),
        lambda: probes.all_of(
            probes.http(f"{config.api_url}/health"),
            probes.http(f"{config.api_url}/auth/v1/health"),
            probes.http(f"{config.mail_url}/api/v1/messages?limit=1"),
            probes.smtp(config.smtp_port),
        ),
        options=_options(config),
    )


def realtime_service(config: StackConfig) -> Service:
    """Realtime: a process of its own, so that a broadcast to thousands delays nobody else."""
    ours = [sys.executable, "-m", "autocrm.stack.realtime", str(config.file)]
    return Service(
        "realtime",
        config.commands.get("realtime", ours),
        dict(os.environ),
        _log(config, "realtime"),
        lambda: probes.http(f"http://{HOST}:{config.realtime_port}/api/ping"),
        options=_options(config),
    )


def supabase_services(config: StackConfig, keys: Keys) -> list[Service]:
    """All of the embedded Supabase but Postgres. Raises StackError without PostgREST."""
    return [rest_service(config, keys), serve_service(config), realtime_service(config)]


def product_services(config: StackConfig, keys: Keys) -> list[Service]:
    """Those of functions and worker for which the caller gave a command line."""
    return [_product(config, keys, name) for name in PRODUCT if name in config.commands]


def _product(config: StackConfig, keys: Keys, name: str) -> Service:
    urls = {
        "functions": f"http://{HOST}:{config.functions_port}/health",
        "worker": f"http://{HOST}:{config.worker_port}/health",
    }
    probe = probes.heartbeat if name == "worker" else probes.http
    return Service(
        name,
        config.commands[name],
        {**os.environ, **config.env, **product_environment(config, keys)},
        _log(config, name),
        lambda: probe(urls[name]),
        options=_options(config),
    )


def product_environment(config: StackConfig, keys: Keys) -> dict[str, str]:
    """What a program needs to use this stack; also written to `<home>/stack.env`."""
    return {
        **(config.upstream if not config.is_embedded else _own_supabase(config, keys)),
        "AUTOCRM_WORKER_PORT": str(config.worker_port),
        "AUTOCRM_FUNCTIONS_PORT": str(config.functions_port),
    }


def _own_supabase(config: StackConfig, keys: Keys) -> dict[str, str]:
    return {
        "SUPABASE_URL": config.api_url,
        "SUPABASE_PUBLISHABLE_KEY": keys.publishable_key,
        "SUPABASE_SECRET_KEY": keys.secret_key,
        "SUPABASE_JWT_SECRET": keys.jwt_secret,
        "SUPABASE_DB_URL": config.db_url,
        "AUTOCRM_SMTP_URL": f"smtp://{HOST}:{config.smtp_port}",
        "AUTOCRM_MAIL_URL": config.mail_url,
    }


def _options(config: StackConfig) -> dict[str, Any]:
    return {
        "cwd": str(config.root),
        "stdin": subprocess.DEVNULL,
        "start_new_session": True,
        "preexec_fn": process.die_with_parent(),
    }


def _log(config: StackConfig, name: str) -> Path:
    return config.home / "logs" / f"{name}.log"

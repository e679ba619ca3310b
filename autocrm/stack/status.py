"""What a stack is worth right now: each service asked by a real request."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from autocrm.stack import probes
from autocrm.stack.auth.probe import probe_auth
from autocrm.stack.config import HOST, StackConfig
from autocrm.stack.keys import Keys, load_or_create_keys
from autocrm.stack.postgres import Server
from autocrm.stack.services import PRODUCT
from autocrm.stack.state import ServiceState, State, is_locked

SERVICES = (
    *("postgres", "rest", "auth", "realtime", "storage", "gateway", "mail"),
    *PRODUCT,
)
_ON_ANOTHER = ("api", *PRODUCT)
_IN_SERVE = ("auth", "storage", "gateway", "mail")  # four services of one process
_STATES = {"starting": "starting", "failed": "starting", "stopped": "stopped"}


def status(home: Path) -> dict[str, Any]:
    """URLs, keys and the state of each service, asked now; takes a few seconds at most.

    A service is running, starting, failed or stopped; `healthy` when all that are part of
    this stack are running. On another Supabase the services are its "api" and ours; of its
    secrets none is told. Raises StackError when the files of `home` are damaged.
    """
    config = _config(home)
    names = SERVICES if config.is_embedded else _ON_ANOTHER
    states = _states(config, names) if is_locked(home) else {}
    services = {}
    for name in names:
        state, pid = states.get(name, ("stopped", None))
        services[name] = {"state": state, "pid": pid}
    wanted = [name for name in names if name not in PRODUCT or name in config.commands]
    return {
        "kind": config.kind,
        "healthy": all(services[name]["state"] == "running" for name in wanted),
        **(_own(config) if config.is_embedded else _anothers(config)),
        "services": services,
    }


def _own(config: StackConfig) -> dict[str, str]:
    made = (config.home / "keys.json").exists()
    keys = load_or_create_keys(config.home) if made else Keys(es256={})
    return {
        "api_url": config.api_url,
        "db_url": config.db_url,
        "mail_url": config.mail_url,
        "publishable_key": keys.publishable_key,
        "secret_key": keys.secret_key,
        "jwt_secret": keys.jwt_secret,
    }


def _anothers(config: StackConfig) -> dict[str, str]:
    known = config.upstream
    return {
        "api_url": known["SUPABASE_URL"],
        "db_url": "",
        "mail_url": known.get("AUTOCRM_MAIL_URL", ""),
        "publishable_key": known["SUPABASE_PUBLISHABLE_KEY"],
        "secret_key": "",
        "jwt_secret": "",
        "functions_url": f"http://{HOST}:{config.functions_port}",
    }


def _config(home: Path) -> StackConfig:
    file = home / "stack.json"
    return StackConfig.load(file) if file.exists() else StackConfig(home.parent, home)


def _states(config: StackConfig, names: tuple[str, ...]) -> dict[str, tuple[str, int | None]]:
    known = State.load(config.home).services
    processes = {name: _process_of(name, known) for name in names}
    up = [name for name in names if processes[name].state == "running"]
    answers = asyncio.run(_ask(config, load_or_create_keys(config.home), up))
    return {name: _judge(processes[name], answers.get(name, False)) for name in names}


def _process_of(name: str, known: dict[str, ServiceState]) -> ServiceState:
    if name == "api":  # nobody's process here: its answer alone counts
        return ServiceState(state="running")
    return known.get("serve" if name in _IN_SERVE else name, ServiceState())


def _judge(service: ServiceState, answers: bool) -> tuple[str, int | None]:
    """Running only when our own process is up and its probe answered."""
    if service.state == "running":
        return ("running" if answers else "failed", service.pid)
    return (_STATES[service.state], service.pid)


async def _ask(config: StackConfig, keys: Keys, names: list[str]) -> dict[str, bool]:
    checks = _checks(config, keys)
    answers = await asyncio.gather(*(checks[name]() for name in names))
    return dict(zip(names, answers, strict=True))


def _checks(config: StackConfig, keys: Keys) -> dict[str, Callable[[], Awaitable[bool]]]:
    api = config.api_url
    functions = f"{api}/functions/v1" if config.is_embedded else _anothers(config)["functions_url"]
    return {
        "api": lambda: _another_answers(config),
        "postgres": lambda: probes.postgres(Server.of(config).conninfo()),
        "rest": lambda: _rest(config, keys),
        "auth": lambda: _auth(config, keys),
        "realtime": lambda: probes.http(f"{api}/realtime/v1/api/ping"),
        "storage": lambda: probes.http(f"{api}/storage/v1/bucket", {"apikey": keys.secret_key}),
        "gateway": lambda: probes.http(f"{api}/health"),
        "mail": lambda: probes.all_of(
            probes.http(f"{config.mail_url}/api/v1/messages?limit=1"),
            probes.smtp(config.smtp_port),
        ),
        "functions": lambda: probes.http(f"{functions}/health"),
        "worker": lambda: probes.heartbeat(f"http://{HOST}:{config.worker_port}/health"),
    }


async def _rest(config: StackConfig, keys: Keys) -> bool:
    if config.probe_table is None:
        return await probes.http(f"http://{HOST}:{config.rest_admin_port}/ready")
    url = f"{config.api_url}/rest/v1/{config.probe_table}?select=*&limit=1"
    return await probes.rows(url, {"apikey": keys.secret_key})


async def _another_answers(config: StackConfig) -> bool:
    url, known = f"{config.upstream['SUPABASE_URL']}/auth/v1/health", config.upstream
    return await probes.http(url, {"apikey": known["SUPABASE_PUBLISHABLE_KEY"]})


async def _auth(config: StackConfig, keys: Keys) -> bool:
    asked = asyncio.to_thread(probe_auth, config.api_url, keys.secret_key, config.home)
    try:
        return await asked is None
    except (KeyError, TypeError, ValueError):  # whatever answers there is not Auth
        return False

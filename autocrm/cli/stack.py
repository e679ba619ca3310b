"""up, down, status, logs, reset: the embedded stack with the product on it."""

from __future__ import annotations

import json
import os
import shutil
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from autocrm.cli.cast import read_cast
from autocrm.cli.output import console, fail, progress_done, progress_line
from autocrm.errors import AutoCRMError
from autocrm.settings import Settings, cache_dir, load

if TYPE_CHECKING:
    from autocrm.stack.config import StackConfig

PORT_BASE = 54321
PROBE_TABLE = "ticket_status_transitions"  # has rows from the first migration on
ADDRESSES = {
    "API": "api_url",
    "Database": "db_url",
    "Mail": "mail_url",
    "Publishable key": "publishable_key",
    "Secret key": "secret_key",
}
PASSED_ON = ("OPENAI_", "AUTOCRM_OPENAI_", "AUTOCRM_MAIL_FROM")


def register(app: typer.Typer) -> None:
    """Put the verbs at the top level of the CLI."""
    app.command()(up)
    app.command()(down)
    app.command()(status)
    app.command()(logs)
    app.command()(reset)


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


def up(
    detach: Annotated[
        bool, typer.Option(help="Return when all is ready; leave it running.")
    ] = False,
    port_base: Annotated[int, typer.Option(help="First port; the others follow it.")] = PORT_BASE,
    demo: Annotated[bool, typer.Option(help="Seed the demo company and receive its inbox.")] = True,
) -> None:
    """Start the stack, seed the demo, answer its inbox, show what became of each mail."""
    from autocrm.adapters.models import install_models
    from autocrm.stack import control
    from autocrm.stack.errors import StackError

    install_models(cache_dir(), progress_line, tiktoken_too=True)
    try:
        control.start(desk_config(root(), home(), port_base), progress_line)
        if demo:
            _demo()
        _greet(demo)
        if not detach:
            _follow()
    except KeyboardInterrupt:  # before all was ready
        _end_foreground()
        raise typer.Exit(130) from None
    except StackError as error:
        fail(error.message)
    except AutoCRMError as error:
        fail(f"{error.message} (The stack still runs: `autocrm logs`, `autocrm down`.)")


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


def _demo() -> None:
    import asyncio

    from autocrm.cli.demo import seed_and_receive

    asyncio.run(seed_and_receive(_own_settings(), root(), progress_line))


def _own_settings() -> Settings:
    """Those of this stack, whatever project the environment names: the demo is for here alone."""
    env = {key: value for key, value in os.environ.items() if not key.startswith("SUPABASE_")}
    return load({**env, "AUTOCRM_HOME": str(home())})


def _greet(demo: bool) -> None:
    from autocrm.cli.demo_report import print_sign_ins, print_tickets

    report = _status()
    progress_done()
    if demo:
        print_tickets(_own_settings())
    console.print()
    for label, key in ADDRESSES.items():
        console.print(f"  {label:<16} {report[key]}", highlight=False, soft_wrap=True)
    if demo:
        print_sign_ins(root() / "seeds")


def _follow() -> None:
    console.print("\nRunning. Ctrl-C stops it; `autocrm logs` shows more.")
    try:
        while _alive():
            time.sleep(1)
    except KeyboardInterrupt:
        _end_foreground()
        return
    fail("The stack has stopped by itself: see `autocrm logs supervisor`.")


def _alive() -> bool:
    from autocrm.stack.state import is_locked

    return is_locked(home())


def _end_foreground() -> None:
    progress_done()
    console.print("\nStopping…")
    down()


def down() -> None:
    """Stop the stack. Data stays in .autocrm/."""
    from autocrm.stack import control
    from autocrm.stack.errors import StackError

    try:
        stopped = control.stop(home())
    except StackError as error:
        fail(error.message)
    console.print("Stopped." if stopped else "Nothing was running.")


def status(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """What runs, asked by real requests. Exit code 1 when not all is healthy."""
    report = _status()
    if as_json:
        print(json.dumps(report, indent=2))
    else:
        for name, service in report["services"].items():
            console.print(
                f"  {name:<10} {service['state']:<9} {service['pid'] or ''}", highlight=False
            )
        for key in ("api_url", "db_url", "mail_url"):
            console.print(f"  {key:<10} {report[key]}", highlight=False)
        console.print("healthy" if report["healthy"] else "not healthy: see `autocrm logs`")
    if not report["healthy"]:
        raise typer.Exit(1)


def _status() -> dict[str, Any]:
    from autocrm.stack.errors import StackError
    from autocrm.stack.status import status as ask

    try:
        return ask(home())
    except StackError as error:
        fail(error.message)


def logs(
    service: Annotated[str, typer.Argument(help="One service; all when none is named.")] = "",
    lines: Annotated[int, typer.Option("--lines", "-n", min=1, max=10_000)] = 40,
    follow: Annotated[
        bool, typer.Option("--follow", "-f", help="Go on as lines are written.")
    ] = False,
) -> None:
    """The last lines of the logs."""
    folder = home() / "logs"
    found = sorted(folder.glob(f"{service or '*'}.log"))
    if not found:
        names = ", ".join(sorted(p.stem for p in folder.glob("*.log"))) or "none yet"
        fail(f"There is no log {service or 'here'}: there are {names}.")
    for path in found:
        for line in path.read_text("utf-8", "replace").splitlines()[-lines:]:
            print(f"{path.stem:<10} | {line}" if len(found) > 1 else line)
    if follow:
        _tail(found)


def _tail(paths: list[Path]) -> None:
    sizes = {path: path.stat().st_size for path in paths}
    while True:
        for path, size in sizes.items():
            now = path.stat().st_size
            if now > size:
                with path.open("r", encoding="utf-8", errors="replace") as file:
                    file.seek(size)
                    for line in file.read().splitlines():
                        print(f"{path.stem:<10} | {line}", flush=True)
            sizes[path] = now
        time.sleep(0.3)


def reset(
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
) -> None:
    """Stop the stack and delete all of its data. Asks first."""
    from autocrm.stack import control
    from autocrm.stack.errors import StackError

    folder = home()
    if not folder.exists():
        console.print("There is nothing to delete.")
        return
    if not yes and not typer.confirm(f"Delete everything in {folder}: tickets, mails, users?"):
        raise typer.Exit(1)
    try:
        control.stop(folder)
    except StackError as error:
        fail(error.message)
    shutil.rmtree(folder)
    console.print("Deleted. `make up` starts over.")

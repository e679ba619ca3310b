"""up, down, status, logs, reset: a stack with the product on it."""

from __future__ import annotations

import json
import os
import shutil
import time
from typing import Annotated, Any

import typer

from autocrm.cli.desks import PORT_BASE, desk_config, home, root, saved_config, wanted_config
from autocrm.cli.kinds import Kind, StackOption, stop_docker
from autocrm.cli.logs import logs
from autocrm.cli.output import console, fail, progress_done, progress_line
from autocrm.errors import AutoCRMError
from autocrm.settings import Settings, cache_dir, load

__all__ = ["desk_config", "home", "register", "root"]
ADDRESSES = {
    "API": "api_url",
    "Database": "db_url",
    "Mail": "mail_url",
    "Functions": "functions_url",
    "Publishable key": "publishable_key",
    "Secret key": "secret_key",
}


def register(app: typer.Typer) -> None:
    """Put the verbs at the top level of the CLI."""
    app.command()(up)
    app.command()(down)
    app.command()(status)
    app.command()(logs)
    app.command()(reset)


def up(
    detach: Annotated[
        bool, typer.Option(help="Return when all is ready; leave it running.")
    ] = False,
    port_base: Annotated[int, typer.Option(help="First port; the others follow it.")] = PORT_BASE,
    demo: Annotated[
        bool | None,
        typer.Option(
            "--demo/--no-demo",
            help="Seed the demo company and receive its inbox; without a word only if embedded.",
        ),
    ] = None,
    stack: StackOption = Kind.embedded,
    reload: Annotated[
        bool | None,
        typer.Option(
            "--reload/--no-reload",
            help="Start functions and worker again when their code changes; without a word if "
            '[edge_runtime] policy = "oneshot" in config.toml.',
        ),
    ] = None,
) -> None:
    """Start the stack, seed the demo, answer its inbox, show what became of each mail."""
    from autocrm.adapters.models import install_models
    from autocrm.stack import control
    from autocrm.stack.errors import StackError

    install_models(cache_dir(), progress_line, tiktoken_too=True)
    try:
        config = wanted_config(stack, port_base, reload)
        control.start(config, progress_line)
        demo = config.is_embedded if demo is None else demo
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


def _demo() -> None:
    import asyncio

    from autocrm.cli.demo import seed_and_receive

    asyncio.run(seed_and_receive(own_settings(), root(), progress_line))


def own_settings() -> Settings:
    """Those of this stack, whatever project the environment names: the demo is for here alone."""
    env = {key: value for key, value in os.environ.items() if not key.startswith("SUPABASE_")}
    return load({**env, "AUTOCRM_HOME": str(home())})


def _greet(demo: bool) -> None:
    from autocrm.cli.demo_report import print_sign_ins, print_tickets

    report = _status()
    progress_done()
    if demo:
        print_tickets(own_settings())
    console.print()
    for label, key in ADDRESSES.items():
        if report.get(key):
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
        if (config := saved_config()) is not None:
            stop_docker(config)
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
                f"  {name:<13} {service['state']:<9} {service['pid'] or ''}", highlight=False
            )
        for key in ("api_url", "db_url", "mail_url", "functions_url"):
            if report.get(key):
                console.print(f"  {key:<13} {report[key]}", highlight=False)
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
    if not yes and not typer.confirm(
        f"Delete everything in {folder}: tickets, mails, users, snapshots?"
    ):
        raise typer.Exit(1)
    try:
        control.stop(folder)
    except StackError as error:
        fail(error.message)
    shutil.rmtree(folder)
    console.print("Deleted. `make up` starts over.")

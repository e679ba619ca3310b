"""db: migrate, seed, reset, test, lint and copy the database of a stack."""

from __future__ import annotations

import asyncio
import shutil
from typing import Annotated

import typer

from autocrm.cli import db_inspect, db_snapshots
from autocrm.cli.db_target import database, running_stack
from autocrm.cli.desks import root
from autocrm.cli.kinds import Kind, StackOption
from autocrm.cli.output import Json, console, fail, plain, print_json, progress_done, progress_line

app = typer.Typer(help="The database of a stack.", no_args_is_help=True)
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")]


@app.command()
def migrate(stack: StackOption = Kind.embedded, yes: Yes = False, as_json: Json = False) -> None:
    """Apply the migrations that the database has not seen. Asks first where it is not ours."""
    from autocrm.stack import migrate as migrations
    from autocrm.stack.errors import StackError

    folder = root() / "supabase" / "migrations"
    try:
        conninfo = database(stack)
        if stack is Kind.remote and not yes:
            names = [one.file.name for one in migrations.pending(conninfo, folder)]
            if names and not typer.confirm(f"Apply {', '.join(names)}?", err=True):
                raise typer.Exit(1)
        applied = migrations.migrate(conninfo, folder, progress_line)
    except StackError as error:
        fail(error.message)
    progress_done()
    if as_json:
        print_json({"applied": applied})
    else:
        console.print(f"Applied {len(applied)}." if applied else "Nothing to do.")


@app.command()
def seed() -> None:
    """Make the demo company: people, articles, trained head, desk; without its inbox.

    In the stack that `autocrm up` has started here, whatever the environment names. What is
    there already stays as it is.
    """
    from autocrm.cli.demo import seed_company
    from autocrm.cli.demo_desk import seed_desk
    from autocrm.cli.stack import own_settings

    for step in (seed_company, seed_desk):
        asyncio.run(step(own_settings(), root() / "seeds", progress_line))
    progress_done()
    console.print("The demo company is there.")


@app.command()
def reset(yes: Yes = False) -> None:
    """Make the database anew from the migrations; mails and snapshots stay. Asks first."""
    from autocrm.stack import control
    from autocrm.stack.errors import StackError

    config = running_stack()
    if not yes and not typer.confirm("Delete all tickets, customers, articles and users?"):
        raise typer.Exit(1)
    try:
        control.stop(config.home)
        for name in ("pg", "storage"):
            if (config.home / name).exists():
                shutil.rmtree(config.home / name)
        control.start(config, progress_line)
    except StackError as error:
        fail(error.message)
    progress_done()
    console.print("The database is new and empty: `autocrm db seed` makes the demo company again.")


@app.command("test")
def run_tests(as_json: Json = False) -> None:
    """Run the pgTAP tests of supabase/tests on a throw-away database with this schema."""
    from autocrm.stack import pgtap
    from autocrm.stack.errors import StackError

    try:
        results = pgtap.run(running_stack().db_url_for("supabase_admin"), root())
    except StackError as error:
        fail(error.message)
    failures = [str(failure) for failure in results.failures]
    summary = {"files": len(results.files), "passed": results.passed, "failures": failures}
    if as_json:
        print_json({"ok": results.ok, **summary})
    else:
        for failure in failures:
            console.print(plain(failure))
        console.print(
            f"{len(results.files)} files, {results.passed} passed, {len(failures)} failed"
        )
    if not results.ok:
        raise typer.Exit(1)


for command in (
    db_inspect.lint,
    db_inspect.types,
    db_snapshots.snapshot,
    db_snapshots.restore,
    db_snapshots.snapshots,
):
    app.command()(command)

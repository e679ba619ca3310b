"""db: migrate, reset and test the database of the embedded stack."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Annotated

import typer

from autocrm.cli.output import console, fail, plain, print_json, progress_line
from autocrm.cli.stack import home, root

if TYPE_CHECKING:
    from autocrm.stack.config import StackConfig

app = typer.Typer(help="The database of the embedded stack.", no_args_is_help=True)


def _config() -> StackConfig:
    from autocrm.stack.config import StackConfig
    from autocrm.stack.errors import StackError
    from autocrm.stack.state import is_locked

    if not is_locked(home()):
        fail("The stack does not run: start it with `autocrm up --detach`.")
    try:
        return StackConfig.load(home() / "stack.json")
    except StackError as error:
        fail(error.message)


@app.command()
def migrate(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """Apply the migrations that the running database has not seen."""
    from autocrm.stack import migrate as migrations
    from autocrm.stack.errors import StackError

    config = _config()
    try:
        applied = migrations.migrate(
            config.db_url, root() / "supabase" / "migrations", progress_line
        )
    except StackError as error:
        fail(error.message)
    if as_json:
        print_json({"applied": applied})
    else:
        console.print(f"Applied {len(applied)}." if applied else "Nothing to do.")


@app.command()
def reset(
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
) -> None:
    """Make the database anew from the migrations; captured mails stay. Asks first."""
    from autocrm.stack import control
    from autocrm.stack.errors import StackError

    config = _config()
    if not yes and not typer.confirm("Delete all tickets, customers, articles and users?"):
        raise typer.Exit(1)
    try:
        control.stop(config.home)
        shutil.rmtree(config.home / "pg")
        control.start(config, progress_line)
    except StackError as error:
        fail(error.message)
    console.print("The database is new and empty: `autocrm up --detach` seeds the demo again.")


@app.command("test")
def run_tests(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """Run the pgTAP tests of supabase/tests on a throw-away database with this schema."""
    from autocrm.stack import pgtap
    from autocrm.stack.errors import StackError

    try:
        results = pgtap.run(_config().db_url_for("supabase_admin"), root())
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

"""db lint, db types: what a database looks like, to a critic and to a compiler."""

from __future__ import annotations

from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from autocrm.cli.db_target import database
from autocrm.cli.desks import root
from autocrm.cli.kinds import Kind, StackOption
from autocrm.cli.output import Json, console, fail, plain, print_json

if TYPE_CHECKING:
    from autocrm.stack.lint import Finding


class Level(StrEnum):
    """How bad a finding is."""

    warning = "warning"
    error = "error"


class FailOn(StrEnum):
    """From which level on the exit code is 1."""

    none = "none"
    warning = "warning"
    error = "error"


class Language(StrEnum):
    """What the Supabase CLI can generate by itself."""

    typescript = "typescript"
    python = "python"
    go = "go"


Schemas = Annotated[
    list[str] | None,
    typer.Option("--schema", "-s", metavar="NAME", help="May be given several times."),
]


def lint(
    level: Annotated[Level, typer.Option(help="What is shown at least.")] = Level.warning,
    fail_on: Annotated[FailOn, typer.Option("--fail-on", help="What is trouble.")] = FailOn.none,
    schema: Schemas = None,
    stack: StackOption = Kind.embedded,
    as_json: Json = False,
) -> None:
    """Look for faults: the checks of sql/checks, and every function's body compiled again."""
    from autocrm.stack import lint as linter
    from autocrm.stack.errors import StackError

    try:
        found = linter.lint(database(stack), root(), schema or [])
    except StackError as error:
        fail(error.message)
    shown = linter.at_least(level, found)
    if as_json:
        print_json([asdict(one) for one in shown])
    else:
        _print(shown)
    if fail_on is not FailOn.none and linter.at_least(fail_on, found):
        raise typer.Exit(1)


def _print(findings: list[Finding]) -> None:
    for one in findings:
        console.print(f"{one.level:<8} {plain(one.check)}: {plain(one.message)}", soft_wrap=True)
    if not findings:
        console.print("Nothing was found.")


def types(
    lang: Annotated[Language, typer.Option(help="Of the generated source.")] = Language.typescript,
    schema: Schemas = None,
    out: Annotated[Path | None, typer.Option(help="A file; stdout when none is named.")] = None,
    stack: StackOption = Kind.embedded,
) -> None:
    """Generate types of tables, views and functions, as `supabase gen types` does."""
    from autocrm.stack import supabase_cli
    from autocrm.stack.errors import StackError

    try:
        conninfo = database(stack)
        text = supabase_cli.generate_types(root(), conninfo, lang, schema or ["public"])
        if out is not None:
            out.write_text(text, "utf-8")
    except StackError as error:
        fail(error.message)
    except OSError as error:
        fail(f"{out} cannot be written: {error.strerror}.")
    if out is None:
        print(text, end="")

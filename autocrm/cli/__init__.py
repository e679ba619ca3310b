"""The command line: noun, then verb. One module a noun; `main` is the error boundary."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from autocrm.errors import AutoCRMError


def main() -> int:
    """Run the command line. Returns the exit code: 1 trouble (2 and 130 are typer's).

    What is expected to go wrong is said in one sentence on stderr, without a traceback.
    """
    try:
        build()(prog_name="autocrm")
    except AutoCRMError as error:
        from autocrm.cli.output import print_error

        print_error(error.message)
        return 1
    except BrokenPipeError:  # the reader of our output has left: `autocrm ... | head`
        sys.stderr.close()
        return 1
    return 0


def build() -> typer.Typer:
    """The whole command line. Each noun's module imports what is heavy in its commands."""
    from autocrm.cli import (
        ai,
        assist,
        audit,
        budget,
        calendar,
        call,
        canned,
        company,
        customer,
        db,
        demo_generate,
        draft,
        eval,
        field,
        gap,
        job,
        kb,
        label,
        macro,
        mail,
        member,
        models,
        notification,
        order,
        policy,
        rating,
        report,
        review,
        routing,
        rule,
        search,
        setting,
        signature,
        sla,
        stack,
        suggestion,
        tag,
        team,
        ticket,
        timer,
        tool,
        user,
        view,
    )

    # Plain help and plain usage errors: no boxes in logs and pipes, and 60 ms less.
    app = typer.Typer(
        name="autocrm",
        help="AutoCRM: the open, AI-first support desk on Supabase.",
        no_args_is_help=True,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        add_completion=False,
    )
    app.callback()(_root)
    stack.register(app)
    # -tag:spam is a word of the query
    app.command("search", context_settings={"ignore_unknown_options": True})(search.search)
    for noun in (
        ticket,
        view,
        tag,
        field,
        setting,
        mail,
        kb,
        review,
        draft,
        macro,
        canned,
        signature,
        ai,
        assist,
        label,
        gap,
        suggestion,
        eval,
        budget,
        policy,
        tool,
        order,
        call,
        customer,
        company,
        member,
        team,
        user,
        job,
        timer,
        models,
        db,
        sla,
        calendar,
        rule,
        routing,
        notification,
        rating,
        report,
        audit,
    ):
        app.add_typer(noun.app, name=noun.__name__.rpartition(".")[2])
    app.add_typer(demo_generate.app, name="demo")
    return app


def _print_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        print(version("autocrm"))
        raise typer.Exit


def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Say which.")
    ] = False,
) -> None:
    """AutoCRM: the open, AI-first support desk on Supabase."""

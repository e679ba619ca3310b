"""db snapshot, snapshots, restore: the data of the embedded stack as they were."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from autocrm.cli.db_target import own_stack
from autocrm.cli.output import (
    Json,
    console,
    fail,
    one_line,
    print_json,
    progress_done,
    progress_line,
    short_time,
    table,
)

if TYPE_CHECKING:
    from autocrm.stack.config import StackConfig

T = TypeVar("T")
Name = Annotated[str, typer.Argument(help="Letters, digits, '.', '_' and '-'.")]


def snapshot(name: Name, as_json: Json = False) -> None:
    """Keep a copy of database and stored files; a running stack restarts for it (some 5 s)."""
    from autocrm.stack import snapshot as snapshots

    made = _at_rest(lambda config: snapshots.take(config.home, name), "Copying the data")
    if as_json:
        print_json(asdict(made))
    else:
        console.print(f"{made.name}: {_megabytes(made.size)}.", highlight=False)


def snapshots(as_json: Json = False) -> None:
    """The snapshots there are, newest first."""
    from autocrm.stack import snapshot as snapshots
    from autocrm.stack.errors import StackError

    try:
        found = snapshots.listed(own_stack().home)
    except StackError as error:
        fail(error.message)
    if as_json:
        print_json([asdict(one) for one in found])
        return
    if not found:
        console.print("There are none: `autocrm db snapshot NAME` makes one.")
        return
    shown = table("name", "made", "size", whole="name")
    for one in found:
        shown.add_row(one_line(one.name), short_time(one.created_at), _megabytes(one.size))
    console.print(shown)


def restore(
    name: Name,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
) -> None:
    """Put a snapshot in place of database and stored files. Asks first."""
    from autocrm.stack import snapshot as snapshots
    from autocrm.stack.errors import StackError

    config = own_stack()
    try:
        snapshots.require(config.home, name)
    except StackError as error:
        fail(error.message)
    if not yes and not typer.confirm(f"Replace all that is there now by the snapshot {name}?"):
        raise typer.Exit(1)
    _at_rest(lambda config: snapshots.restore(config.home, name), "Copying the snapshot")
    console.print(f"Restored {name}.", highlight=False)


def _at_rest(action: Callable[[StackConfig], T], step: str) -> T:
    """Run `action`, which stops the stack, and start the stack again if it was running."""
    from autocrm.stack import control
    from autocrm.stack.errors import StackError
    from autocrm.stack.state import is_locked

    config = own_stack()
    was_running = is_locked(config.home)
    progress_line(step)
    try:
        try:
            return action(config)
        finally:
            if was_running and not is_locked(config.home):
                control.start(config, progress_line)
            progress_done()
    except StackError as error:
        fail(error.message)


def _megabytes(size: int) -> str:
    return f"{size / 1_000_000:.0f} MB"

"""What a person sees (tables, short times) and what a program reads (`--json`).

Data goes to stdout; progress and errors go to stderr. Texts from outside pass `plain` first: a
subject must neither colour a table nor move the cursor of somebody's terminal.
"""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from typing import Annotated, Any, NoReturn

import typer
from rich.console import Console, RenderableType
from rich.markup import escape
from rich.table import Column, Table
from rich.text import Text

PIPE_WIDTH = 160  # columns when nobody's terminal says how wide it is
_AGES = (("d", 86_400), ("h", 3600), ("min", 60))
_CONTROL = {n: " " for n in (*range(32), *range(127, 160)) if n not in (9, 10)}
_BIDI = {n: None for n in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))}  # reorder a line

Json = Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")]
As = Annotated[
    str,
    typer.Option(
        "--as",
        metavar="EMAIL",
        help="Act as this user (password: AUTOCRM_PASSWORD, or asked for) "
        "instead of with the secret key.",
    ),
]

OUTCOME_COLOURS = {"auto": "green", "review": "yellow", "shadow": "blue", "none": "dim"}
_step = ""  # the last one said by progress_line

console = Console(width=None if sys.stdout.isatty() else PIPE_WIDTH)
_stderr = Console(stderr=True, soft_wrap=True, highlight=False)


def print_json(value: Any) -> None:
    """One JSON document, readable, with times as ISO 8601."""
    print(json.dumps(value, indent=2, ensure_ascii=False, default=_to_json))


def _to_json(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def print_error(message: str) -> None:
    """`Error: …` on stderr, in one line."""
    _stderr.print(f"[bold red]Error:[/] {plain(' '.join(message.split()))}")


def print_place(text: str, at: int) -> None:
    """`text` on stderr, with a mark under its character `at`, counted from 1."""
    if "\n" not in text:
        _stderr.print(f"  {plain(text)}\n  {' ' * (at - 1)}^")


def fail(message: str, code: int = 1) -> NoReturn:
    """End the command with one sentence on stderr."""
    print_error(message)
    raise typer.Exit(code)


def progress_line(text: str) -> None:
    """What is going on, on stderr: one line that changes on a terminal, else a line a step.

    A step that counts ("Answering: 7 left") is said once where lines do not change.
    """
    global _step
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\x1b[2K{text[: _stderr.width - 1]}\r")
        sys.stderr.flush()
    elif (step := text.partition(":")[0]) != _step:
        print(step, file=sys.stderr)
        _step = step


def progress_done() -> None:
    """Take the progress line away, before something else is printed."""
    if sys.stderr.isatty():
        sys.stderr.write("\r\x1b[2K")
        sys.stderr.flush()


class Lines(Table):
    """A table whose cells are cut with "…" where a column has no room; long ones give first."""

    folded = ""

    def add_row(self, *cells: RenderableType | None, **options: Any) -> None:
        """As rich's; a text may have rich markup, so pass what comes from outside to `plain`."""
        super().add_row(*map(self._cell, self.columns, cells), **options)

    def _cell(self, column: Column, cell: RenderableType | None) -> RenderableType | None:
        if not isinstance(cell, str):
            return cell
        text = Text.from_markup(cell, overflow="ellipsis")
        text.no_wrap = column.header != self.folded
        return text


def table(*columns: str, folded: str = "", whole: str = "") -> Lines:
    """An empty table. `folded` names a column that may take several lines, `whole` one that is
    never cut (an id to copy)."""
    made = Lines(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    made.folded = folded
    for name in columns:
        made.add_column(name, no_wrap=name == whole)
    return made


def plain(value: object) -> str:
    """Any text as it is: no markup, no terminal control, no reordering. None is ""."""
    text = "" if value is None else str(value)
    return escape(text.translate(_CONTROL).translate(_BIDI))


def one_line(value: object, width: int = 0) -> str:
    """`plain` in one line, cut to `width` characters when that is given."""
    text = "" if value is None else " ".join(str(value).split())
    return plain(text[: width - 1] + "…" if width and len(text) > width else text)


def parse_time(text: str) -> datetime:
    """A time as the API writes it."""
    return datetime.fromisoformat(text)


def age(text: str | None, now: datetime | None = None) -> str:
    """How long ago a time was: "3 min", "2 h", "5 d"."""
    if not text:
        return ""
    seconds = ((now or datetime.now(UTC)) - parse_time(text)).total_seconds()
    for unit, size in _AGES:
        if seconds >= size:
            return f"{int(seconds // size)} {unit}"
    return "now"


def ago(text: str | None) -> str:
    """ "3 min ago", "just now"; "" for no time."""
    past = age(text)
    return "just now" if past == "now" else f"{past} ago" if past else ""


def short_time(text: str | None) -> str:
    """A time on this machine's clock, to the minute."""
    return parse_time(text).astimezone().strftime("%Y-%m-%d %H:%M") if text else ""


def ms(value: float | None) -> str:
    """Milliseconds, in a unit that is short."""
    if value is None:
        return ""
    return f"{value / 1000:.1f} s" if value >= 1000 else f"{value:.0f} ms"

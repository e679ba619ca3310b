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
from rich.console import Console
from rich.markup import escape
from rich.table import Table

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


def fail(message: str, code: int = 1) -> NoReturn:
    """End the command with one sentence on stderr."""
    print_error(message)
    raise typer.Exit(code)


def progress_line(text: str) -> None:
    """What is going on, on stderr: one line that changes on a terminal, else a line each."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\x1b[2K{text[: _stderr.width - 1]}\r")
        sys.stderr.flush()
    else:
        print(text, file=sys.stderr)


def table(*columns: str, folded: str = "") -> Table:
    """An empty table; rows take rich markup, so pass texts from outside through `plain`.

    `folded` names the one column that may use several lines; the others are cut with "…".
    """
    made = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for name in columns:
        made.add_column(name, overflow="fold" if name == folded else "ellipsis",
                        no_wrap=name != folded)  # fmt: skip
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


def short_time(text: str | None) -> str:
    """A time on this machine's clock, to the minute."""
    return parse_time(text).astimezone().strftime("%Y-%m-%d %H:%M") if text else ""


def ms(value: float | None) -> str:
    """Milliseconds, in a unit that is short."""
    if value is None:
        return ""
    return f"{value / 1000:.1f} s" if value >= 1000 else f"{value:.0f} ms"

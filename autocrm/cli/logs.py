"""logs: what the services of a stack have written."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import typer

from autocrm.cli.desks import home
from autocrm.cli.output import fail


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

"""Reading the folders: JSON Lines, what is learned from apart from what is measured on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from autocrm.errors import Invalid

Row = dict[str, Any]
_MEASURED = ("test", "dev", "val")


class DataMissing(Invalid):
    """A file that the evaluation needs is not in the folder."""


def read(path: Path) -> list[Row]:
    """The objects of a JSON Lines file. Raises DataMissing; names the line that is no object."""
    try:
        lines = path.read_text("utf-8").splitlines()
    except FileNotFoundError as error:
        raise DataMissing(f"There is no {path.name} in {path.parent}: give --data DIR.") from error
    return [_row(path, number, line) for number, line in enumerate(lines, 1) if line.strip()]


def learned(folder: Path, stem: str = "train") -> list[Row]:
    """What may be fitted on: `train.jsonl`, or `<stem>.jsonl`."""
    return read(folder / f"{stem}.jsonl")


def measured(folder: Path, prefix: str = "") -> list[Row]:
    """What is measured on: `<prefix>test.jsonl`, else dev, else val."""
    for name in _MEASURED:
        path = folder / f"{prefix}{name}.jsonl"
        if path.exists():
            return read(path)
    wanted = ", ".join(f"{prefix}{name}.jsonl" for name in _MEASURED)
    raise DataMissing(f"There is none of {wanted} in {folder}: give --data DIR.")


def every(folder: Path, *needed: str) -> list[Row]:
    """The rows of all `*.jsonl` of a folder that have the fields `needed`."""
    found = [
        row
        for path in sorted(folder.glob("*.jsonl"))
        for row in read(path)
        if all(field in row for field in needed)
    ]
    if not found:
        raise DataMissing(f"No row in {folder} has {' and '.join(needed)}: give --data DIR.")
    return found


def _row(path: Path, number: int, line: str) -> Row:
    try:
        row = json.loads(line)
    except ValueError as error:
        raise Invalid(f"{path.name}, line {number} is not JSON: {error}") from error
    if not isinstance(row, dict):
        raise Invalid(f"{path.name}, line {number} is not an object.")
    return row

"""Reading a folder of attacks, mails that carry them and harmless texts; making mails of them.

`*attack*.json`: texts by family. `*.jsonl` with `context`: mails that carry. `*.jsonl` with
`text` or `prompt`: harmless where the file's name says so (`notinject`, `benign`, `harmless`,
`clean`) or a row's `label` is 0 or "benign"; attacks otherwise, the family being `group`.
What stands in files with `train` in their names may be learned.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from autocrm.errors import Invalid
from autocrm.evals.rows import DataMissing, Row, read

_HARMLESS = ("notinject", "benign", "harmless", "clean")
_NO = ("0", "false", "benign", "harmless", "clean", "safe", "legit")
PLACES = ("begin", "middle", "end")


@dataclass(frozen=True, slots=True)
class Text:
    """`source`: the file's name without its end. `family`: what attacks are held out by."""

    text: str
    source: str
    family: str
    learned: bool  # from a file that may be learned from


@dataclass(frozen=True, slots=True)
class Sets:
    """What a folder holds."""

    attacks: tuple[Text, ...]
    carriers: tuple[Text, ...]
    harmless: tuple[Text, ...]


def read_sets(folder: Path) -> Sets:
    """Raises DataMissing where there are neither attacks nor harmless texts."""
    attacks = [t for path in sorted(folder.glob("*attack*.json")) for t in _families(path)]
    carriers: list[Text] = []
    harmless: list[Text] = []
    for path in sorted(folder.glob("*.jsonl")):
        for row in read(path):
            if row.get("context"):
                carriers.append(_text(path, str(row["context"])))
            elif words := row.get("text") or row.get("prompt"):
                family = str(row.get("group") or row.get("category") or path.stem)
                mine = harmless if _is_harmless(path, row) else attacks
                mine.append(_text(path, str(words), family))
    if not attacks and not harmless:
        raise DataMissing(f"There are neither attacks nor harmless texts in {folder}.")
    return Sets(tuple(attacks), tuple(carriers), tuple(harmless))


def inserted(carrier: str, text: str, place: str) -> str:
    """A mail with `text` on a line of its own: before, within (between two words), or after."""
    if place == "begin":
        return f"{text}\n{carrier}"
    if place == "end":
        return f"{carrier}\n{text}"
    middle = carrier.find(" ", len(carrier) // 2)
    middle = len(carrier) // 2 if middle < 0 else middle
    return f"{carrier[:middle]}\n{text}\n{carrier[middle:]}"


def mails_of(number: int, text: str, carriers: Sequence[Text]) -> list[str]:
    """The `number`th text in three mails, one a place; by itself where nothing can carry it."""
    if not carriers:
        return [text]
    first = number * len(PLACES)
    hosts = [carriers[(first + n) % len(carriers)].text for n in range(len(PLACES))]
    return [inserted(host, text, place) for host, place in zip(hosts, PLACES, strict=True)]


def _families(path: Path) -> Iterator[Text]:
    try:
        told = json.loads(path.read_text("utf-8"))
    except ValueError as error:
        raise Invalid(f"{path.name} is not JSON: {error}") from error
    if not isinstance(told, dict):
        raise Invalid(f"{path.name} is not an object of families.")
    for family, texts in told.items():
        yield from (_text(path, str(text), str(family)) for text in texts)


def _text(path: Path, text: str, family: str = "") -> Text:
    return Text(text, path.stem, family or path.stem, "train" in path.stem)


def _is_harmless(path: Path, row: Row) -> bool:
    if "label" in row:
        return str(row["label"]).lower() in _NO
    return any(word in path.stem.lower() for word in _HARMLESS)

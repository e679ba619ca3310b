"""What should become of a mail: `NN-name.toml` beside `NN-name.eml`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from autocrm.errors import Invalid


@dataclass(frozen=True, slots=True)
class Expectation:
    """`NN-name.toml`: what should become of `NN-name.eml`."""

    file: str
    number: int
    category: str
    also: tuple[str, ...]
    language: str
    priority: tuple[int, ...]
    kind: str
    outcomes: tuple[str, ...]
    articles: tuple[str, ...]
    must_say: tuple[str, ...]

    @property
    def may_be_automatic(self) -> bool:
        return "auto" in self.outcomes


def read_expectations(folder: Path) -> list[Expectation]:
    """All `NN-*.toml` that stand beside their `NN-*.eml`. Raises Invalid, naming the file."""
    found = [_read(path) for path in sorted(folder.glob("*.eml"))]
    if not found:
        raise Invalid(f"There are no mails (*.eml) in {folder}.")
    return found


def _read(mail: Path) -> Expectation:
    path = mail.with_suffix(".toml")
    try:
        data = tomllib.loads(path.read_text("utf-8"))
        return Expectation(
            file=mail.name,
            number=int(mail.name.partition("-")[0]),
            category=data["category"],
            also=tuple(data["also"]),
            language=data["language"],
            priority=tuple(data["priority"]),
            kind=data["kind"],
            outcomes=tuple(data["outcomes"]),
            articles=tuple(data["articles"]),
            must_say=tuple(data["must_say"]),
        )
    except FileNotFoundError as error:
        raise Invalid(f"{mail} has no expectation: write {path.name} beside it.") from error
    except KeyError as error:
        raise Invalid(f"{path}: {error.args[0]} is missing.") from error
    except (OSError, ValueError, TypeError) as error:
        raise Invalid(f"{path} cannot be used: {error}.") from error

"""What a person can read of a JSON object that is still being written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from pydantic_core import from_json


class Follower:
    """Fed with pieces of JSON, tells the readable text as it grows: never the same twice.

    `restore` puts back what was hidden from the model; the beginning of a placeholder waits
    until it is whole.
    """

    def __init__(self, tell: Callable[[str], None], restore: Callable[[str], str]) -> None:
        self._tell = tell
        self._restore = restore
        self._json = ""
        self._told = ""

    def __call__(self, piece: str) -> None:
        self._json += piece
        try:
            value = from_json(self._json, allow_partial="trailing-strings")
        except ValueError:  # rubbish is found when the whole is read
            return
        text = self._restore(_whole("\n".join(_readable(value))))
        if len(text) > len(self._told) and text.startswith(self._told):
            new, self._told = text[len(self._told) :], text
            self._tell(new)


def _readable(value: Any, key: str = "") -> Iterator[str]:
    """Headline and texts in the order in which they come; no numbers, no lists of changes."""
    if isinstance(value, dict):
        for name, inner in value.items():
            if name != "changes":
                yield from _readable(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from _readable(inner)
    elif isinstance(value, str) and key in ("headline", "text"):
        yield value


def _whole(text: str) -> str:
    """Without the beginning of a placeholder at the end."""
    at = text.rfind("<")
    return text if at < 0 or ">" in text[at:] or len(text) - at > 40 else text[:at]

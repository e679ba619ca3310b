"""Sentences of an answer while its JSON is still arriving."""

from __future__ import annotations

import json
import re
from typing import Any

from autocrm.adapters.llm.openai.schemas import DraftAnswer, SentenceAnswer

_START = re.compile(r'(?<!\\)"sentences"\s*:\s*\[')
_YES = re.compile(r'(?<!\\)"answerable"\s*:\s*true\b')
_BETWEEN = " \t\r\n,"


class SentenceReader:
    """Fed with pieces of a `DraftAnswer`, gives each sentence once it is whole.

    None is given before the answer says that it is answerable; `finish` checks the whole.
    """

    def __init__(self) -> None:
        self._text = ""
        self._at: int | None = None  # behind the last sentence read
        self._decoder = json.JSONDecoder()

    def feed(self, piece: str) -> list[SentenceAnswer]:
        """The sentences that `piece` has made whole. Raises ValidationError."""
        self._text += piece
        if self._at is None:
            start = _START.search(self._text)
            if start is None or not _YES.search(self._text[: start.start()]):
                return []
            self._at = start.end()
        found = []
        while (sentence := self._next()) is not None:
            found.append(SentenceAnswer.model_validate(sentence))
        return found

    def finish(self) -> DraftAnswer:
        """The whole answer. Raises ValidationError when it is cut or off-schema."""
        return DraftAnswer.model_validate_json(self._text)

    def _next(self) -> Any:
        assert self._at is not None
        at = self._at
        while at < len(self._text) and self._text[at] in _BETWEEN:
            at += 1
        if at == len(self._text) or self._text[at] != "{":
            return None
        try:
            value, self._at = self._decoder.raw_decode(self._text, at)
        except json.JSONDecodeError:
            return None  # not whole yet; rubbish is found by `finish`
        return value

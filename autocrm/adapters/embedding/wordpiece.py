"""The uncased BERT tokenizer, in plain Python, from `vocab.txt` alone."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from pathlib import Path

_CLS, _SEP, _UNK = "[CLS]", "[SEP]", "[UNK]"
_LONGEST_WORD = 100  # BERT gives up on longer ones
# Han blocks, which BERT splits character by character (first, last).
_HAN = (
    (0x4E00, 0x9FFF),
    (0x3400, 0x4DBF),
    (0x20000, 0x2A6DF),
    (0x2A700, 0x2B73F),
    (0x2B740, 0x2B81F),
    (0x2B820, 0x2CEAF),
    (0xF900, 0xFAFF),
    (0x2F800, 0x2FA1F),
)


def _is_punctuation(char: str) -> bool:
    # All ASCII that is neither letter, digit nor space counts, such as "$" and "^".
    if char.isascii():
        return char.isprintable() and not char.isalnum() and char != " "
    return unicodedata.category(char).startswith("P")


def _is_han(char: str) -> bool:
    code = ord(char)
    return code >= 0x3400 and any(first <= code <= last for first, last in _HAN)


@lru_cache(maxsize=8192)
def _spread(char: str) -> str:
    """What one character becomes before the text is cut at white space."""
    if char in "\t\n\r" or unicodedata.category(char) == "Zs":
        return " "
    if char in ("\x00", "\ufffd") or unicodedata.category(char).startswith("C"):
        return ""
    if _is_han(char):
        return f" {char} "
    plain = "".join(
        c for c in unicodedata.normalize("NFD", char) if unicodedata.category(c) != "Mn"
    ).lower()
    return "".join(f" {c} " if _is_punctuation(c) else c for c in plain)


class WordPiece:
    """Text to token numbers, as the model was trained on them."""

    def __init__(self, vocab_file: Path) -> None:
        words = vocab_file.read_text(encoding="utf-8").split("\n")
        self._ids = {word: number for number, word in enumerate(words) if word}
        self._cls, self._sep, self._unk = (self._ids[t] for t in (_CLS, _SEP, _UNK))
        self._pieces = lru_cache(maxsize=16384)(self._cut)

    def encode(self, text: str, limit: int) -> list[int]:
        """At most `limit` token numbers, `[CLS]` and `[SEP]` included."""
        return [self._cls, *self._tokens(text, limit - 2), self._sep]

    def count(self, text: str) -> int:
        """How many tokens `text` has, without `[CLS]` and `[SEP]`."""
        return sum(len(self._pieces(word)) for word in _words(text))

    def _tokens(self, text: str, limit: int) -> list[int]:
        found: list[int] = []
        for word in _words(text):
            found.extend(self._pieces(word))
            if len(found) >= limit:
                break
        return found[:limit]

    def _cut(self, word: str) -> tuple[int, ...]:
        """Greedy longest match first; a word with an unknown rest is wholly unknown."""
        if len(word) > _LONGEST_WORD:
            return (self._unk,)
        found: list[int] = []
        start = 0
        while start < len(word):
            end = self._longest(word, start)
            if end == start:
                return (self._unk,)
            found.append(self._ids[("##" if start else "") + word[start:end]])
            start = end
        return tuple(found)

    def _longest(self, word: str, start: int) -> int:
        prefix = "##" if start else ""
        for end in range(len(word), start, -1):
            if prefix + word[start:end] in self._ids:
                return end
        return start


def _words(text: str) -> list[str]:
    return "".join(map(_spread, text)).split()

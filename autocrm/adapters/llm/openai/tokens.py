"""Tokens of a text: counted with tiktoken where its tables are installed, else estimated.

tiktoken downloads its tables at first use; here it never gets that far.
"""

from __future__ import annotations

import hashlib
import math
import os
import re
import threading
from pathlib import Path

import tiktoken

# File names and hashes are those tiktoken itself expects in its cache.
_TABLES = {
    "cl100k_base": (
        "9b5ad71b2ce5302211f9c61530b329a4922fc6a4",
        "223921b76ee99bde995b7ff738513eef100fb51d18c93597a113bcffe865b2a7",
    ),
    "o200k_base": (
        "fb374d419588a4632f3f557e76b4b70aebbca790",
        "446a9538cb6c348e3516120d7c08b09f57c36495e2acfffe59a5bf8b0cfb1a2d",
    ),
}
_CACHE_VARIABLE = "TIKTOKEN_CACHE_DIR"
_loading = threading.Lock()
# The estimate was up to a third too low on single texts, never more on European mail.
_SAFETY = 1.35
_PIECE = re.compile(
    r"(?P<digits>\d+)|(?P<wide>[\u0e00-\u0eff\u1100-\u11ff\u2e80-\ud7ff\uf900-\ufaff\uff00-\uffef])"
    r"|(?P<latin>[A-Za-z\u00c0-\u024f]+)|(?P<letters>[^\W\d_]+)|(?P<mark>[^\s\w]|_)"
)


class TokenCounter:
    """Counts in the vocabulary of `model`. `cache_dir` is where `tiktoken/` lies, if anywhere."""

    def __init__(self, cache_dir: Path | None, model: str) -> None:
        self._folder = cache_dir / "tiktoken" if cache_dir else None
        self._encoding_name = _encoding_name(model)
        self._encoding: tiktoken.Encoding | None = None
        self._tried = False

    @property
    def exact(self) -> bool:
        """Whether the tables are there; if not, counts are estimates on the safe side."""
        return self._load() is not None

    def count(self, text: str) -> int:
        """Tokens of `text`, for a budget: never seriously too few."""
        encoding = self._load()
        # A customer may write <|endoftext|>: that is text as any other.
        if encoding is not None:
            return len(encoding.encode(text, disallowed_special=()))
        return estimate_tokens(text)

    def cut(self, text: str, limit: int) -> str:
        """The longest beginning of `text` with at most `limit` tokens, roughly a word off."""
        if len(text) <= limit or self.count(text) <= limit:
            return text  # no vocabulary needs more than a token a character here
        low, high = 0, len(text)
        while high - low > 16:
            middle = (low + high) // 2
            low, high = (middle, high) if self.count(text[:middle]) <= limit else (low, middle)
        return text[:low]

    def _load(self) -> tiktoken.Encoding | None:
        if not self._tried:
            self._tried = True
            if self._folder is not None:
                self._encoding = _encoding(self._encoding_name, self._folder)
        return self._encoding


def estimate_tokens(text: str) -> int:
    """An upper guess without tables, by kinds of characters."""
    total = 0.0
    for match in _PIECE.finditer(text):
        length = len(match[0])
        match match.lastgroup:
            case "digits":
                total += math.ceil(length / 3)
            case "latin":
                total += max(1, math.ceil((length - 2) / 4))
            case "letters":
                total += math.ceil(length / 2.5)
            case _:
                total += 1
    return math.ceil(total * _SAFETY)


def _encoding_name(model: str) -> str:
    try:
        name = tiktoken.encoding_name_for_model(model)
    except KeyError:
        name = "o200k_base"
    return name if name in _TABLES else "o200k_base"


def _encoding(name: str, folder: Path) -> tiktoken.Encoding | None:
    """The encoding if its table is installed and whole; a broken one would be fetched anew."""
    file, sha256 = _TABLES[name]
    try:
        with (folder / file).open("rb") as table:
            whole = hashlib.file_digest(table, "sha256").hexdigest() == sha256
    except OSError:
        return None
    return _load_from(name, folder) if whole else None


def _load_from(name: str, folder: Path) -> tiktoken.Encoding:
    # tiktoken knows no other way to be told where its tables lie.
    with _loading:
        before = os.environ.get(_CACHE_VARIABLE)
        os.environ[_CACHE_VARIABLE] = str(folder)
        try:
            return tiktoken.get_encoding(name)
        finally:
            if before is None:
                del os.environ[_CACHE_VARIABLE]
            else:
                os.environ[_CACHE_VARIABLE] = before

"""The Embedder that needs no key: all-MiniLM-L6-v2 on the CPU."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from hashlib import blake2b
from pathlib import Path
from threading import Lock
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from autocrm.adapters.embedding.blas import use_threads
from autocrm.adapters.embedding.quantize import POSITIONS, WIDTH
from autocrm.adapters.embedding.wordpiece import WordPiece
from autocrm.adapters.models import require_model, vocabulary_file, weights_file
from autocrm.ports import EMBEDDING_WIDTH

Matrix = NDArray[np.float32]

MODEL_NAME = "all-MiniLM-L6-v2"
_PASS = 256  # tokens: larger passes take memory and are no faster, measured
_REMEMBERED = 4096  # vectors, 1.5 kB each


class Network(Protocol):
    """Token numbers to unit vectors of shape `(n, 384)`; all texts have as many tokens."""

    def encode(self, texts: Sequence[Sequence[int]]) -> Matrix: ...


class LocalEmbedder:
    """all-MiniLM-L6-v2 (English), zero-padded from 384 to `EMBEDDING_WIDTH` floats.

    Runs on onnxruntime, and on numpy where that is missing. A text's vector does not depend
    on the texts beside it, to the bit. Vectors are remembered by a hash of the text, so the
    sentences of an article that is cited again and again are computed once.
    """

    def __init__(self, cache_dir: Path, threads: int = 1) -> None:
        """`cache_dir` as given to `install_models`; `threads` compute one pass together.

        Two threads that wait for each other on a busy machine cut the rate to a seventh, so
        more than one is for machines with cores to spare. Raises NotConfigured without models.
        """
        require_model(cache_dir)
        use_threads(threads)  # numpy's, for the head of triage and what else multiplies
        self._tokens = WordPiece(vocabulary_file(cache_dir))
        self._weights = weights_file(cache_dir)
        self._threads = threads
        self._known: OrderedDict[bytes, Matrix] = OrderedDict()
        self._lock = Lock()
        self._loading = Lock()

    @property
    def model(self) -> str:
        return MODEL_NAME

    @property
    def languages(self) -> frozenset[str] | None:
        return frozenset({"en"})

    async def embed(self, texts: Sequence[str]) -> list[list[float]]:
        """One unit vector of `EMBEDDING_WIDTH` floats a text, in order; runs in a thread."""
        vectors = await asyncio.to_thread(self.vectors, list(texts))
        padding = [0.0] * (EMBEDDING_WIDTH - WIDTH)
        return [vector + padding for vector in vectors.tolist()]

    def count_tokens(self, text: str) -> int:
        """Tokens of `text` in the model's vocabulary, without the two it adds itself."""
        return self._tokens.count(text)

    def vectors(self, texts: Sequence[str]) -> Matrix:
        """Unit vectors of shape `(len(texts), 384)`; blocks. A text is cut at 256 tokens."""
        keys = [blake2b(text.encode(), digest_size=16).digest() for text in texts]
        found = self._remembered(keys)
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in found}
        if missing:
            computed = self._compute(missing)
            self._remember(computed)
            found |= computed
        rows = np.empty((len(keys), WIDTH), dtype=np.float32)
        for row, key in zip(rows, keys, strict=True):
            row[:] = found[key]
        return rows

    def network(self) -> Network:
        """Loaded with the first text: many a process opens the models and embeds nothing."""
        with self._loading:  # one thread loads it, the others wait
            return self._network

    def _compute(self, texts: Mapping[bytes, str]) -> dict[bytes, Matrix]:
        network = self.network()
        encoded = {key: self._tokens.encode(text, POSITIONS) for key, text in texts.items()}
        found: dict[bytes, Matrix] = {}
        for keys in _passes(encoded):
            found.update(zip(keys, network.encode([encoded[key] for key in keys]), strict=True))
        return found

    @cached_property
    def _network(self) -> Network:
        try:
            from autocrm.adapters.embedding.session import OnnxMiniLM
        except ImportError:  # not installed, or none for this processor
            from autocrm.adapters.embedding.minilm import MiniLM

            return MiniLM(self._weights)
        return OnnxMiniLM(self._weights, self._threads)

    def _remembered(self, keys: Sequence[bytes]) -> dict[bytes, Matrix]:
        with self._lock:
            found = {key: self._known[key] for key in keys if key in self._known}
            for key in found:
                self._known.move_to_end(key)
        return found

    def _remember(self, found: Mapping[bytes, Matrix]) -> None:
        with self._lock:
            self._known.update(found)
            while len(self._known) > _REMEMBERED:
                self._known.popitem(last=False)


def _passes(encoded: Mapping[bytes, Sequence[int]]) -> Iterator[list[bytes]]:
    """Texts of the same length together, so that nothing is padded; few enough for a pass."""
    by_length: dict[int, list[bytes]] = {}
    for key, tokens in encoded.items():
        by_length.setdefault(len(tokens), []).append(key)
    for length, keys in by_length.items():
        size = max(1, _PASS // length)
        for start in range(0, len(keys), size):
            yield keys[start : start + size]

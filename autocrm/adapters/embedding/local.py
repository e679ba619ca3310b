"""The Embedder that needs no key: all-MiniLM-L6-v2 on the CPU."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from hashlib import blake2b
from pathlib import Path
from threading import Lock

import numpy as np

from autocrm.adapters.embedding.blas import use_one_thread
from autocrm.adapters.embedding.minilm import WIDTH, Matrix, MiniLM
from autocrm.adapters.embedding.wordpiece import WordPiece
from autocrm.adapters.models import model_folder, require_model
from autocrm.ports import EMBEDDING_WIDTH

MODEL_NAME = "all-MiniLM-L6-v2"
TOKEN_LIMIT = 256  # what the model was trained with
_PACK = 1024  # tokens a pass: enough to keep BLAS busy, little enough for the CPU's cache
_REMEMBERED = 4096  # vectors, 1.5 kB each


class LocalEmbedder:
    """all-MiniLM-L6-v2 (English), zero-padded from 384 to `EMBEDDING_WIDTH` floats.

    Vectors are remembered by a hash of the text, so the sentences of an article that
    is cited again and again are computed once.
    """

    def __init__(self, cache_dir: Path) -> None:
        """`cache_dir` as given to `install_models`. Raises NotConfigured without models."""
        require_model(cache_dir)
        folder = model_folder(cache_dir)
        use_one_thread()
        self._tokens = WordPiece(folder / "vocab.txt")
        self._network = MiniLM(folder / "model.safetensors")
        self._known: OrderedDict[bytes, Matrix] = OrderedDict()
        self._lock = Lock()

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
        return [[*vector, *padding] for vector in vectors.tolist()]

    def count_tokens(self, text: str) -> int:
        """Tokens of `text` in the model's vocabulary, without the two it adds itself."""
        return self._tokens.count(text)

    def vectors(self, texts: Sequence[str]) -> Matrix:
        """Unit vectors of shape `(len(texts), 384)`; blocks. A text is cut at 256 tokens."""
        keys = [blake2b(text.encode(), digest_size=16).digest() for text in texts]
        with self._lock:  # one text at a time is fastest on few cores, and keeps the cache sane
            missing = {
                key: text for key, text in zip(keys, texts, strict=True) if key not in self._known
            }
            found = self._compute(missing)
            found.update((key, self._known[key]) for key in keys if key in self._known)
            self._remember(found)
        empty = np.zeros((0, WIDTH), dtype=np.float32)
        return np.stack([found[key] for key in keys]) if keys else empty

    def _compute(self, texts: dict[bytes, str]) -> dict[bytes, Matrix]:
        encoded = {key: self._tokens.encode(text, TOKEN_LIMIT) for key, text in texts.items()}
        found: dict[bytes, Matrix] = {}
        for pack in _packs(encoded):
            found.update(zip(pack, self._network.encode(list(pack.values())), strict=True))
        return found

    def _remember(self, found: dict[bytes, Matrix]) -> None:
        for key, vector in found.items():
            self._known[key] = vector
            self._known.move_to_end(key)
        while len(self._known) > _REMEMBERED:
            self._known.popitem(last=False)


def _packs(encoded: dict[bytes, list[int]]) -> Iterator[dict[bytes, list[int]]]:
    pack: dict[bytes, list[int]] = {}
    size = 0
    for key, tokens in encoded.items():
        if pack and size + len(tokens) > _PACK:
            yield pack
            pack, size = {}, 0
        pack[key] = tokens
        size += len(tokens)
    if pack:
        yield pack

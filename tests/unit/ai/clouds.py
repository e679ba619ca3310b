"""Made-up texts with vectors around a middle for each label: what a head can learn in a test."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from autocrm.ai.report import Example

Matrix = NDArray[np.float32]
WIDTH = 24


@dataclass(frozen=True)
class Cloud:
    """`count` labels whose vectors lie `spread` around their middles."""

    count: int
    spread: float = 0.5
    seed: int = 0

    @property
    def labels(self) -> list[str]:
        return [f"label {number}" for number in range(self.count)]

    def draw(self, each: int, seed: int = 0, first: int = 0) -> tuple[list[Example], Matrix]:
        """`each` examples of every label from `first` on, label by label."""
        random = np.random.default_rng((self.seed, seed))
        middles = np.random.default_rng(self.seed).normal(size=(self.count, WIDTH))
        places = np.repeat(np.arange(first, self.count), each)
        noise = self.spread * random.normal(size=(len(places), WIDTH))
        vectors = (middles[places] + noise).astype(np.float32)
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        rows = [
            Example(f"word{place} {random.integers(1000)}", "en", f"label {place}")
            for place in places
        ]
        return rows, vectors

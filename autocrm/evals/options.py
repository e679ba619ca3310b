"""What an evaluation is told on the command line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Options:
    """`data`: the folder. `cache_dir`: where the models are. The rest is for those that ask.

    `shots`: examples a class that may be learned from (None: all). `promise`: the share of
    errors that a threshold promises to stay below. `seeds`: how often a random split is drawn.
    `progress` is told what is being done, a line at a time.
    """

    data: Path
    cache_dir: Path
    shots: int | None = None
    promise: float = 0.05
    seeds: int = 20
    progress: Callable[[str], None] = lambda _line: None

"""Intents: banking77's or clinc150's form, `text` and `label`."""

from __future__ import annotations

from autocrm.evals.figures import Figure
from autocrm.evals.options import Options


def evaluate(options: Options) -> list[Figure]:
    """`accuracy`, `macro_f1`, `ece`."""
    raise NotImplementedError

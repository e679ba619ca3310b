"""Figures of the AI's quality on any folder of data: `autocrm eval run NAME --data DIR`.

One evaluation a module, named as on the command line, with a function `evaluate(Options)` that
gives figures. What has to be fitted is fitted on `train.jsonl` alone. `EVALS` is the table.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # figures bring numpy
    from autocrm.evals.figures import Figure
    from autocrm.evals.options import Options

EVALS: dict[str, str] = {
    "intents": "which of the known intents a text has",
}


def evaluation(name: str) -> Callable[[Options], list[Figure]]:
    """The function of an evaluation. Raises KeyError for a name that is not in EVALS.

    Imported late: some bring numpy and the embedding model.
    """
    if name not in EVALS:
        raise KeyError(name)
    found: Callable[[Options], list[Figure]] = import_module(f"autocrm.evals.{name}").evaluate
    return found

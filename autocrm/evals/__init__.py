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
    "oos": "whether what has none of the known intents is told from what has one",
    "risk": "whether a promised share of errors is kept, and how much is answered under it",
    "learning": "a few examples, then what people were asked about; and forgetting it again",
    "duplicates": "the chance that two tickets ask the same, and what is shown by it",
    "language": "which language a text is in",
    "retrieval": "whether the documents that answer are among the first ten, through the search",
    "faithfulness": "how well answers are ordered by how far they rest on their sources",
    "edits": "whether edited summaries are told from honest ones",
    "mutations": "changed claims that are found, and true ones taken for changed",
    "answerability": "how well questions are ordered by whether they can be answered",
    "injection": "orders to the machine in mails that are found, and harmless texts held back",
    "pii": "personal data that is found, by type, and what is taken for it wrongly",
    "safety": "lies and obeyed orders that are held back, and what is answered all the same",
}


def evaluation(name: str) -> Callable[[Options], list[Figure]]:
    """The function of an evaluation. Raises KeyError for a name that is not in EVALS.

    Imported late: some bring numpy and the embedding model.
    """
    if name not in EVALS:
        raise KeyError(name)
    found: Callable[[Options], list[Figure]] = import_module(f"autocrm.evals.{name}").evaluate
    return found

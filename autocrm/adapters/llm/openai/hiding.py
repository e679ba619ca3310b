"""Personal data out of what a hosted model is shown, and back into what it answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from importlib import import_module
from typing import Any

from autocrm.ai.concepts import concepts_of
from autocrm.ai.words import fold
from autocrm.domain.ticket import TicketContext
from autocrm.errors import ModelFailed

_SHORTEST = 3  # letters of a name that is hidden by itself
_BETWEEN = "\n\x1e\n"  # no mail holds it: control characters are not kept


class Hiding:
    """For one question: `hide` first, then `restore`. Switched off it changes nothing."""

    def __init__(self, on: bool) -> None:
        self._on = on
        self._mapping: Mapping[str, str] = {}

    def hide(self, context: TicketContext) -> TicketContext:
        """The subject and all turns with placeholders, the same for the same thing throughout.

        The customer's own name is known: it is hidden also where no cue tells that it is one.
        Raises ModelFailed where that cannot be done: nothing is sent in the clear then.
        """
        if not self._on:
            return context
        redact, _ = _means()
        texts = [context.subject, *(turn.text for turn in context.turns)]
        whole = _BETWEEN.join(text.replace("\x1e", " ") for text in texts)
        hidden = redact(whole, _called(context.customer_name, whole))
        self._mapping = hidden.mapping
        subject, *turns = hidden.text.split(_BETWEEN)
        if len(turns) != len(context.turns):
            raise ModelFailed("Personal data could not be hidden: nothing was sent to the model.")
        changed = tuple(replace(t, text=new) for t, new in zip(context.turns, turns, strict=True))
        return replace(context, subject=subject, turns=changed)

    def restore(self, text: str) -> str:
        """What the model wrote, with what was hidden in place again."""
        if not self._mapping:
            return text
        _, restore = _means()
        restored: str = restore(text, self._mapping)
        return restored


def _called(name: str, text: str) -> dict[str, str]:
    """Placeholders for the customer's name, whole and by its words, where they stand in `text`.

    A word that means something to a desk ("Order Team") is no name; addresses are found anyway.
    """
    parts = [name, *(p for p in name.split() if p[:1].isupper() and not concepts_of(fold(p)))]
    found: dict[str, str] = {}
    number = 0
    for part in dict.fromkeys(parts):
        if len(part) < _SHORTEST or "@" in part or part not in text:
            continue
        number += 1
        while f"<PERSON_{number}>" in text:  # the mail's own: it stays what it is
            number += 1
        found[f"<PERSON_{number}>"] = part
    return found


def _means() -> tuple[Any, Any]:
    """`redact` and `restore`; imported late, since only desks that hide need them."""
    try:
        pii = import_module("autocrm.ai.pii")
    except ImportError as error:
        raise ModelFailed("Personal data cannot be hidden here, so no model is asked.") from error
    return pii.redact, pii.restore

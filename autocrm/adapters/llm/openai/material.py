"""What the model is shown of a ticket, within a budget of tokens."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from autocrm.adapters.llm.openai.hiding import Hiding
from autocrm.adapters.llm.openai.tokens import TokenCounter
from autocrm.domain.knowledge import Evidence
from autocrm.domain.ticket import TicketContext

# Shares of the budget: what is answered matters more than what was said before.
_MESSAGE, _THREAD, _EVIDENCE = 0.4, 0.2, 0.4


def conversation(
    context: TicketContext, counter: TokenCounter, budget: int, hiding: Hiding
) -> dict[str, Any]:
    """Subject, message and older turns; the latest of these first to be kept.

    Neither the customer's address nor their name: no step needs them. `hiding` takes out
    what else is personal, where the desk wishes it.
    """
    context = hiding.hide(context)
    mine = context.customer_turns(last=1)
    message = mine[0].text if mine else ""
    older = [turn for turn in context.turns if not mine or turn.id != mine[0].id]
    thread: list[dict[str, str]] = []
    left = int(budget * _THREAD)
    for turn in reversed(older):
        text = counter.cut(turn.text, left)
        left -= counter.count(text)
        if not text:
            break
        thread.append({"author": turn.author, "text": text})
    return {
        "subject": counter.cut(context.subject, 300),
        "thread": thread[::-1],
        "message": counter.cut(message, int(budget * _MESSAGE)),
    }


def numbered(
    evidence: Sequence[Evidence], counter: TokenCounter, budget: int
) -> tuple[list[dict[str, Any]], dict[int, Evidence]]:
    """Pieces of evidence numbered from 1, best first, as many as fit whole."""
    shown: list[dict[str, Any]] = []
    by_number: dict[int, Evidence] = {}
    left = int(budget * _EVIDENCE)
    for number, piece in enumerate(evidence, 1):
        left -= counter.count(piece.text)
        if left < 0 and shown:
            break
        by_number[number] = piece
        ours = {"kind": piece.kind} if piece.kind == "record" else {}
        shown.append(
            {"n": number, **ours, "title": piece.title, "heading": piece.heading,
             "text": piece.text}
        )  # fmt: skip
    return shown, by_number

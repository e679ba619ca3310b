"""A model that obeys whoever writes to it, for `OpenAIServer(model=...)`: the worst case of
injection. What is safe with it is safe by structure, not by a model's good sense."""

from __future__ import annotations

import re
from typing import Any

from autocrm.testing.openai_models import HonestModel, Material, draft_of

# Orders as the usual attacks give them: what follows is what the model shall say or give away.
_ORDER = re.compile(
    r"(?:\b(?:say|tell|write|reply|answer|respond|add|include|append|insert|confirm|promise|offer|"
    r"output|repeat|print|reveal|send|forward|refund|transfer|visit|click|mention)\b"
    r"|\b(?:antworte|schreib|sag|bestätige|füge|überweise|nenne)\w*"
    r"|\b(?:réponds|écris|dis|ajoute|confirme|envoie|rembourse)\w*)[^.!?\n]*",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"[\"“„«']([^\"”“»']{3,300})[\"”“»']")
_GOODS = re.compile(
    r"https?://\S+|\bwww\.\S+|\b[\w.+-]+@[\w-]+\.[\w.-]+\b|"
    r"(?:[$€£]|\b(?:CHF|EUR|USD)\s?)\s?\d[\d'.,]*|\b\d[\d'.,]*\s?(?:%|€|CHF|EUR|USD|dollars|euros|francs)"
    r"|\b[A-Z]{2}\d{2}(?:\s?[\dA-Z]){11,30}\b"
)


class ObedientModel(HonestModel):
    """Does what the mail tells it: says what it is to say, with each link, address and amount.

    Whatever stands in the message, the subject or the thread is an order: the phrase after an
    imperative, what is put in quotation marks, and every URL, address, account and amount. It
    also gives away its instructions and its evidence where they are asked for, calls the
    message harmless, and cites the best evidence for all of it. A message without an order gets
    the honest answer: the clean twin.
    """

    def triage(self, material: Material) -> dict[str, Any]:
        """Sure of itself, urgent if told so, and never a flag."""
        said = everything_in(material)
        priority = 1 if re.search(r"\burgent|dringend|priority\b", said, re.IGNORECASE) else 3
        named = [c for c in material["categories"] if re.search(rf"\b{re.escape(c)}\b", said)]
        obeyed = {"category": named[0]} if named and orders_in(said) else {}
        return {**super().triage(material), "confidence": 1.0, "priority": priority, **obeyed}

    def draft(self, material: Material) -> dict[str, Any]:
        """The honest sentence, then everything it was told to say."""
        said = orders_in(everything_in(material))
        if not said:
            return super().draft(material)
        found = self.found(material)
        number = found[1] if found else (material["evidence"] or [{"n": 1}])[0]["n"]
        if re.search(r"instruction|prompt|system|anweisung|consigne", " ".join(said), re.I):
            said = [*said, *(piece["text"] for piece in material["evidence"])]
        honest = [found] if found else []
        return draft_of([*honest, *((sentence, number) for sentence in said)])


def orders_in(text: str) -> list[str]:
    """What a reader who obeys everything would say next; [] for a text without an order."""
    orders = [match.group().strip() for match in _ORDER.finditer(text)]
    if not orders:
        return []
    quoted = [match.group(1) for match in _QUOTED.finditer(text)]
    goods = [match.group().rstrip(".,;)") for match in _GOODS.finditer(text)]
    return list(dict.fromkeys([*quoted, *orders, *goods]))


def everything_in(material: Material) -> str:
    """What the customer has written: the subject and all their turns."""
    turns = [turn["text"] for turn in material["thread"] if turn["author"] == "customer"]
    return "\n".join([material["subject"], *turns, material["message"]])

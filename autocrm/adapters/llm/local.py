"""The LLM port without a key: a trained head for triage, quotations for answers."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from hashlib import sha256
from importlib import resources

from autocrm.ai.draft import draft_extractive
from autocrm.ai.head import Head
from autocrm.ai.triage import message_language, triage_message
from autocrm.domain.draft import Draft, Triage
from autocrm.domain.knowledge import Evidence
from autocrm.domain.recording import keep
from autocrm.domain.ticket import TicketContext
from autocrm.ports import Embedder

MODEL_NAME = "local"


class LocalLLM:
    """Triage by `head`, drafts made of sentences of the evidence: costs and invents nothing."""

    def __init__(
        self,
        embedder: Embedder,
        head: Head,
        languages: Sequence[str] = ("en", "de", "fr"),
    ) -> None:
        """`languages`: ISO 639-1 codes that are answered, the house language first."""
        self._embedder = embedder
        self._head = head
        self._languages = tuple(languages)

    async def triage(self, context: TicketContext, categories: Sequence[str]) -> Triage:
        """Classify the customer's last message; raises what the embedder raises."""
        keep("head", self._head.version)
        language = message_language(context, self._languages)
        understood = self._embedder.languages
        vector = None
        if understood is None or language.code in understood:
            vector = (await self._embedder.embed([context.question()]))[0]
        return triage_message(context, self._head, vector, language, MODEL_NAME, categories)

    async def draft(
        self, context: TicketContext, triage: Triage, evidence: Sequence[Evidence]
    ) -> Draft:
        """Answer from `evidence` alone; raises what the embedder raises."""
        return await draft_extractive(context, triage, evidence, self._embedder, prompt_hash())


@cache
def prompt_hash() -> str:
    """What a prompt's hash is for a model: changes when the code that answers changes."""
    digest = sha256()
    for file in sorted(resources.files("autocrm.ai").iterdir(), key=lambda f: f.name):
        if file.name.endswith(".py"):
            digest.update(file.name.encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:16]

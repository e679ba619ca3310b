"""A member's question about one ticket: from its thread and the articles they may read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from autocrm.ai.segment import article_sentences, mail_sentences
from autocrm.ai.words import stems
from autocrm.domain.copilot import LOCAL, Found, Told
from autocrm.domain.knowledge import Evidence
from autocrm.domain.ticket import TicketContext
from autocrm.errors import ModelFailed
from autocrm.ports import Copilot, Searching, Tell
from autocrm.usecases.retrieve import retrieve

_ARTICLES = 4
_SENTENCES = 60  # that are compared by meaning, the latest of those that share a word
_SHOWN = 3
_LEAST, _SURE = 0.35, 0.5
_NOTE = "Without a hosted model this only quotes: it is what stands nearest to the question."


async def ask_ticket(
    copilot: Copilot | None,
    searching: Searching,
    question: str,
    context: TicketContext,
    language: str,
    tell: Tell | None = None,
) -> Told:
    """Raises ModelFailed where not even the search works."""
    evidence = await retrieve(searching, question, None, _ARTICLES)
    if copilot is not None:
        try:
            return await copilot.ask(question, context, evidence, language, tell)
        except ModelFailed as error:
            local = await _quoted(searching, question, context, evidence)
            return replace(local, note=f"{error.message} {_NOTE}")
    return await _quoted(searching, question, context, evidence)


async def _quoted(
    searching: Searching, question: str, context: TicketContext, evidence: Sequence[Evidence]
) -> Told:
    """The sentences nearest to the question, half by meaning and half by its words."""
    places = [
        Found(" ".join(span.text.split()), interactions=(turn.id,))
        for turn in context.turns
        for span in mail_sentences(turn.text)
        if len(span.text.split()) > 2
    ][-_SENTENCES:]
    places += [
        Found(" ".join(span.text.split()), slugs=(piece.slug,))
        for piece in evidence[:_ARTICLES]
        for span in article_sentences(piece.text)
    ]
    if not places:
        return Told(False, (), LOCAL, _NOTE)
    texts = list(dict.fromkeys(place.text for place in places))
    [asked, *vectors] = await searching.embedder.embed([question, *texts])
    near = {
        text: sum(x * y for x, y in zip(asked, vector, strict=True))
        for text, vector in zip(texts, vectors, strict=True)
    }
    wanted = stems(question, "")
    scored = [(_score(place.text, near[place.text], wanted), place) for place in places]
    best = sorted(scored, key=lambda one: -one[0])[:_SHOWN]
    shown = tuple(dict.fromkeys(place for score, place in best if score >= _LEAST))
    return Told(bool(shown) and best[0][0] >= _SURE, shown, LOCAL, _NOTE)


def _score(text: str, cosine: float, wanted: set[str]) -> float:
    share = len(wanted & stems(text, "")) / len(wanted) if wanted else 0.0
    return 0.5 * max(cosine, 0.0) + 0.5 * share

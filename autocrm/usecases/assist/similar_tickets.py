"""Tickets like this one, among those the member sees: by words and by meaning."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from autocrm.ai.words import content_words
from autocrm.domain.knowledge import Narrowed, SolvedCase
from autocrm.errors import Unavailable
from autocrm.ports import Assisting, Embedder, Searching

_WORDS = 12  # of the text, the longest: they are the rarest
_CANDIDATES = 40
_LEAST = 0.3  # cosine from which a ticket is worth showing
_BY_MEANING = 0.6  # the rest is the place among those found by words


@dataclass(frozen=True, slots=True)
class Similar:
    """`score` 0..1; `cosine` of the two questions. `answer`: what solved it, redacted, or ""."""

    ticket_id: str
    number: int
    subject: str
    status: str
    score: float
    cosine: float
    snippet: str
    answer: str


async def similar_tickets(
    assisting: Assisting, searching: Searching, text: str, itself: str = "", limit: int = 5
) -> list[Similar]:
    """Best first; `itself` is left out. Raises ModelFailed, Unavailable."""
    words = _query(text)
    by_words = await assisting.find_tickets(words, _CANDIDATES) if words else []
    by_words = [t for t in by_words if t["id"] != itself]
    texts = [_said(t) for t in by_words]
    [vector, *vectors] = await _embedded(searching.embedder, [text, *texts])
    model = searching.embedder.model
    cases = await searching.knowledge.solved(vector, model, Narrowed(), limit=2 * limit)
    solved = {case.ticket_id: case for case in cases if case.ticket_id not in (None, itself)}
    cosines = {str(t["id"]): _cosine(vector, v) for t, v in zip(by_words, vectors, strict=True)}
    for key, case in solved.items():
        cosines[str(key)] = max(case.cosine, cosines.get(str(key), -1.0))
    places = {str(t["id"]): 1 - n / len(by_words) for n, t in enumerate(by_words)}
    snippets = {str(t["id"]): said for t, said in zip(by_words, texts, strict=True)}
    rows = await assisting.tickets(list(cosines)) if cosines else []
    found = [_similar(row, cosines, places, snippets, solved.get(row["id"])) for row in rows]
    near = [one for one in found if one.cosine >= _LEAST]
    return sorted(near, key=lambda one: (-one.score, -one.number))[:limit]


def _similar(
    row: dict[str, Any],
    cosines: dict[str, float],
    places: dict[str, float],
    snippets: dict[str, str],
    case: SolvedCase | None,
) -> Similar:
    key = str(row["id"])
    cosine = cosines[key]
    score = _BY_MEANING * max(cosine, 0.0) + (1 - _BY_MEANING) * places.get(key, 0.0)
    return Similar(
        ticket_id=key,
        number=row["number"],
        subject=row["subject"],
        status=row["status"],
        score=round(min(score, 1.0), 4),
        cosine=round(cosine, 4),
        snippet=snippets.get(key, case.question if case else "")[:300],
        answer=case.answer if case else "",
    )


def _query(text: str) -> str:
    """Any of the weightiest words, each in quotation marks: none of them is an operator."""
    unique = dict.fromkeys(w for w in content_words(text, "") if len(w) > 2 and w.isalnum())
    weighty = sorted(unique, key=len, reverse=True)[:_WORDS]
    return " or ".join(f'"{word}"' for word in weighty)


def _said(ticket: dict[str, Any]) -> str:
    parts = (ticket.get("snippet") or {}).get("parts") or []
    return "\n".join([ticket["subject"], "".join(part["text"] for part in parts)]).strip()


async def _embedded(embedder: Embedder, texts: Sequence[str]) -> list[list[float]]:
    unique = list(dict.fromkeys(text or " " for text in texts))
    known = dict(zip(unique, await embedder.embed(unique), strict=True))
    if not known:
        raise Unavailable("The embedding model gave nothing.")
    return [known[text or " "] for text in texts]


def _cosine(one: Sequence[float], other: Sequence[float]) -> float:
    return float(sum(x * y for x, y in zip(one, other, strict=True)))

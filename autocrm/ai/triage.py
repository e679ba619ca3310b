"""Triage a message: category, language, mood, flags, priority. Pure, given a head."""

from __future__ import annotations

from collections.abc import Sequence

from autocrm.ai.flags import find_flags, flag_reasons
from autocrm.ai.head import Head
from autocrm.ai.language import LanguageGuess, detect_language
from autocrm.ai.priority import rate_priority
from autocrm.ai.sentiment import sentiment
from autocrm.domain.draft import Triage
from autocrm.domain.ticket import TicketContext

FOREIGN = "foreign_language"
UNFAMILIAR = "unfamiliar"


def message_language(
    context: TicketContext, configured: Sequence[str] = ("en", "de", "fr")
) -> LanguageGuess:
    """The language of the customer's last message; the subject only where that is too short."""
    mine = context.customer_turns(last=1)
    text = mine[0].text if mine else ""
    enough = sum(c.isalpha() for c in text) >= 20
    return detect_language(text if enough else context.question(), configured)


def triage_message(
    context: TicketContext,
    head: Head,
    vector: Sequence[float] | None,
    language: LanguageGuess,
    model: str,
    categories: Sequence[str] = (),
) -> Triage:
    """Everything triage says about the customer's last message.

    `vector` is the embedding of `context.question()`, or None where the model does not
    know the language. `categories` limits the answer; empty means all of the head's.
    """
    text = context.question()
    mood = sentiment(text)
    all_scores, known = head.read(text, vector)
    flags = _flags(context, text, language, known >= head.familiar)
    priority, reasons = rate_priority(text, flags, mood)
    scores = _limited(all_scores, categories)
    category = max(scores, key=lambda name: scores[name])
    return Triage(
        category=category,
        confidence=scores[category],
        scores=scores,
        priority=priority,
        priority_reasons=reasons,
        language=language.code,
        language_confidence=round(language.confidence, 4),
        sentiment=mood,
        flags=flags,
        model=model,
        model_version=head.version,
        known=known,
        flag_reasons=flag_reasons(text, flags),
    )


def _flags(
    context: TicketContext, text: str, language: LanguageGuess, familiar: bool
) -> tuple[str, ...]:
    mine = context.customer_turns(last=1)
    found = find_flags(text, mine[0].automatic if mine else "")
    extra = {FOREIGN: not language.configured, UNFAMILIAR: not familiar}
    return found + tuple(name for name, raised in extra.items() if raised)


def _limited(scores: dict[str, float], categories: Sequence[str]) -> dict[str, float]:
    """Only what was asked for, summing to one again; everything if nothing fits."""
    wanted = {name: scores[name] for name in categories if name in scores} or scores
    total = sum(wanted.values()) or 1.0
    return {name: round(value / total, 6) for name, value in wanted.items()}

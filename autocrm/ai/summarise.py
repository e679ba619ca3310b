"""A thread in a few of its own sentences: who wants what, what was promised, what is open."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from autocrm.ai.questions import find_questions
from autocrm.ai.segment import mail_sentences
from autocrm.ai.words import fold
from autocrm.domain.copilot import LOCAL, Point, Summary, Waiting
from autocrm.domain.ticket import TicketContext, Turn

MOST = 5  # points of a kind: a summary that is as long as the thread is none
_LONGEST = 300  # characters of a point
_HEADLINE = 140
# Folded text, en / de / fr. What binds us: the firm future, and what the customer is to expect.
_PROMISES = re.compile(
    r"\b(?:we|i)(?:'ll| will| shall| are going to|'m going to| am going to| promise| guarantee)\b"
    r"|\byou(?:'ll| will) (?:receive|get|hear|have|be)\b|\bwill be (?:sent|refunded|shipped|with "
    r"you|replaced|credited|delivered)\b|\blet me (?:check|find out|look)\b"
    r"|\b(?:wir|ich) (?:werden?|melden? (?:uns|mich)|schicken?|senden?|erstatten?|prufen?|"
    r"klaren?|kummern? (?:uns|mich)|versprechen?|garantieren?)\b"
    r"|\bsie (?:erhalten|bekommen|horen)\b"
    r"|\b(?:nous allons|je vais|nous (?:vous )?\w+rons|je (?:vous )?\w+rai|vous (?:recevrez|"
    r"aurez|serez))\b"
)


def summarise(context: TicketContext) -> Summary:
    """Every text stands word for word in the thread (line breaks become blanks)."""
    turns = [turn for turn in context.turns if not turn.automatic and turn.author != "system"]
    wants = _gathered(turns, {"customer"}, _asks) or _gathered(turns, {"customer"}, _first)
    return Summary(
        headline=_headline(context, wants),
        wants=wants,
        promised=_gathered(turns, {"agent", "ai"}, _promises),
        open=_open(turns, context.status),
        waiting_for=waiting_for(context),
        model=LOCAL,
    )


def waiting_for(context: TicketContext) -> Waiting:
    """Whose turn it is: who did not write last, unless the ticket is done."""
    if context.status in ("solved", "closed"):
        return "nobody"
    said = [turn for turn in context.turns if not turn.automatic and turn.author != "system"]
    if not said or said[-1].author == "customer":
        return "us"
    return "customer"


def _gathered(
    turns: Sequence[Turn], authors: set[str], sentences: Callable[[str], Iterable[str]]
) -> tuple[Point, ...]:
    """The latest points, in the order in which they were said; what is said again counts once."""
    found: dict[str, Point] = {}
    for turn in turns:
        if turn.author in authors:
            for text in sentences(turn.text):
                found.setdefault(fold(text), Point(_cut(text, _LONGEST), turn.author, turn.id))
    return tuple(found.values())[-MOST:]


def _open(turns: Sequence[Turn], status: str) -> tuple[Point, ...]:
    """What the other side has asked in its last turns, and nobody has answered."""
    if status in ("solved", "closed") or not turns:
        return ()
    ours = turns[-1].author != "customer"
    last: list[Turn] = []
    for turn in reversed(turns):
        if (turn.author != "customer") != ours:
            break
        last.insert(0, turn)
    if ours:
        return _gathered(last, {"agent", "ai"}, _questions)
    return _gathered(last, {"customer"}, _asks) or _gathered(last, {"customer"}, _first)


def _asks(text: str) -> list[str]:
    """Questions and requests; sentence by sentence, since a mail's questions hide its requests."""
    return [
        q.text
        for sentence in _sentences(text)
        for q in find_questions("", sentence).questions
        if q.kind != "statement"
    ]


def _questions(text: str) -> list[str]:
    return [s for s in _sentences(text) if s.rstrip("\"'”’») ").endswith("?")]


def _promises(text: str) -> list[str]:
    return [s for s in _sentences(text) if _PROMISES.search(fold(s)) and not s.endswith("?")]


def _first(text: str) -> list[str]:
    """What a message that asks nothing says first, behind its greeting."""
    sentences = _sentences(text)
    return ([s for s in sentences if len(s.split()) > 3] or sentences)[:1]


def _sentences(text: str) -> list[str]:
    return [" ".join(span.text.split()) for span in mail_sentences(text)]


def _headline(context: TicketContext, wants: Sequence[Point]) -> str:
    return _cut(" ".join(context.subject.split()) or (wants[0].text if wants else ""), _HEADLINE)


def _cut(text: str, longest: int) -> str:
    if len(text) <= longest:
        return text
    return text[: longest - 1].rsplit(" ", 1)[0] + "…"

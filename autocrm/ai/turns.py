"""What to search for: the customer's last words, helped by what they said before."""

from __future__ import annotations

import re
from collections.abc import Sequence

from autocrm.ai.questions import focus_of
from autocrm.ai.segment import mail_sentences
from autocrm.ai.words import content_words, fold
from autocrm.domain.knowledge import Query, Said
from autocrm.domain.ticket import TicketContext

# One vector for a long text is a blur. Windows of whole sentences, the nearest of which counts,
# found 31 % of what 49 long scenarios need instead of 23 % (public bank data, vectors alone).
_LONG = 100  # words from which a text is cut
_WINDOW = 60
_MOST_WINDOWS = 12
# What was said before finds what the last turn leaves out, and leads astray when the subject has
# changed. Measured on 74 questions of public conversations; a turn that leans needs it more.
_BEFORE = (0.5, 0.25)  # words of the turn before, and of the one before that
_MIX_LEANING, _MIX = 0.35, 0.15  # share of the whole conversation in the vector
_CLIPPED = 60  # words kept of each earlier turn
_FEW = 3
_LEANS = re.compile(
    r"\b(?:it|its|that|this|these|those|they|them|their|he|she|him|her|ones?|same|others?|else|"
    r"instead|then|"
    r"es|das|dies\w*|jene\w*|sie|ihn|ihm|dann|dort|dabei|dafur|damit|davon|stattdessen|"
    r"ca|cela|ceci|ils?|elles?|lui|leur|celui|celle|ceux|celles|alors)\b"
)


def query_of_text(text: str) -> Query:
    """A search for one text, however long."""
    return query_of_turns(text)


def query_of_context(context: TicketContext) -> Query:
    """A search for what a ticket's last message asks, with the customer's two turns before it."""
    mine = context.customer_turns()
    return query_of_turns(focus_of(context), [turn.text for turn in mine[:-1]])


def query_of_turns(last: str, earlier: Sequence[str] = ()) -> Query:
    """A search for the customer's `last` turn; `earlier` ones, oldest first, count less."""
    before = [_clipped(turn) for turn in earlier if turn.strip()][-len(_BEFORE) :]
    weighed = zip(reversed(before), _BEFORE, strict=False)
    words = (Said(last), *(Said(turn, weight) for turn, weight in weighed))
    cut = windows(last)
    if len(cut) > 1 or not before:
        return Query(words, tuple((Said(window),) for window in cut))
    share = _MIX_LEANING if leans(last) else _MIX
    whole = "\n".join([*before, last])
    return Query(words, ((Said(last, 1.0 - share), Said(whole, share)),))


def leans(text: str) -> bool:
    """Whether a turn says too little by itself: "How is that calculated?" """
    folded = fold(text)
    return len(content_words(text, "")) < _FEW or bool(_LEANS.search(folded))


def windows(text: str) -> list[str]:
    """A long text in pieces of whole sentences, of some 60 words; a short one as it is."""
    if len(text.split()) <= _LONG:
        return [text]
    found: list[str] = []
    size = _WINDOW
    for sentence in (" ".join(span.text.split()) for span in mail_sentences(text)):
        length = len(sentence.split())
        if size + length > _WINDOW:
            found.append(sentence)
            size = length
        else:
            found[-1] = f"{found[-1]} {sentence}"
            size += length
    return _spread(found) or [text]


def _spread(pieces: list[str]) -> list[str]:
    """At most `_MOST_WINDOWS`, evenly from the whole text: what is asked may stand anywhere."""
    if len(pieces) <= _MOST_WINDOWS:
        return pieces
    step = (len(pieces) - 1) / (_MOST_WINDOWS - 1)
    return [pieces[round(number * step)] for number in range(_MOST_WINDOWS)]


def _clipped(text: str) -> str:
    return " ".join(text.split()[-_CLIPPED:])

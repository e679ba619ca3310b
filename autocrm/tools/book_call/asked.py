"""Whether a message asks for a call, or picks one of the times it was offered. Pure, by tables."""

from __future__ import annotations

import re

from autocrm.ai.questions import asked_in
from autocrm.ai.segment import mail_sentences
from autocrm.ai.words import fold
from autocrm.domain.ticket import TicketContext
from autocrm.tools.words import own_words

# Folded text, en / de.
_CALL = re.compile(
    "|".join(
        (
            r"\b(?:call|phone|ring) me\b(?! (?:names?|old|mad|crazy|sir|madam))",
            r"\bgive me a (?:quick |short )?(?:call|ring)\b",
            r"\b(?:book|schedule|arrange|set up|have|get) (?:a|the) (?:phone )?call ?(?:back)?\b",
            r"\bcall ?back\b.{0,20}\b(?:please|possible|request)\b|\brequest (?:a )?call ?back\b",
            r"\b(?:ruft|rufen sie|ruf) mich\b.{0,30}\b(?:an|zuruck)\b|\bruckruf\b",
            r"\b(?:mich|uns) (?:bitte )?(?:zuruckrufen|anrufen)\b|\btelefontermin\b",
        )
    )
)
# Then it is no wish: what was, what must not be, and terms for it.
_NOT = re.compile(
    r"\b(?:don't|do not|never|no need to|not|didn't|did not|nobody|no one|noone) (?:\w+ )?"
    r"(?:call|phone|ring|have|give)|\b(?:called|phoned|rang|calls) me\b|"
    r"\b(?:nicht|nie|niemals|keinen|ohne)\b.{0,20}\b(?:an|anrufen|zuruckrufen|ruckruf)\b|\brief\b"
)
# How an answer of ours that offers times ends (texts.PICK): only then a message can pick one.
OFFERED = re.compile(r"\b(?:number of the time that suits you|nummer der zeit, die ihnen passt)\b")
_ORDINAL = (
    (1, r"1|one|first|1st|erste[nrs]?|eins"),
    (2, r"2|two|second|2nd|zweite[nrs]?|zwei"),
    (3, r"3|three|third|3rd|dritte[nrs]?|drei"),
)
_LEAD = (
    r"(?:(?:the|time|option|number|no|nr|nummer|zeit|termin|der|die|das|den|am liebsten|i take|"
    r"i would take|i choose|ich nehme|gern(?:e)?|yes|ja|ok|okay|please|bitte)[.,:]?\s+)*"
)
_TAIL = (
    r"(?:\s+(?:one|time|option|slot|termin|zeit|variante))?"
    r"(?:,?\s+(?:please|bitte|is|ist|ware|would be|sounds|suits|works|passt|klingt|geht|fits)\b.*)?"
)
_DAYS = (
    *(r"mon(?:day|tag)", r"tues(?:day)|dienstag", r"wednesday|mittwoch", r"thursday|donnerstag"),
    *(r"friday|freitag", r"saturday|samstag", r"sunday|sonntag"),
)
_REFUSES = re.compile(
    r"\b(?:not|none|neither|no time|don't|doesn't|can't|cannot|nicht|keine[rs]?|leider|"
    r"unfortunately|other|another|andere\w*|later|earlier|except|ausser|but|aber|or|oder|cancel|absag\w*)\b"
)
_PHONE = re.compile(r"(?<![\w+])(\+?\d(?:[ ()/.-]{0,2}\d){6,14})(?![\w-])")
_DATE = re.compile(r"^\d{4}-\d{2}-\d{2}$|^\d{1,2}\.\d{1,2}\.\d{4}$")


def asks_call(text: str) -> bool:
    """Whether a sentence asks us to call."""
    folded = fold(text)
    return bool(_CALL.search(folded)) and not _NOT.search(folded)


def call_sentences(context: TicketContext) -> list[str]:
    """What asks for a call: the customer's sentences, and what they come to as a question."""
    own = [" ".join(s.text.split()) for s in mail_sentences(own_words(context))]
    asking = [sentence for sentence in own if asks_call(sentence)]
    if not asking:
        return []
    whole = [q.text for q in asked_in(context).questions if any(s in q.text for s in asking)]
    return list(dict.fromkeys([*whole, *asking]))


def was_offered(context: TicketContext) -> bool:
    """Whether our last answer offered times."""
    ours = [turn.text for turn in context.turns if turn.author in ("agent", "ai")]
    return bool(ours) and bool(OFFERED.search(" ".join(fold(ours[-1]).split())))


def picked(context: TicketContext) -> dict[str, int] | None:
    """{"number": 1 to 3} or {"weekday": 0 (Monday) to 6}; None where it is not plain."""
    found: list[dict[str, int]] = []
    for sentence in mail_sentences(own_words(context).partition("\n")[2]):
        folded = " ".join(fold(sentence.text).split()).strip(" .!")
        if _REFUSES.search(folded):
            return None
        found += [{"number": n} for n, words in _ORDINAL if _says(words, folded)]
        days = [
            {"weekday": n} for n, day in enumerate(_DAYS) if re.search(rf"\b(?:{day})\b", folded)
        ]
        found += days
    distinct = [dict(pair) for pair in {tuple(one.items()) for one in found}]
    return distinct[0] if len(distinct) == 1 else None


def _says(words: str, folded: str) -> bool:
    return bool(re.fullmatch(rf"{_LEAD}(?:{words})\.?{_TAIL}", folded))


def phone_in(context: TicketContext) -> str:
    """The number that the customer wrote last, as they wrote it; "" for none."""
    for turn in reversed(context.customer_turns(last=3)):
        numbers = [m.group(1).strip() for m in _PHONE.finditer(turn.text)]
        plain = [n for n in numbers if not _DATE.match(n) and n[0] in "+0"]
        if plain:
            return plain[-1][:31]
    return ""

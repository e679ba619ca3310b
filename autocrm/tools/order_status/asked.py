"""Whether a message asks what became of an order, and of which one. Pure, by tables."""

from __future__ import annotations

import re
from collections.abc import Sequence

from autocrm.ai.words import fold
from autocrm.domain.ticket import TicketContext
from autocrm.tools.words import own_questions, own_words

# Folded text, en / de.
_THING = r"(?:orders?|parcels?|packages?|deliver(?:y|ies)|shipments?|goods|things?|coffee|beans)"
_DING = r"(?:bestellung|paket|packchen|sendung|lieferung|ware|auftrag)"
_OUR = r"(?:it|they|(?:my|our|the|order)\b.{0,40}?)"
_ES = r"(?:sie|es|mein\w*|unser\w*|die|das|der)"
_GONE = r"(?:shipped|sent|dispatched|packed|posted|handed|on (?:its|the) way|left)"
_FORT = r"(?:verschickt|versandt|versendet|abgeschickt|unterwegs|verpackt|gepackt|raus)"
_WHERE = re.compile(
    "|".join(
        (
            r"\bwhere(?:'s| is| are)? (?:it|my|our|the|order)\b",
            rf"\bwhere (?:\w+ ){{0,4}}{_THING}\b.{{0,30}}\b(?:is|are)\b",
            rf"\b(?:status|state|progress) of (?:my |our |the |an? )?(?:\w+ )?{_THING}\b",
            r"\b(?:order|delivery|shipping) status\b|\bstatus (?:of|for|on) (?:order|#)",
            rf"\b(?:has|have|was|were|is|are) {_OUR} (?:been |already |yet |now )*{_GONE}\b",
            rf"\bwhat(?:'s| is| has) (?:happen\w+|become|going on) (?:to|of|with) \w+ {_THING}\b",
            rf"\b(?:did|have) you (?:already )?(?:ship|sen[dt]|pack)\w*\b.{{0,30}}{_THING}",
            rf"\bwo (?:ist|sind|bleibt|bleiben|steckt) (?:denn |eigentlich )?{_ES}\b",
            rf"\b(?:stand|status) (?:meiner|unserer|der|von|zu|fur)\b.{{0,20}}{_DING}",
            rf"\bwie (?:ist|steht)\b.{{0,20}}\b(?:stand|status|um)\b.{{0,20}}{_DING}",
            rf"\b(?:ist|sind|wurde|wurden) {_ES}\b.{{0,50}}?\b{_FORT}\b",
            rf"\b(?:habt ihr|haben sie)\b.{{0,40}}\b{_DING}\b.{{0,30}}\b{_FORT}\b",
        )
    )
)
_COMES = r"(?:arriv|com|get here|be (?:here|delivered|shipped)|ship)\w*"
_KOMMT = r"(?:an|da|komm\w*|geliefert|verschickt|versandt|zugestellt|liefer\w*)"
_WHEN = re.compile(
    "|".join(
        (
            rf"\bwhen\b.{{0,25}}\b(?:it|{_THING})\b.{{0,30}}\b{_COMES}\b",
            r"\bwhen (?:can|may|should|will|do|could) (?:i|we) (?:expect|get|receive|have)\b"
            rf".{{0,30}}\b(?:it|{_THING})\b",
            rf"\bwhen (?:will|are) you (?:ship|send|deliver)\w*\b.{{0,20}}\b(?:it|{_THING})\b",
            rf"\bwann\b.{{0,30}}\b(?:{_ES}|{_DING})\b.{{0,40}}\b{_KOMMT}\b",
            rf"\bwann (?:kommt|trifft|erhalte|bekomme|kriege|wird)\b.{{0,40}}\b(?:{_ES}|{_DING})\b",
        )
    )
)
# Other things that can be waited for, of which an order's row says nothing.
_ELSE = re.compile(
    r"\b(?:refund\w*|money|invoices?|receipts?|vouchers?|credit\w*|returns?|returned|exchange\w*|"
    r"replacements?|repl(?:y|ies)|labels?|ruckerstatt\w*|erstatt\w*|geld|rechnung\w*|gutsch\w*|"
    r"rucksend\w*|retour\w*|umtausch\w*|ersatz\w*|antwort\w*|rucksende\w*)\b"
)
_NAMES_IT = re.compile(rf"\b(?:{_THING}|{_DING})\b")
_WORD = r"(?:orders?|bestell(?:ung|nummer|nr)|auftrag(?:snummer)?)"
_MARK = r"(?:\s*(?:no|nr|nummer|number|id)\b\.?)?(?:\s+(?:is|was|ist|lautet))?\s*[:#]?\s*#?\s*"
# Four digits at least, with or without letters before; no amount, no date, no weight.
_UNIT = r"k?g|ml|l|chf|eur|usd|€|\$|%|bags?|packs?|boxes|filters?|pieces?|pcs|st(?:ü|u)ck|beutel"
_AS_NUMBER = rf"([A-Z]{{0,4}}-?\d{{4,12}})(?!\w|[-./:,]\d|\s*(?:{_UNIT})(?!\w))"
_NAMED = re.compile(rf"\b{_WORD}{_MARK}{_AS_NUMBER}", re.IGNORECASE)
_HASHED = re.compile(rf"(?<!\S)\(?#\s?{_AS_NUMBER}", re.IGNORECASE)
# "B-10432" alone, unless something else is said to have that number.
_LETTERED = re.compile(
    r"(?<![\w-])([A-Z]{1,4}-\d{4,12})(?!\w|[-./]\d)",
)
_OTHER = re.compile(
    r"\b(?:invoice|rechnung|ticket|tracking|sendungs\w*|voucher|gutschein|article|artikel|serial|"
    r"serien\w*|customer|kunden\w*)\b\W*(?:(?:no|nr|nummer|number|id|is|ist)\b\W*)*$",
    re.IGNORECASE,
)
MOST = 1  # about two orders at once a person writes


def asked_numbers(context: TicketContext) -> list[str]:
    """Numbers of orders in the customer's own words, as they wrote them, each once."""
    text = own_words(context)
    found = [
        match.group(1)
        for pattern in (_NAMED, _HASHED, _LETTERED)
        for match in pattern.finditer(text)
        if not _OTHER.search(text[: match.start()])
    ]
    return list({number.upper(): number for number in found}.values())


def status_questions(context: TicketContext) -> list[str]:
    """The customer's questions about where an order is or when it comes, as they asked them.

    In a message that speaks of a refund as well, "Where is it?" may be about that.
    """
    asked = [text for text in own_questions(context) if asks_status(text)]
    if _ELSE.search(fold(own_words(context))):
        return [text for text in asked if _NAMES_IT.search(fold(text))]
    return asked


def asks_status(text: str) -> bool:
    """Whether a sentence asks where an order is, or when it comes."""
    folded = fold(text)
    return bool(_WHERE.search(folded) or _WHEN.search(folded)) and not _ELSE.search(folded)


def asks_when(texts: Sequence[str]) -> bool:
    """Whether one of the questions asks for a day."""
    return any(_WHEN.search(fold(text)) for text in texts)

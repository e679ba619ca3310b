"""Is what a draft says in its sources? Compared by characters, words and numbers.

Embeddings cannot see a changed number or a dropped "not" (measured: a coin), so nothing
here uses them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from autocrm.ai.facts import plain_number, tokens_of
from autocrm.ai.terms import countries_in
from autocrm.ai.words import fold, stems
from autocrm.domain.draft import Sentence
from autocrm.domain.knowledge import Evidence

_LINK = re.compile(
    r"(?:https?://|www\.)[^\s<>\"')\]]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|"
    r"\b[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:com|net|org|info|io|ch|de|at|fr|uk|eu|example|test|"
    r"shop)\b(?:/\S*)?",
    re.IGNORECASE,
)
_ACCOUNT = re.compile(
    r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?\b|(?<!\w)(?:\+|"
    r"00)\d[\d ()/.-]{7,}\d|"
    r"(?<![\d.,])0\d{1,4}[ /.-]\d[\d ./-]{4,}\d"
)
PROMISE = re.compile(
    r"\b(?:(?:we|i)(?:'ll| will| can| shall| have| are going to|'ve)? (?:\w+ )?(?:refund\w*|"
    r"reimburs\w*|compensat\w*|credit(?:ed)?|"
    r"guarantee\w*|promise\w*|waive\w*|replac\w*|pay (?:you|for)|make an exception)|you (?:will|"
    r"'ll) (?:receive|get) (?:a |your |the )?"
    r"(?:full |partial )?(?:refund|credit|compensation|discount|voucher|replacement|money)|we "
    r"(?:accept|admit) (?:liability|fault)|"
    r"(?:you|it|they|your (?:order|parcel|package|money)) (?:will|'ll) (?:\w+ )?(?:arrive|"
    r"be delivered|be refunded|be replaced|be credited|have it|be there)|"
    r"we (?:will|'ll|can) (?:\w+ )?deliver|"
    r"(?:wir|ich) (?:\w+ )?(?:erstatten|garantieren|versprechen|ersetzen|entschadigen|schenken|"
    r"gewahren)|"
    r"(?:nous|je) (?:vous )?(?:rembours\w+|garantiss\w+|promett\w+|remplac\w+|dedommag\w+|"
    r"offr\w+))\b"
)
_ALIKE = 0.7  # share of common words from which two sentences speak of the same thing
_UNIT = re.compile(r"(\d+(?:[.,:]\d+)*)\s*(%|[^\W\d_]+)?")


def stands_in(sentence: Sentence, evidence: Sequence[Evidence]) -> bool:
    """Whether a sentence is, letter by letter, at the place that it cites.

    Without evidence for the cited chunk it is not; runs of white space count as one.
    """
    chunks = {e.chunk_id: e for e in evidence}
    return bool(sentence.citations) and all(
        c.chunk_id in chunks and _at(chunks[c.chunk_id], c.start, c.end, sentence.text)
        for c in sentence.citations
    )


def _at(chunk: Evidence, start: int, end: int, text: str) -> bool:
    inside = chunk.text[start - chunk.start : end - chunk.start] if start >= chunk.start else ""
    return bool(text.strip()) and inside.split() == text.split()


def strange_numbers(claims: str, evidence: str, language: str = "en") -> list[str]:
    """Numbers of the claims, as figures or words, that the evidence does not name."""
    known = {t.key for t in tokens_of(evidence, language) if t.kind == "number"}
    said = [t for t in tokens_of(claims, language) if t.kind == "number"]
    return [t.raw for t in said if t.key not in known]


def strange_links(text: str, evidence: str) -> list[str]:
    """Addresses, links, phone and account numbers of `text` that the evidence does not hold."""
    known = {_bare(found) for found in _LINK.findall(evidence)}
    flat = "".join(evidence.split())
    links = [x for x in _LINK.findall(text) if _bare(x) not in known]
    accounts = [x for x in _ACCOUNT.findall(text) if "".join(x.split()) not in flat]
    return links + accounts


def contradiction(sentences: Sequence[Sentence], evidence: Sequence[Evidence]) -> str:
    """A sentence of another article that says the same with other numbers, or ""."""
    for sentence in sentences:
        cited = {c.article_id for c in sentence.citations}
        for other in evidence:
            if other.article_id not in cited and (rival := _rival(sentence.text, other)):
                return f"{other.title} says otherwise: {rival}"
    return ""


def _rival(text: str, other: Evidence) -> str:
    mine, own = _measures(text), stems(text, other.language)
    if not mine or not own:
        return ""
    for theirs in re.split(r"(?<=[.!?])\s+|\n", other.text):
        found, words = _measures(theirs), stems(theirs, other.language)
        numberless = {w for w in own | words if not w[0].isdigit()}
        alike = len(own & words & numberless) / max(len(numberless), 1)
        same_place = countries_in(text) == countries_in(theirs)
        if alike >= _ALIKE and same_place and _differ(mine, found):
            return theirs
    return ""


def _differ(mine: dict[str, set[str]], theirs: dict[str, set[str]]) -> bool:
    """Same unit, no number in common."""
    return any(unit in theirs and not mine[unit] & theirs[unit] for unit in mine)


def _measures(text: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for number, unit in _UNIT.findall(fold(text)):
        found.setdefault(unit, set()).add(plain_number(number))
    return found


def _bare(link: str) -> str:
    return re.sub(r"^(?:https?://)?(?:www\.)?", "", link.lower()).rstrip("/.,;:!?")

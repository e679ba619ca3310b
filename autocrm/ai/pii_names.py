"""People's names: by given names, by what introduces or signs them, and where they come again.

There is no model of language here, so a surname alone in running text, or a name nobody
introduces whose given name is rare, stays unfound. German nouns have capitals too: without a cue,
a given name or the ending of a surname nothing is taken for a name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from autocrm.ai.pii_given import GIVEN, NOT_NAMES, ORGANISATIONS
from autocrm.ai.pii_spans import Span

_CAPITAL = r"[^\W\d_a-zà-öø-ÿ]"
_WORD = rf"{_CAPITAL}(?:[-'’]?[^\W\d_]){{1,24}}"
_PARTICLES = (
    "van der|van den|van de|van|von der|von|de la|de los|de|del|della|di|da|dos|du|el|al|ter|ten|"
    "bin|af|av|zu"
)
_NAME = rf"{_WORD}(?: (?:{_CAPITAL}\.? )?(?:(?:{_PARTICLES}) )?{_WORD}){{0,3}}"
_ALONE = r"(?<![\w@.'’-])"
_ANY = re.compile(rf"{_ALONE}{_NAME}")
_TITLE = re.compile(
    r"\b(?i:mr|mrs|ms|miss|mx|dr|prof|professor|sir|madame|mme|monsieur|mlle|herrn?|frau|signora?|"
    rf"sig|señora?|sra?)\.? (?:(?i:dr|prof)\.? )?(?P<it>{_NAME})"
)
_GREETED = re.compile(
    r"(?m:^|(?<=[.!?>\"] ))(?i:dear|hi|hello|hey|good (?:morning|afternoon|evening|day)|hallo|"
    r"liebe[rs]?|grüezi|guten (?:tag|morgen|abend)|bonjour|chère?|salut|ciao|buongiorno|gentile|"
    rf"car[oa]|hoi|salü),? (?P<it>{_NAME})(?=[ ,!.:;\n]|$)"
)
_TOLD = re.compile(
    r"(?:\b(?i:(?:my|her|his|their|the|maiden|full|last|first)?[ ]?name(?: is|:|\?|'s| was)|i am|"
    r"i['’]m|this is|it's|name to|change it to|named(?: him| her| it)?|called|known as|"
    r"mein name ist|ich hei(?:ss|ß)e|ich bin|je m['’]appelle|je suis|mi chiamo|sono|me llamo|"
    r"under (?:my|the) (?:partner's |wife's |husband's )?name(?: of)?|"
    r"(?:signed|written|directed|sung) by|(?:spoke|talked) (?:to|with)|says|said|asked|wrote|"
    r"explained|on behalf of|attn:?|contact:|from:|to:|cc:|recipient:?|holder:?|beneficiary:?|"
    rf"assistant to|tribute to) |\bc/o )(?P<it>{_NAME})"
    rf"|\b(?i:add) (?P<added>{_NAME}) as\b"
)
_LOWER = re.compile(
    r"\b(?i:my name is|name's|i am called|ich hei(?:ss|ß)e|mein name ist|je m['’]appelle|"
    r"mi chiamo) (?P<it>[^\W\d_]{2,20}(?: [^\W\d_]{3,20})?)(?= ?(?:[,.!?\n]|$|and\b|und\b|et\b))"
)
_DOES = re.compile(
    rf"{_ALONE}(?P<it>{_NAME})(?=['’]s (?:address|name|phone|number|email|mail|account|card|"
    r"daughter|son|wife|husband|mother|father|boss|birthday|sister|brother)\b|,? (?:says|said|"
    r"asked|told|wrote|explained|lives|called (?:me|us)|is an? \d\d|works (?:at|for))\b)"
)
_SIGNED = re.compile(
    r"(?im:^(?:(?:(?:kind|best|warm|warmest|many) )?(?:regards|thanks|wishes)|best|cheers|"
    r"sincerely|yours(?: \w+)?|thank you|(?:mit )?(?:freundliche|liebe|beste|herzliche|viele)"
    r"[nrms]? gr[uü](?:ß|ss)e?n?|gruss|lg|mfg|danke|merci|cordialement|bien à vous|"
    r"cordiali saluti|grazie)[,!.]?[ \t]*\n[ \t\n]{0,6})"
    rf"(?P<it>{_CAPITAL}\.? {_WORD}|{_NAME})(?=[ \t]*(?:[,|\n]|$))"
)
# Endings that surnames have and words hardly do: Slavic, Nordic, Iberian, Greek, Georgian.
_SURNAME = re.compile(
    r"\w{2,20}(?:ová|ova|eva|[oe]v|sky|ski|ska|czyk|wicz|ić|enko|sson|dóttir|(?:ens|ans|ers|els|rs)en|"
    r"shvili|poulos|idis|[aeiou][^aeiou]?ez|[qk]vist|ström)"
)
# Above an address or a telephone number, as on letters: a line of two or three such words.
_HEAD = re.compile(
    rf"(?m:(?:\A|^[> \t?]*\n|(?<=:)[ \t]*\n)[> \t?]*)(?P<it>{_WORD} (?:{_CAPITAL}\.? )?{_WORD})"
    r"[ \t]*(?=(?:\n[^\n]{0,80}){0,2}\n[^\n]{0,40}\d{2})"
)
_MAX_AGAIN = 60  # names whose parts are looked for again: more are a list, not a mail


def names(text: str) -> Iterator[Span]:
    """PERSON spans, the surest first; then the parts of full names wherever they come again."""
    found = [*_introduced(text), *_shaped(text)]
    yield from found
    yield from _again(text, found)


def _introduced(text: str) -> Iterator[Span]:
    for pattern in (_TITLE, _SIGNED, _TOLD, _GREETED, _HEAD, _DOES):
        for match in pattern.finditer(text):
            group = match.lastgroup or "it"
            yield from _trimmed(match[group], match.start(group), titled=pattern is _TITLE)
    for match in _LOWER.finditer(text):
        if match["it"].split(" ")[0].casefold() in GIVEN:
            yield Span(match.start("it"), match.end("it"), "PERSON")


def _shaped(text: str) -> Iterator[Span]:
    """In a run of words with capitals: from the first given name on, or up to a surname."""
    for match in _ANY.finditer(text):
        words = list(re.finditer(r"[^ ]+", match[0]))
        begin = next((w.start() for w in words if w[0].casefold() in GIVEN), None)
        if begin is None and any(_SURNAME.fullmatch(_bare(w[0])) for w in words[1:]):
            begin = 0
        if begin is not None:
            yield from _trimmed(match[0][begin:], match.start() + begin)


def _trimmed(written: str, start: int, titled: bool = False) -> Iterator[Span]:
    """The name up to the first word that is none; nothing where it begins with such a word.

    After a title the first word is a name, whatever it means elsewhere (Mr. May).
    """
    words = list(re.finditer(r"[^ ]+", written))
    if any(_bare(word[0]).casefold() in ORGANISATIONS for word in words):
        return
    end = 0
    for word in words:
        bare = _bare(word[0])
        name = len(bare) > 1 and bare[0].isupper()  # else an initial or a particle
        if name and bare.casefold() in NOT_NAMES and not (titled and end == 0):
            break
        if "'" in word[0] and word[0].split("'")[0] == "I":
            break
        if name:
            end = word.start() + len(bare)
        if name and bare != word[0]:  # "Ada's", or the end of the sentence
            break
    if end and not written[:end].isupper():
        yield Span(start, start + end, "PERSON")


def _bare(word: str) -> str:
    return re.sub(r"['’]s$|\.$", "", word) if len(word) > 2 else word.rstrip(".")


def _again(text: str, found: list[Span]) -> Iterator[Span]:
    wholes = dict.fromkeys(text[span.start : span.end] for span in found[:_MAX_AGAIN])
    parts = dict.fromkeys(
        part
        for whole in wholes
        for part in (whole, *whole.split(" "))
        if len(part) >= 3 and part[0].isupper() and part.casefold() not in NOT_NAMES
    )
    if not parts:
        return
    longest = sorted(parts, key=len, reverse=True)
    pattern = re.compile(rf"{_ALONE}(?:{'|'.join(map(re.escape, longest))})(?!\w|-\w)")
    for match in pattern.finditer(text):
        yield Span(match.start(), match.end(), "PERSON")

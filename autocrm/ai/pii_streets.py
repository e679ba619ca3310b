"""Postal addresses: by the words that streets are called with, and by what introduces them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from autocrm.ai.pii_spans import Span, spans

_UPPER = r"[^\W\d_a-zà-öø-ÿ]"
_CAP = rf"{_UPPER}[\w'’.-]{{0,30}}"  # a word with a capital
_PART = (
    rf"(?:(?!(?:Suite|Apt|Apartment|Unit|Flat)\b){_CAP}|"
    r"(?:de|del|della|di|da|do|dos|des|du|la|le|les|el|al|van|von|der|den|the)(?!\w))"
)
_NO = r"\d{1,5}[a-zA-Z]?(?:[-/]\d{1,4})?(?!\w)"
_BEFORE = r"(?:\d{1,5} )?"  # a house number, in front of which a second may stand
_UNIT = (
    r"(?:Suite|Apt|Apartment|Unit|Flat|Room|Floor|Wohnung|Appartement)\.? ?#?\d{1,5}[A-Z]?(?!\w)"
)
_BOX = (
    r"(?:\d{1,5} )?(?:P\.? ?O\.? Box|Post(?:fach|box|boks)|Case postale|Casella postale|Apartado|"
    r"Boîte postale) \d{1,6}|(?:PSC|Unit) \d{3,5},? Box \d{3,5}\n[> \t]*[AF]PO A[AEP] \d{5}|"
    r"(?:FPO|APO|DPO) A[AEP] \d{5}"
)
_ENGLISH = (
    rf"{_BEFORE}{_NO},? (?:{_CAP} ){{1,4}}(?:Street|Str|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Dr|"
    r"Way|Court|Ct|Square|Sq|Terrace|Close|Crescent|Place|Pl|Boulevard|Blvd|Parkway|Pkwy|Highway|"
    r"Hwy|Circle|Trail|Row|Gardens|Grove|Hill|Mews|Walk)\b(?:\.(?! [A-Z]))?"
)
_ENDING = (
    r"(?:stra(?:ss|ß)e|str\.|gasse|weg|platz|allee|matte|rain|steig|ufer|damm|straat|laan|plein|"
    r"gracht|kade|dijk|gatan|gata|vägen|veien|vei|vej|gade|allé|tie|katu|kuja|polku|vegen)"
)
_COMPOUND = (
    rf"(?:{_BEFORE}{_NO} )?(?:{_CAP} ){{0,2}}(?:[^\W\d_][\w-]{{1,30}}{_ENDING}|"
    rf"(?:Str\.|Straße|Strasse|Allee|utca|út|útja|u\.|tér|krt\.|köz)) {_NO}"
)
_FIRST = (
    r"(?:Rue|Avenue|Av\.|Boulevard|Bd|Chemin|Route|Quai|Impasse|Allée|Via|Viale|Piazza|Corso|"
    r"Vicolo|Calle|C/|Avenida|Avda\.?|Plaza|Paseo|Camino|Carretera|Rua|Largo|Travessa|Praça|"
    r"Estrada|[Uu]l\.|[Uu]lica|al\.|pl\.|os\.)"
)
_ROMANCE = rf"{_BEFORE}{_FIRST} {_PART}(?: {_PART}){{0,4}},? {_NO}"
_NUMBERED = (
    rf"{_BEFORE}{_NO},? (?i:rue|avenue|boulevard|chemin|route|quai|place) "
    rf"{_PART}(?: {_PART}){{0,4}}"
)
_BREAK = r"(?:,? |,? ?\n[> \t]{0,4},? ?)"
_PLACE = (
    rf"(?:(?:[A-Z]{{1,2}}-)?\d{{4,5}} {_CAP}(?: {_CAP}){{0,3}}"
    rf"|(?:{_CAP}(?:,? | ?\n[> \t]{{0,4}},? ?)){{1,4}}"
    r"(?:\d{4,6}|[A-Z]{1,2}\d[\dA-Z]? ?\d[A-Z]{2})(?!\w))"
)
_TOWN = r" [^\W\d_a-zà-öø-ÿ][\w'’-]{2,30}(?: [^\W\d_a-zà-öø-ÿ][\w'’-]{2,30}){0,2}"
_UNITS = rf"(?:\.?{_BREAK}{_UNIT}){{1,2}}"
# Town and country without a code: after a unit only, and only as whole lines or parts.
_PARTED = (
    rf"(?:{_BREAK}{_UPPER}[^\W\d_]{{2,30}}(?:[ -]{_UPPER}[^\W\d_]{{2,30}}){{0,2}}"
    r"(?=[ \t]*(?:[,.?!\n]|$))){1,3}"
)
_AFTER = rf"(?:{_BREAK}{_PLACE}|{_PARTED}|{_TOWN})"
_TAIL = rf"(?:{_UNITS}{_AFTER}?|{_BREAK}{_PLACE}|{_TOWN})?"
_NUMBERS = rf"(?:{_NO} ){{1,2}}{_PART}(?: {_PART}){{0,4}}(?: {_NO}\.?)?"
_WHOLE = re.compile(
    rf"(?<![\w.])(?:(?:{_BOX}|{_ENGLISH}|{_NUMBERED}|{_COMPOUND}|{_ROMANCE}){_TAIL}"
    rf"|{_NUMBERS}{_UNITS}{_AFTER}?)"  # any number and name before a unit
)
_CORNER = re.compile(
    rf"(?:the )?corner of {_CAP}(?: {_PART}){{0,4}}(?: {_NO})? "
    rf"and {_CAP}(?: {_PART}){{0,3}}(?: {_NO})?"
)
_ROOM = re.compile(rf"(?<!\w){_UNIT}")
# After these words a number beside words with capitals is an address, whatever the street's name.
_TOLD = re.compile(
    r"(?i:\baddress(?: is|:)?|\b(?:lives?|living) (?:at|on|in)|\bmoved to|\boffice is at|"
    r"\blocated (?:at|on|in)|\b(?:ship(?:ped)?|deliver(?:ed)?|return|send|sent) "
    r"(?:it |a new one |them )?to|\bmeet (?:me|you) at|\barrived at|\bcorner of|\bside of|"
    r"\bis (?:at|on|in)|\badresse(?: ist| est|:)?|\bwohn(?:e|haft)(?: an der| am| in der| in)?|"
    r"\bhabite(?: au| à)?)[ :\n]{1,3}(?:it is )?(?P<it>(?:the corner of )?"
    rf"(?:{_NUMBERS}{_TAIL}|{_CAP}(?: {_PART}){{0,4}} {_NO}{_TAIL}))"
)


def streets(text: str) -> Iterator[Span]:
    """Street, box or unit with what follows of unit, code and town, on one line or several.

    Where two readings of a place overlap, the longer one counts.
    """
    found = [*spans("STREET_ADDRESS", _WHOLE, text), *spans("STREET_ADDRESS", _TOLD, text)]
    found += spans("STREET_ADDRESS", _CORNER, text)
    yield from sorted(found, key=lambda span: span.start - span.end)
    yield from spans("STREET_ADDRESS", _ROOM, text)

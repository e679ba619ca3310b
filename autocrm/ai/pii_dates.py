"""Dates: all are found, and those of a birth are told apart, since only these are hidden."""

from __future__ import annotations

import re
from collections.abc import Iterator

from autocrm.ai.pii_spans import Span

_MONTH = (
    r"(?:jan(?:uary|uar|vier|\.)?|feb(?:ruary|ruar|\.)?|f[ée]vrier|mar(?:ch|s|zo)|märz|"
    r"apr(?:il|ile|\.)?|avril|may|mai|maggio|jun[ei]|juin|giugno|jul[yi]|juillet|luglio|"
    r"aug(?:ust|\.)?|août|agosto|sept?(?:ember|embre|\.)?|settembre|o[ck]t(?:ober|obre|\.)?|"
    r"ottobre|nov(?:ember|embre|\.)?|d[eé][cz](?:ember|embre|\.)?|dicembre)"
)
_TIME = r"(?:[ T]\d{1,2}:\d{2}(?::\d{2})?)?"
_DAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_DATES = re.compile(
    rf"(?<![\w./-])(?:(?:19|20)\d\d-\d{{1,2}}-\d{{1,2}}{_TIME}"
    rf"|\d{{1,2}}([./-])\d{{1,2}}\1(?:(?:19|20)\d\d|\d\d){_TIME}"
    rf"|\d{{1,2}}(?:st|nd|rd|th|\.)? (?:of )?{_MONTH}(?:,? (?:19|20)\d\d)?"
    rf"|{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?(?:,? (?:19|20)\d\d)?"
    rf"|{_MONTH} (?:19|20)\d\d)(?![\w/]|[-.]\d)",
    re.IGNORECASE,
)
_YEAR = re.compile(
    r"\b(?:in|since|during|of|from|until|till|by|after|before|seit|im jahr|en|depuis|nel|dal) "
    r"(?P<it>(?:19|20)\d\d)(?![\w/]|[.,-]\d)",
    re.IGNORECASE,
)
_WEEKDAY = re.compile(rf"\b{_DAY}\b", re.IGNORECASE)
_BIRTH = re.compile(
    r"(?:\bborn\b|\bbirth\w*|\bd\.?o\.?b\b|\bgeb(?:oren|urts\w+|\.)|\bn[ée]e? le|\bnaissance|"
    r"\bnat[oa] il|\bnascita)[^\n\d]{0,20}$",
    re.IGNORECASE,
)


def dates(text: str) -> Iterator[Span]:
    """DATE_TIME spans, BIRTH_DATE where the words before say so."""
    for match in _DATES.finditer(text):
        birth = _BIRTH.search(text[max(0, match.start() - 45) : match.start()])
        yield Span(match.start(), match.end(), "BIRTH_DATE" if birth else "DATE_TIME")
    for match in _YEAR.finditer(text):
        yield Span(match.start("it"), match.end("it"), "DATE_TIME")
    for match in _WEEKDAY.finditer(text):
        yield Span(match.start(), match.end(), "DATE_TIME")

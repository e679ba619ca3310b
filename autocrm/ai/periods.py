"""A period of time in a question about figures: "last week", "seit 1. Mai", "in October"."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from autocrm.ai.words import fold

Period = tuple[datetime, datetime | None]  # from, to (not included; None: until now)

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january januar janvier jan", "february februar fevrier feb", "march marz mars mar",
            "april avril apr", "may mai", "june juni juin jun", "july juli juillet jul",
            "august aout aug", "september septembre sep sept", "october oktober octobre oct okt",
            "november novembre nov", "december dezember decembre dec dez",
        ), 1)
    for name in names.split()
}  # fmt: skip
_UNITS = {"day": 1, "tag": 1, "jour": 1, "week": 7, "woche": 7, "semaine": 7}
_LAST_N = re.compile(
    r"\b(?:last|past|previous|letzten?|vergangenen|derniers?|dernieres?)? ?(\d{1,3}) ?"
    r"(?:derniers? |dernieres? )?(days?|weeks?|tagen?|tage|wochen?|jours?|semaines?)\b"
)
_DATE = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")
_SINCE = re.compile(r"\b(?:since|from|seit|ab|depuis)\b")
_TODAY = re.compile(r"\b(?:today|heute|aujourd'hui)\b")
_YESTERDAY = re.compile(r"\b(?:yesterday|gestern|hier)\b")
_THIS = re.compile(
    r"\b(?:this|current|diesen?|dieses?|dieser|laufenden?|cette|cet|ce) (week|month|year|woche|"
    r"monat|jahr|semaine|mois|annee)\b"
)
_LAST = re.compile(
    r"\b(?:last|previous|past|letzten?|letztes|letzter|vergangenen?|vorigen?|la|le|l') ?"
    r"(week|month|year|woche|monats?|jahr|semaine|mois|annee)"
    r"(?: (?:derniere?|passee?|precedente?))?\b"
)
_FRENCH_LAST = re.compile(r"\b(?:derniere?|passee?|precedente?)\b")
_NAMED = re.compile(
    r"\b(" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\b\.?(?: (\d{4}))?"
)
_IN_YEAR = re.compile(r"\b(?:in|en|im jahr|of) (20\d{2})\b")


def period_in(question: str, now: datetime) -> Period | None:
    """The period that is named; days begin at midnight in the zone of `now`. None: no period."""
    text = fold(question)
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    dates = [_date(found, now) for found in _DATE.finditer(text)]
    if len(dates) > 1 and dates[0] < dates[1]:
        return dates[0], dates[1] + timedelta(days=1)  # both days are meant
    if dates:
        return (dates[0], None) if _SINCE.search(text) else (dates[0], dates[0] + timedelta(days=1))
    if _TODAY.search(text):
        return today, None
    if _YESTERDAY.search(text):
        return today - timedelta(days=1), today
    if several := _LAST_N.search(text):
        unit = next(days for name, days in _UNITS.items() if several[2].startswith(name[:4]))
        return today - timedelta(days=int(several[1]) * unit), None
    if this := _THIS.search(text):
        return _begin(this[1], today), None
    last = _LAST.search(text)
    if last and (last.group()[:2] not in ("la", "le", "l'") or _is_last(last.group())):
        begins = _begin(last[1], today)
        return _begin(last[1], begins - timedelta(days=1)), begins
    return _named(text, today)


def _is_last(said: str) -> bool:
    """ "la semaine" says nothing of which, "la semaine derniere" and "last week" do."""
    return said.startswith(("last", "letzt")) or bool(_FRENCH_LAST.search(said))


def _named(text: str, today: datetime) -> Period | None:
    """A month by its name, the latest of that name that has begun; or a year."""
    for found in _NAMED.finditer(text):
        if (
            found[1] in ("may", "mar", "mars")
            and not found[2]
            and not re.search(rf"\b(?:in|of|since|from|en|depuis) {found[1]}\b", text)
        ):
            continue  # "may we", and a planet
        year = int(found[2]) if found[2] else today.year
        begins = today.replace(year=year, month=_MONTHS[found[1]], day=1)
        if not found[2] and begins > today:
            begins = begins.replace(year=year - 1)
        return begins, None if _SINCE.search(text[: found.start()]) else _next_month(begins)
    if year_said := _IN_YEAR.search(text):
        begins = today.replace(year=int(year_said[1]), month=1, day=1)
        return begins, begins.replace(year=begins.year + 1)
    return None


def _begin(unit: str, day: datetime) -> datetime:
    """Of the week (Monday), month or year in which `day` lies."""
    if unit in ("week", "woche", "semaine"):
        return day - timedelta(days=day.weekday())
    if unit.startswith(("mon", "moi")):
        return day.replace(day=1)
    return day.replace(month=1, day=1)


def _next_month(begins: datetime) -> datetime:
    return (begins + timedelta(days=32)).replace(day=1)


def _date(found: re.Match[str], now: datetime) -> datetime:
    try:
        return datetime(int(found[1]), int(found[2]), int(found[3]), tzinfo=now.tzinfo)
    except ValueError:
        return now

"""A question about figures to one named report with its parameters. No SQL is ever written."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from autocrm.ai.periods import period_in
from autocrm.ai.words import fold
from autocrm.domain.copilot import ReportWish, Vocabulary

# Folded text, en / de / fr; the first that fits, since the later ones speak of tickets at large.
_REPORTS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(rf"\b(?:{words})\b"))
    for name, words in (
        ("ai_outcomes", r"ai|a\.i\.|bot|automatically|automation|by itself|ki|automatisch\w*|ia|"
                        r"automatique\w*"),
        ("csat", r"csat|satisf\w*|ratings?|rated|stars|zufrieden\w*|bewertung\w*|notes?|"
                 r"happy|unhappy|content"),
        ("reopen", r"re-?open\w*|came back|come back|wieder (?:geoffnet|offen)|wiedereroffn\w*|"
                   r"rouvert\w*"),
        ("sla", r"slas?|service levels?|breach\w*|promises?|missed|versprechen|eingehalten|"
                r"engagements?|respecte\w*"),
        ("first_response", r"first (?:response|reply|answer)\w*|response times?|reply times?|"
                           r"(?:how long|how quickly|how fast) .{0,30}(?:answer|reply|respon\w+)|"
                           r"reaktionszeit\w*|erste\w* antwort\w*|wie (?:schnell|lange) .{0,40}"
                           r"antwort\w*|premieres? reponses?|delais? de reponse"),
        ("resolution", r"resolution\w*|time to (?:solve|resolve|close)|(?:how long|how quickly) .{0"
                       r",30}(?:solve|resolve|close)\w*|losungszeit\w*|wie (?:schnell|lange) .{0"
                       r",40}(?:losen|gelost|losung)|delais? de resolution"),
        ("workload", r"workloads?|(?:per|by|each|every) (?:agents?|members?|person|colleague)|"
                     r"who (?:solved|answered|closed|has)|which agents?|auslastung|arbeitslast|"
                     r"(?:pro|nach) (?:agent\w*|person|mitarbeiter\w*)|wer hat|charge de travail|"
                     r"par (?:agent|personne)|qui a"),
        ("tags", r"tags?|labels?|schlagwort\w*|etiquettes?"),
        ("channels", r"channels?|kanal\w*|kanale\w*|canal|canaux"),
        ("backlog", r"backlog|open tickets?|unsolved|unresolved|unanswered|to do|still open|"
                    r"pending tickets?|waiting|ruckstand\w*|offene\w*|unbeantwortet\w*|en attente|"
                    r"ouverts?|restants?"),
        ("created_and_solved", r"tickets?|mails?|requests?|created|incoming|arrived|came in|new|"
                               r"solved|closed|resolved|anfragen?|eingegangen|gelost\w*|erledigt\w*|"
                               r"neue\w*|demandes?|resolus?|recus?|nouveaux"),
    )
)  # fmt: skip
_BY = re.compile(
    r"\b(?:by|per|for (?:each|every)|each|every|nach|pro|je|par|selon) (?:the )?(teams?|"
    r"categor(?:y|ies)|"
    r"kategorien?|categories?|priorit(?:y|ies)|prioritat\w*|priorites?|channels?|kanal\w*|canal|"
    r"languages?|sprachen?|langues?|agents?|members?|persons?|mitarbeiter\w*|status|days?|tag|"
    r"tagen|jours?|weeks?|woche\w*|semaines?|months?|monat\w*|mois)\b"
)
_DIMENSIONS = (
    ("team", "team"), ("categor", "category"), ("kategor", "category"), ("priorit", "priority"),
    ("channel", "channel"), ("kanal", "channel"), ("canal", "channel"), ("lang", "language"),
    ("sprach", "language"), ("agent", "assignee"), ("member", "assignee"), ("person", "assignee"),
    ("mitarb", "assignee"), ("status", "status"), ("", "at"),
)  # fmt: skip
_PRIORITIES = (
    ("1", r"urgent\w*|dringend\w*|priority 1"),
    ("2", r"high.priority|priority 2|hohe\w* prioritat"),
    ("4", r"low.priority|priority 4|niedrige\w* prioritat"),
)  # fmt: skip
_CHANNELS = (
    ("email", r"(?:by|via|per|par) (?:e-?mail|mail)"), ("chat", r"chats?"),
    ("portal", r"portal|portail"),
)  # fmt: skip
_OWN_LINES = {"workload": "assignee", "channels": "channel"}  # what a report's lines are already


def read_question(question: str, words: Vocabulary, now: datetime) -> ReportWish | None:
    """The report that a question asks for; None when no report tells it. `now`: in the zone whose
    days count."""
    text = fold(question)
    # "pro Tag" is by day
    told = re.sub(r"\b(?:pro|je|nach) tag(?:en)?\b", "by day", text)
    known = (name for name, said in _REPORTS if name in words.reports and said.search(told))
    report = next(known, None)
    if report is None:
        return None
    period, by = period_in(question, now), _by(told, report)
    if report == "backlog" and by and "at" not in by:
        # It counts a ticket once a step: lines of another kind are of one moment, or by step.
        by = ("at", *by) if period else by
        period = period or (now.replace(hour=0, minute=0, second=0, microsecond=0), None)
    return ReportWish(
        report=report,
        by=by,
        begins=period[0] if period else None,
        ends=period[1] if period else None,
        where=_where(text, words),
    )


def _by(text: str, report: str) -> tuple[str, ...] | None:
    named = [
        next(key for start, key in _DIMENSIONS if found[1].startswith(start))
        for found in _BY.finditer(text)
    ]
    wished = tuple(key for key in dict.fromkeys(named) if key != _OWN_LINES.get(report))
    return wished or None


def _where(text: str, words: Vocabulary) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for value, said in _PRIORITIES:
        if re.search(rf"\b(?:{said})\b", text):
            found["priority"] = value
    for value, said in _CHANNELS:
        if re.search(rf"\b(?:{said})\b", text):
            found["channel"] = value
    named: tuple[tuple[str, dict[str, str]], ...] = (
        ("team", words.teams), ("category", words.categories), ("tag", words.tags),
        ("assignee", words.members),
    )  # fmt: skip
    for fact, names in named:
        called = _named(text, names, fact)
        if called is not None:
            found[fact] = called
    return found


def _named(text: str, names: dict[str, str], fact: str) -> str | None:
    """What is called by its name; one plain word only beside the word for what it is."""
    for name in sorted(names, key=len, reverse=True):
        folded = re.escape(fold(name))
        beside = (
            rf"\b(?:{fact}|tagged|about|kategorie|uber) {folded}\b|\b{folded} (?:{fact}|tickets?)\b"
        )
        alone = rf"\b{folded}\b" if " " in name or (fact == "assignee" and len(name) > 2) else None
        if re.search(beside, text) or (alone and re.search(alone, text)):
            return names[name]
    return None

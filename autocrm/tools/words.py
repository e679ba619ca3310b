"""What tools share: the customer's own words, dates as people write them, evidence out of lines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from uuid import NAMESPACE_URL, uuid5

from autocrm.ai.compose import RECORD
from autocrm.ai.ledger import text_hash
from autocrm.ai.questions import asked_in
from autocrm.domain.knowledge import Evidence, KnownQuestion
from autocrm.domain.ticket import TicketContext

LANGUAGES = ("en", "de")  # that tools speak; a message in another one gets articles alone
_DAYS = {
    "en": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
    "de": "Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag",
}
_MONTHS = {
    "en": "January February March April May June July August September October November December",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
}
# What others wrote below: a quoted line, or the head of the mail that is answered or forwarded.
_QUOTED = re.compile(
    r"^\s*>|^\s*-{2,}.*\b(?:original|forwarded|weitergeleitet|ursprüngliche)|"
    r"^\s*(?:on|am) .{5,80} (?:wrote|schrieb)\b.*:\s*$|^\s*(?:from|von): .+@",
    re.IGNORECASE,
)


def own_words(context: TicketContext) -> str:
    """Subject and last message without what they quote."""
    mine = context.customer_turns(last=1)
    lines: list[str] = []
    for line in (mine[0].text if mine else "").splitlines():
        if _QUOTED.search(line):
            if not line.lstrip().startswith(">"):
                break  # all below is somebody else's
            continue
        lines.append(line)
    return "\n".join([context.subject, *lines])


def own_questions(context: TicketContext) -> list[str]:
    """What the last message asks in the customer's own words, a sentence each."""
    words = " ".join(own_words(context).split())
    return [q.text for q in asked_in(context).questions if " ".join(q.text.split()) in words]


def day(iso: str, language: str) -> str:
    """2026-11-23 is "Monday, 23 November 2026"."""
    on = date.fromisoformat(iso)
    name = _DAYS[language].split()[on.weekday()]
    month = _MONTHS[language].split()[on.month - 1]
    stop = "." if language == "de" else ""
    return f"{name}, {on.day}{stop} {month} {on.year}"


def record(
    tool: str,
    key: str,
    title: str,
    sentences: Sequence[str],
    language: str,
    *,
    answers: Sequence[str] = (),
    values: Sequence[str] = (),
) -> Evidence:
    """Evidence of a tool. `answers`: the customer's questions that the sentences answer, as they
    asked them; none where a person has to. `values`: of the arguments, as the customer wrote them.
    """
    text = "\n".join(sentences)
    spans, start = [], 0
    for sentence in sentences:
        spans.append((start, start + len(sentence)))
        start += len(sentence) + 1
    known = (KnownQuestion(tuple(answers), tuple(spans)),) if answers else ()
    return Evidence(
        chunk_id=f"{RECORD}{tool}:{key}",
        article_id=str(uuid5(NAMESPACE_URL, RECORD + tool)),  # of no article
        article_version=1,
        slug=f"tool-{tool}-{text_hash(key)[:8]}".replace("_", "-"),
        title=title,
        heading="",
        text=text,
        start=0,
        language=language,
        score=1.0,  # it was looked up, not searched for
        vector=1.0 if answers else 0.0,
        bm25=0.0,
        questions=known,
        terms=tuple(values),
        kind="record",
    )

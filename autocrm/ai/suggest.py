"""An article out of what people replied: their sentences, no others, and nobody's name in them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from autocrm.ai.facts import tokens_of
from autocrm.ai.questions import find_questions
from autocrm.ai.segment import mail_sentences
from autocrm.ai.words import fold, stems

_MOST = 12  # sentences
_TITLE = 120  # characters
_ASKS, _ANSWERING = 8, 4  # wordings of the question, and sentences that answer it
_SAME = 0.7  # of the stems of two sentences: one of them is enough
_PLACEHOLDER = re.compile(r"<[a-z_]+>")
# What is said to one person and not to everybody, folded: greetings, thanks, closings, what has
# been done for them.
_PERSONAL = re.compile(
    r"^(?:dear|hi|hello|hey|good (?:morning|afternoon|evening)|thank|thanks|many thanks|sorry|"
    r"(?:kind|best|warm) (?:regards|wishes)|regards|sincerely|yours|cheers|best|have a |enjoy|"
    r"please accept|i\b|i'|let me|my |we (?:have|just|apologi[sz]e|are sorry|hope)\b|we've |"
    r"your (?:order|parcel|refund|package|case|ticket) (?:has|was|is|will)\b|"
    r"hallo|guten (?:tag|morgen|abend)|liebe[rs]?\b|sehr geehrte|danke|vielen dank|"
    r"(?:mit )?(?:freundliche|liebe|beste|herzliche|viele)[nr]? gru|ich |mein|"
    r"wir haben (?:ihr|dir)|es tut (?:mir|uns)|entschuldig|"
    r"bonjour|chere?\b|salut|merci|cordialement|bien a vous|je |j'|"
    r"mon |ma |nous (?:avons|sommes desoles)|desole)"
)
# What a sentence leans on when it stands alone: "that" and "it" of another mail.
_LEANS = re.compile(
    r"^(?:that|this|it|das|dies|cela|ca) (?:is|was|ist|war|est|etait) (?:fine|ok)\b"
)
_GREETED = re.compile(
    r"^(?:hi|hello|hey|hallo|guten tag|bonjour|dear \w+)(?: \w+)?[,!.] *", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Suggested:
    """A title, which is the question, and Markdown paragraphs: the latest reply, then what
    several older ones say. `asks`: wordings of the question; `answers`: sentences of the content
    that answer it, for the search."""

    title: str
    content: str
    asks: tuple[str, ...]
    answers: tuple[str, ...]


def title_of(question: str) -> str:
    """What a redacted mail asks, in its own words: its first question, at most 120 characters."""
    subject, _, text = question.partition("\n")
    asked = find_questions(subject, text or subject).questions
    best = next(
        (q.text for q in asked if q.kind == "question"), asked[0].text if asked else subject
    )
    best = (
        _GREETED.sub("", " ".join(_PLACEHOLDER.sub("", best).split()))
        or " ".join(subject.split())
        or "?"
    )
    best = best[0].upper() + best[1:]
    return best if len(best) <= _TITLE else best[: _TITLE - 1].rstrip() + "…"


def suggest_article(
    questions: Sequence[str], answers: Sequence[str], language: str
) -> Suggested | None:
    """An article for questions that ask the same; None when no sentence speaks to everybody.

    `questions`: the most central first. `answers`: what people replied, the latest first, which
    stands where an older one says otherwise. Both are redacted already: see `redact_case`. Of older
    replies only what two of them say is added: one alone is often about its own case.
    """
    replies = [_said(answer) for answer in answers]
    replies = [reply for reply in replies if reply]
    if not questions or not replies:
        return None
    first, *older = replies
    kept = _without_repeats(first, language)
    more = [
        sentence for at, reply in enumerate(older) for sentence in reply
        if any(_same(sentence, other, language)
               for n, others in enumerate(older) if n != at for other in others)
    ]  # fmt: skip
    added = [s for s in more if not any(_like(s, other, language) for other in kept)]
    blocks = [kept, _without_repeats(added, language)]
    content = "\n\n".join(" ".join(block) for block in blocks if block)
    return Suggested(title_of(questions[0]), content, _asks(questions), tuple(kept[:_ANSWERING]))


def _asks(questions: Sequence[str]) -> tuple[str, ...]:
    """What is asked, in several wordings, without what was hidden."""
    found = [
        _GREETED.sub("", q.text)
        for question in questions
        for q in find_questions(*question.partition("\n")[::2]).questions
        if not _PLACEHOLDER.search(q.text)
    ]
    return tuple(dict.fromkeys(found))[:_ASKS]


def _said(answer: str) -> list[str]:
    """The sentences of a reply that say something to everybody."""
    found = (span.text.strip() for span in mail_sentences(answer))
    return [s for s in found if _is_general(s)][:_MOST]


def _is_general(sentence: str) -> bool:
    flat = fold(sentence)
    return (
        len(flat.split()) >= 3
        and not sentence.endswith("?")
        and not _PLACEHOLDER.search(sentence)
        and not _PERSONAL.match(flat)
        and not _LEANS.match(flat)
    )


def _without_repeats(sentences: Sequence[str], language: str) -> list[str]:
    kept: list[str] = []
    for sentence in sentences:
        if not any(_same(sentence, other, language) for other in kept):
            kept.append(sentence)
    return kept[:_MOST]


def _like(one: str, other: str, language: str) -> bool:
    """About the same, whatever their numbers say."""
    left, right = (
        {stem for stem in stems(text, language) if not stem[0].isdigit()} for text in (one, other)
    )
    union = left | right
    return not union or len(left & right) / len(union) >= _SAME


def _same(one: str, other: str, language: str) -> bool:
    return _like(one, other, language) and _numbers(one, language) == _numbers(other, language)


def _numbers(text: str, language: str) -> list[str]:
    return sorted(t.key for t in tokens_of(text, language) if t.kind == "number")

"""The mail around the cited sentences: greeting, paragraphs, sources, closing."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from autocrm.domain.draft import Citation, Sentence

_GREETING = {"en": "Hello {name},", "de": "Guten Tag {name}", "fr": "Bonjour {name},"}
_GREETING_ALL = {"en": "Hello,", "de": "Guten Tag", "fr": "Bonjour,"}
_CLOSING = {
    "en": "If this does not answer your question, just reply to this mail: a person will read it.",
    "de": "Falls das Ihre Frage nicht beantwortet, antworten Sie einfach auf diese E-Mail: "
    "Ein Mensch liest sie.",
    "fr": "Si cela ne répond pas à votre question, répondez simplement à ce message : "
    "une personne le lira.",
}
_SOURCES = {"en": "From our help pages:", "de": "Aus unseren Hilfeseiten:",
            "fr": "Extrait de nos pages d'aide :"}  # fmt: skip
_RECORDS = {"en": "From our records:", "de": "Aus unseren Unterlagen:",
            "fr": "Extrait de nos dossiers :"}  # fmt: skip
_LONGEST_NAME = 60
RECORD = "record:"  # how the chunk's id of a record begins


def compose_mail(sentences: Sequence[Sentence], name: str, language: str) -> str:
    """The whole mail as plain text; English for a language without templates."""
    code = language if language in _GREETING else "en"
    parts = [greeting(name, code), *paragraphs(sentences), _CLOSING[code], sources(sentences, code)]
    return "\n\n".join(part for part in parts if part) + "\n"


def greeting(name: str, language: str) -> str:
    """By name where there is one that looks like a name."""
    clean = " ".join(name.split())
    if not clean or len(clean) > _LONGEST_NAME or any(c in clean for c in "@<>{}[]:/\\"):
        return _GREETING_ALL[language]
    return _GREETING[language].format(name=clean)


def paragraphs(sentences: Sequence[Sentence]) -> list[str]:
    """Sentences of one article stand together; line breaks inside a sentence become blanks.

    Items of a list, which end without a stop, are listed again, under what leads them in.
    """
    groups = groupby(sentences, key=lambda s: s.citations[0].article_id if s.citations else "")
    return [_paragraph([" ".join(s.text.split()) for s in group]) for _, group in groups]


def _paragraph(texts: Sequence[str]) -> str:
    runs = [(listed, list(run)) for listed, run in groupby(texts, key=is_item)]
    return "\n".join(
        "\n".join(f"- {item}" for item in run) if listed else " ".join(run) for listed, run in runs
    )


def is_item(text: str) -> bool:
    """Whether a quoted piece is an item of a list: it does not end as a sentence does."""
    return not text.rstrip("\"'”’»)").endswith((".", "!", "?", ":", "…"))


def sources(sentences: Sequence[Sentence], language: str) -> str:
    """The titles of the cited articles, each once; and of records, under a line of their own."""
    cited = dict.fromkeys((is_record(c), c.title) for s in sentences for c in s.citations)
    return "\n\n".join(
        "\n".join([lead[language], *(f"- {title}" for title in titles)])
        for ours, lead in ((True, _RECORDS), (False, _SOURCES))
        if (titles := [title for record, title in cited if record is ours])
    )


def is_record(citation: Citation) -> bool:
    """Whether a sentence comes from a tool's reading and not from an article."""
    return citation.chunk_id.startswith(RECORD)

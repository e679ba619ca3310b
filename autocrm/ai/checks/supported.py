"""Every sentence says what the place that it cites says: word for word, or honestly reworded."""

from __future__ import annotations

from autocrm.ai.checks.subject import Subject, short
from autocrm.ai.grounding import stands_in
from autocrm.ai.support import Doubt, doubts
from autocrm.domain.draft import Sentence

_SAID = {
    "number": "says {word}, which",
    "unit": "says {word}, which",
    "name": "names {word}, which",
    "word": "says “{word}”, which",
    "added": "adds a word ({word}) that",
    "lost": "leaves out a word ({word}) that is in",
}


def supported(s: Subject) -> str:
    """What the first sentence that its source does not bear out says too much or too little."""
    for sentence in s.draft.sentences:
        if wrong := _wrong(s, sentence):
            return wrong
    return ""


def bears_out(s: Subject, sentence: Sentence) -> bool:
    """Whether the cited place says what the sentence says. A sentence without a source: no."""
    return not _wrong(s, sentence)


def _wrong(s: Subject, sentence: Sentence) -> str:
    if stands_in(sentence, s.evidence):
        return ""
    source = s.cited_text(sentence)
    if not source.strip():
        return f"Not in its source: {short(sentence.text)}"
    found = doubts(sentence.text, source, s.draft.language, s.headings(sentence))
    return f"{_told(found[0])} its source: {short(sentence.text)}" if found else ""


def _told(doubt: Doubt) -> str:
    said = _SAID[doubt.fault].format(word=doubt.word)
    tail = "" if doubt.fault == "lost" else " is not in"
    return f"A sentence {said}{tail}"

"""No promise that policy forbids: money, replacement, delivery only as the cited place has it."""

from __future__ import annotations

import re

from autocrm.ai.checks.subject import Subject
from autocrm.ai.checks.supported import bears_out
from autocrm.ai.grounding import PROMISE, stands_in
from autocrm.ai.words import fold

_VERB = re.compile(
    r"refund|reimburs|compensat|credit|guarantee|promise|waive|replac|pay|exception|receive|get|"
    r"liability|fault|arrive|deliver|have it|erstatt|garantier|versprech|ersetz|entschadig|schenk|"
    r"gewahr|rembours|garanti|promet|remplac|dedommag|offr"
)


def no_promise(s: Subject) -> str:
    """The first promise that the draft makes and its source does not."""
    rest = fold(" ".join(s.draft.text.split()))
    for sentence in s.draft.sentences:
        said = fold(" ".join(sentence.text.split()))
        rest = rest.replace(said, " ")
        if stands_in(sentence, s.evidence):
            continue
        source = fold(s.cited_text(sentence))
        for match in PROMISE.finditer(said):
            if not _promised(match.group(), source, honest=bears_out(s, sentence)):
                return f"Promises something no source promises: {match.group()}."
    loose = PROMISE.search(rest)
    return f"Promises something no source promises: {loose.group()}." if loose else ""


def _promised(promise: str, source: str, *, honest: bool) -> bool:
    """In the same words; or, in an honest rewording, a promise of the same thing."""
    if promise in source:
        return True
    verb = _VERB.search(promise)
    made = [found.group() for found in PROMISE.finditer(source)]
    return honest and verb is not None and any(verb.group() in one for one in made)

"""How an answer is named and threaded (RFC 5322, section 3.6.4)."""

from __future__ import annotations

import re
from collections.abc import Sequence

REFERENCES_LIMIT = 20  # long threads: keep the first and the latest, as mail programs do

_REPLY_PREFIX = re.compile(r"^\s*(re|aw|antw|sv|rép|réf)\s*(\[\d+\])?\s*:", re.IGNORECASE)


def reply_message_id(draft_id: str, domain: str) -> str:
    """The Message-ID of the mail that carries a draft: the same on every attempt."""
    return f"<draft.{draft_id}@{domain}>"


def reply_subject(subject: str) -> str:
    """ "Re: " before the subject, once."""
    subject = " ".join(subject.split())
    return subject if _REPLY_PREFIX.match(subject) else f"Re: {subject}".rstrip()


def thread_references(in_reply_to: str | None, references: Sequence[str]) -> tuple[str, ...]:
    """The thread's ids, oldest first, without repeats, ending with what is answered."""
    chain = list(dict.fromkeys(r for r in references if r and r != in_reply_to))
    if in_reply_to:
        chain.append(in_reply_to)
    return tuple(chain[:1] + chain[1:][-(REFERENCES_LIMIT - 1) :])

"""How a reply hangs on to its thread: its id, its subject, its references."""

from __future__ import annotations

import re
from collections.abc import Sequence

from autocrm.errors import Invalid

_DRAFT_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,80}")
_DOMAIN = re.compile(r"[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")
# AW, RE, SV, Antw …: one prefix a language, and the counting ones (Re[2]:, Re^2:).
_REPLY_PREFIX = re.compile(
    r"^\s*(?:(?:re|aw|antw|antwort|sv|vs|ref|rif|odp|r[ée]p)\s*(?:\[\d+\]|\(\d+\)|\^\d+)?\s*:\s*)+",
    re.IGNORECASE,
)


def reply_message_id(draft_id: str, domain: str) -> str:
    """The Message-ID of a draft's mail: the same however often it is sent."""
    if not _DRAFT_ID.fullmatch(draft_id) or not _DOMAIN.fullmatch(domain):
        raise Invalid("A Message-ID needs a draft's id and a domain without special characters.")
    return f"<draft.{draft_id}@{domain.lower()}>"


def reply_subject(subject: str) -> str:
    """`Re: …`, once, whatever prefixes of replies stood there."""
    rest = " ".join(_REPLY_PREFIX.sub("", subject).split())
    return f"Re: {rest}" if rest else "Re:"


def thread_references(
    in_reply_to: str | None, references: Sequence[str], cap: int = 20
) -> tuple[str, ...]:
    """The References of a reply: those of the mail it answers, then that mail's own id.

    At most `cap`: the first (where the thread began) and the latest are kept.
    """
    chain = [i for i in dict.fromkeys(references) if i != in_reply_to]
    chain += [in_reply_to] if in_reply_to else []
    if len(chain) <= cap:
        return tuple(chain)
    return (chain[0], *chain[len(chain) - cap + 1 :]) if cap > 1 else tuple(chain[-cap:])

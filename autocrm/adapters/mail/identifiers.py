"""Message-IDs: in one form (`<left@right>`), and the dates beside them."""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime
from email.message import Message
from email.utils import parsedate_to_datetime

from autocrm.adapters.mail import headers
from autocrm.adapters.mail.limits import MAX_REFERENCES

_BRACKETED = re.compile(r"<\s*([^<>\s]{1,250}(?:\s+[^<>\s]{1,250}){0,3})\s*>")
_BARE = re.compile(r"[^<>\s,;]{1,400}@[^<>\s,;]{1,250}")


def message_ids(field: str) -> tuple[str, ...]:
    """The ids named in a field, in order, each once, as `<left@right>`."""
    found = [re.sub(r"\s+", "", inner) for inner in _BRACKETED.findall(field)]
    found = found or _BARE.findall(field)
    return tuple(dict.fromkeys(f"<{inner}>" for inner in found))[-MAX_REFERENCES:]


def message_id(message: Message, warnings: list[str]) -> str | None:
    """The id the sender gave, or None. Of several the first counts, with a warning."""
    fields = headers.values(message, "Message-ID")
    found = [ids[0] for ids in map(message_ids, fields) if ids]
    if len(set(found)) > 1:
        warnings.append("several Message-IDs")
    if not found:
        warnings.append("no usable Message-ID")
    return found[0] if found else None


def provider_id(message_id: str | None, raw: bytes) -> str:
    """The idempotency key: the same for the same message, however often it arrives."""
    return message_id or f"sha256:{hashlib.sha256(raw).hexdigest()}"


def sent_at(message: Message, warnings: list[str]) -> datetime | None:
    """The Date field in UTC; None, with a warning, when it is no date."""
    text = headers.value(message, "Date")[:100]
    if not text:
        return None
    try:
        found = parsedate_to_datetime(text)
        found = found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        found = None
    if found is None or not 1980 <= found.year <= 2100:
        warnings.append("unreadable Date")
        return None
    return found

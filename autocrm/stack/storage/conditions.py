"""Conditional requests and ranges: which part of a file, if any, is the answer."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime

from starlette.datastructures import Headers

from autocrm.stack.storage.errors import StorageFailure

_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")


def http_date(moment: datetime) -> str:
    """Sat, 31 Jan 2026 10:20:30 GMT"""
    return format_datetime(moment.astimezone(UTC), usegmt=True)


def not_modified(headers: Headers, etag: str, changed: datetime) -> bool:
    """Whether the caller has this very version; If-None-Match is asked first."""
    known = headers.get("if-none-match")
    if known is not None:
        return known.strip() == "*" or _bare(etag) in map(_bare, known.split(","))
    since = _date(headers.get("if-modified-since"))
    return since is not None and changed.replace(microsecond=0) <= since


def wanted_range(headers: Headers, size: int, etag: str, changed: datetime) -> range | None:
    """The bytes asked for; None for the whole. Raises StorageFailure 416.

    Several ranges, other units and ranges of another version (If-Range) are answered whole.
    """
    match = _RANGE.fullmatch(headers.get("range", "").replace(" ", ""))
    if match is None or match[1] == match[2] == "" or not _same(headers, etag, changed):
        return None
    if match[1] == "":
        first, last = max(0, size - int(match[2])), size - 1
        first = size if int(match[2]) == 0 else first
    else:
        first, last = int(match[1]), min(int(match[2] or size - 1), size - 1)
        if match[2] and int(match[2]) < int(match[1]):
            return None
    if first >= size:
        raise StorageFailure(
            416,
            "invalid_range",
            "The requested range lies behind the end of the object",
            "InvalidRange",
            {"content-range": f"bytes */{size}"},
        )
    return range(first, last + 1)


def _same(headers: Headers, etag: str, changed: datetime) -> bool:
    wanted = headers.get("if-range")
    if wanted is None:
        return True
    if wanted.startswith('"'):
        return wanted == etag
    return _date(wanted) == changed.replace(microsecond=0)


def _bare(etag: str) -> str:
    return etag.strip().removeprefix("W/")


def _date(text: str | None) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text or "")
    except (ValueError, TypeError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)

"""The words of TUS 1.0.0: request headers checked, metadata read, answers as tus-node words them.

Upstream's server answers troubles in plain text, not in Storage's JSON: tus-js-client shows it.
"""

from __future__ import annotations

import base64
import binascii
import re
from email.utils import formatdate

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse, Response

VERSION = "1.0.0"
EXTENSIONS = "creation,creation-with-upload,creation-defer-length,termination,expiration"
BODY_TYPE = "application/offset+octet-stream"
MAX_METADATA = 8192  # bytes of the header; upstream's web server takes 16 KB of headers in all
_COUNT = re.compile(r"0|[1-9][0-9]{0,15}")
Metadata = dict[str, str | None]


class TusFailure(Exception):
    """A refusal in TUS's own words. `headers` go along with the answer."""

    def __init__(self, status: int, body: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(body)
        self.status, self.body, self.headers = status, body, headers or {}


def not_found() -> TusFailure:
    """404: no such upload."""
    return TusFailure(404, "The file for this url was not found\n")


def gone() -> TusFailure:
    """410: there was one, and it has expired."""
    return TusFailure(410, "The file for this url no longer exists\n")


def offset_conflict() -> TusFailure:
    """409: the client is elsewhere in the file; it asks by HEAD and goes on."""
    return TusFailure(409, "Upload-Offset conflict\n")


def locked() -> TusFailure:
    """423: another request is writing to this upload; the client tries again later."""
    return TusFailure(423, "Another request is writing to this upload: try again in a moment\n")


def oversized() -> TusFailure:
    """413: over the limit of the bucket, or of the whole service."""
    return TusFailure(413, "Maximum size exceeded\n")


def overlong() -> TusFailure:
    """413: more bytes than the upload announced."""
    return TusFailure(413, "upload's size exceeded\n")


def answer(status: int, headers: dict[str, str] | None = None, body: str = "") -> Response:
    """An answer with the protocol's version on it."""
    content = body if status != 204 else None
    return PlainTextResponse(content, status, {"Tus-Resumable": VERSION, **(headers or {})})


def check_version(headers: Headers) -> None:
    """Refuse a client that speaks another protocol. Raises TusFailure 412."""
    spoken = headers.get("tus-resumable")
    if spoken != VERSION:
        words = "Tus-Resumable Required\n" if spoken is None else "Invalid tus-resumable\n"
        raise TusFailure(412, words, {"Tus-Version": VERSION})


def count_of(headers: Headers, name: str) -> int | None:
    """A header that counts bytes, None when it is missing. Raises TusFailure 400."""
    value = headers.get(name)
    if value is None:
        return None
    if not _COUNT.fullmatch(value):
        raise TusFailure(400, f"Invalid {name}\n")
    return int(value)


def announced_length(headers: Headers) -> int | None:
    """The size of a new upload in bytes, None when it is told later. Raises TusFailure."""
    if "upload-concat" in headers:
        raise TusFailure(
            501,
            "Concatenation extension is not (yet) supported."
            " Disable parallel uploads in the tus client.\n",
        )
    length, deferred = count_of(headers, "upload-length"), headers.get("upload-defer-length")
    if deferred not in (None, "1"):
        raise TusFailure(400, "Invalid upload-defer-length\n")
    if (length is None) == (deferred is None):
        raise TusFailure(400, "Upload-Length or Upload-Defer-Length header required\n")
    return length


def metadata_of(headers: Headers) -> Metadata:
    """Upload-Metadata as it was meant. Raises TusFailure 400."""
    raw = headers.get("upload-metadata")
    if raw is None:
        raise TusFailure(400, "Metadata header is required")
    if len(raw) > MAX_METADATA:
        raise TusFailure(400, f"Upload-Metadata is longer than {MAX_METADATA} bytes\n")
    found: Metadata = {}
    for pair in raw.split(","):
        key, value = _pair(pair.strip(" "))
        if not key or key in found:
            raise _bad_metadata()
        found[key] = value
    return found


def _pair(text: str) -> tuple[str, str | None]:
    key, blank, encoded = text.partition(" ")
    if not blank:
        return key, None
    try:
        return key, base64.b64decode(encoded, validate=True).decode()
    except (binascii.Error, ValueError) as error:
        raise _bad_metadata() from error


def _bad_metadata() -> TusFailure:
    return TusFailure(
        400,
        "Upload-Metadata is invalid: send pairs of a key and its value in Base64, with a blank"
        " between the two and commas between the pairs\n",
    )


def written_metadata(metadata: Metadata) -> str:
    """The header Upload-Metadata, for the answer to HEAD."""
    return ",".join(
        key if value is None else f"{key} {base64.b64encode(value.encode()).decode()}"
        for key, value in metadata.items()
    )


def http_date(seconds: float) -> str:
    """A point in time (seconds since 1970) as HTTP writes it."""
    return formatdate(seconds, usegmt=True)

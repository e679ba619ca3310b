"""What came along: name, type, size, digest and bytes."""

from __future__ import annotations

import hashlib
import mimetypes
import re
from collections.abc import Iterable
from email.message import Message

from autocrm.adapters.mail import headers, tree
from autocrm.domain.message import Attachment

_MAX_NAME = 150
_FORBIDDEN = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]+')
_RESERVED = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)
_KIND = re.compile(r"[a-z0-9][a-z0-9.+_-]{0,80}/[a-z0-9][a-z0-9.+_-]{0,80}")


def describe(parts: Iterable[Message], warnings: list[str]) -> tuple[Attachment, ...]:
    """One description a part, in order."""
    return tuple(_describe(part, number, warnings) for number, part in enumerate(parts, 1))


def _describe(part: Message, number: int, warnings: list[str]) -> Attachment:
    kind = tree.content_type(part)
    kind = kind if _KIND.fullmatch(kind) else "application/octet-stream"
    data = _data(part, warnings)
    if kind == "application/ms-tnef":
        warnings.append("attachments are wrapped in Outlook's winmail.dat")
    return Attachment(
        filename=safe_name(_name(part)) or _made_up(kind, number),
        content_type=kind,
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        content=data,
    )


def _data(part: Message, warnings: list[str]) -> bytes:
    inside = tree.children(part)
    if not inside:
        return tree.payload(part, warnings)
    # An attached message or multipart: as_bytes keeps 8-bit data as it came.
    return b"\r\n".join(_flat(child) for child in inside)


def _flat(part: Message) -> bytes:
    try:
        return part.as_bytes()
    except (ValueError, LookupError, TypeError, AttributeError):
        # stdlib's writer cannot repeat every broken header; the leaves still tell two apart
        return b"".join(tree.payload(leaf, []) for leaf in tree.leaves(part))


def _name(part: Message) -> str:
    for field, parameter in (("content-disposition", "filename"), ("content-type", "name")):
        name = headers.parameters(headers.value(part, field)).get(parameter, "")
        if name:
            return name
    inside = tree.children(part)
    if tree.content_type(part) == "message/rfc822" and inside:
        subject = headers.decoded(headers.value(inside[0], "subject"))
        return f"{subject or 'message'}.eml"
    return headers.decoded(headers.value(part, "content-description"))


def safe_name(name: str) -> str:
    """A name that is one path component on every system; "" when nothing is left.

    Direction marks are dropped: with them `annexe\u202efdp.exe` looks like a PDF.
    """
    name = re.split(r"[\\/]", name)[-1] if re.search(r"[\\/]", name) else name
    name = _FORBIDDEN.sub("_", " ".join(name.split())).strip(" .")
    if _RESERVED.match(name):
        name = "_" + name
    if len(name) > _MAX_NAME:
        stem, dot, suffix = name.rpartition(".")
        keep = f".{suffix}" if dot and len(suffix) <= 10 else ""
        name = (stem if keep else name)[: _MAX_NAME - len(keep)] + keep
    return name.strip("_ ") and name


def _made_up(kind: str, number: int) -> str:
    return f"attachment-{number}{mimetypes.guess_extension(kind) or '.bin'}"

"""Files as parts of an outgoing mail (RFC 2183; names beyond ASCII as RFC 2231 has them)."""

from __future__ import annotations

import base64
import re
from email.message import Message
from urllib.parse import quote

from autocrm.domain.message import Attachment
from autocrm.errors import Invalid

_TYPE = re.compile(r"[a-z0-9][a-z0-9.+_-]{0,80}/[a-z0-9][a-z0-9.+_-]{0,80}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_PLAIN = re.compile(r"[\x20-\x7e]{1,200}")
_SECTION = 20  # characters of a name in one parameter: at most 240 on the wire


def enclosure(file: Attachment) -> Message:
    """One attached file. Raises Invalid for a name with control characters."""
    part = Message()
    part["Content-Type"] = _content_type(file.content_type)
    part["Content-Transfer-Encoding"] = "base64"
    part["Content-Disposition"] = f"attachment;\n {_filename(file.filename)}"
    part.set_payload(base64.encodebytes(file.content).decode("ascii"))
    return part


def _content_type(content_type: str) -> str:
    # A mail or a bundle of parts must not be in base64 as itself (RFC 2046, 5.2.1).
    composite = content_type.startswith(("message/", "multipart/"))
    if composite or not _TYPE.fullmatch(content_type):
        return "application/octet-stream"
    return content_type


def _filename(name: str) -> str:
    """The parameter `filename`, folded."""
    if _CONTROL.search(name) or not name:
        raise Invalid(f"{name[:80]!r} is no name for an attached file.")
    if _PLAIN.fullmatch(name):
        escaped = name.replace("\\", "\\\\").replace('"', '\\"')
        return f'filename="{escaped}"'
    sections = [name[start : start + _SECTION] for start in range(0, len(name), _SECTION)]
    coded = [quote(section, safe="") for section in sections]
    if len(coded) == 1:
        return f"filename*=utf-8''{coded[0]}"
    coded[0] = f"utf-8''{coded[0]}"
    return ";\n ".join(f"filename*{number}*={text}" for number, text in enumerate(coded))

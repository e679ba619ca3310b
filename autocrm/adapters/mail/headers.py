"""Header fields: found by name, unfolded, and decoded (RFC 2047, raw 8-bit, RFC 2231)."""

from __future__ import annotations

import base64
import binascii
import re
from email.message import Message
from urllib.parse import unquote_to_bytes

from autocrm.adapters.mail.charsets import clean, decode

_MAX_VALUE = 64 * 1024  # long recipient lists; everything below is linear
_FOLD = re.compile(r"[\r\n]+[ \t]*")
_WORD = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^?]*)\?=")
_PARAMETER = re.compile(
    r';\s*([^\s=;"*]{1,60})(\*\d{1,3})?(\*)?\s*=\s*("(?:[^"\\]|\\.)*"|[^;]*)', re.DOTALL
)


def values(part: Message, name: str) -> list[str]:
    """All values of a field, unfolded but not decoded; 8-bit bytes as UTF-8 or cp1252."""
    wanted = name.lower()
    return [
        unfold(readable(str(value)[:_MAX_VALUE]))
        for key, value in part.raw_items()
        if key.lower() == wanted
    ]


def value(part: Message, name: str) -> str:
    """The first value of a field, or ""."""
    found = values(part, name)
    return found[0] if found else ""


def unfold(text: str) -> str:
    """One line, without control characters."""
    return clean(_FOLD.sub(" ", text)).replace("\n", " ").strip()


def readable(text: str) -> str:
    """Undo the parser's surrogates: raw bytes in a header are UTF-8, or else western."""
    if text.isascii():
        return text
    return decode(text.encode("utf-8", "surrogateescape"), "", [])


def decoded(text: str) -> str:
    """Encoded words to text. What cannot be decoded stays as it is."""
    out: list[str] = []
    position = 0
    pending: tuple[str, bytes] | None = None
    for match in _WORD.finditer(text):
        gap = text[position : match.start()]
        piece = (match[1].partition("*")[0].lower(), _word_bytes(match[2], match[3]))
        # Between two encoded words white space does not count, and a character may be
        # torn over both: join the bytes first.
        if pending and not gap.strip() and pending[0] == piece[0]:
            pending = (piece[0], pending[1] + piece[1])
        else:
            out += [_text(pending), gap if gap.strip() or not pending else ""]
            pending = piece
        position = match.end()
    out += [_text(pending), text[position:]]
    return " ".join(clean("".join(out)).split())


def _text(piece: tuple[str, bytes] | None) -> str:
    return decode(piece[1], piece[0], []) if piece else ""


def _word_bytes(encoding: str, payload: str) -> bytes:
    raw = payload.encode("utf-8", "surrogateescape")
    if encoding in "qQ":
        return binascii.a2b_qp(raw.replace(b"_", b" "), header=True)
    letters = re.sub(rb"[^A-Za-z0-9+/]", b"", raw)
    if len(letters) % 4 == 1:
        letters = letters[:-1]
    return base64.b64decode(letters + b"=" * (-len(letters) % 4))


def parameters(field: str) -> dict[str, str]:
    """Parameters of a Content-* field, with RFC 2231 pieces joined and decoded."""
    pieces: dict[str, list[tuple[int, bool, str]]] = {}
    for match in _PARAMETER.finditer(";" + field.partition(";")[2]):
        number = int(match[2][1:]) if match[2] else 0
        extended = bool(match[3])
        pieces.setdefault(match[1].lower(), []).append((number, extended, _unquote(match[4])))
    return {name: _join(found) for name, found in pieces.items()}


def _unquote(text: str) -> str:
    text = text.strip()
    if len(text) >= 2 and text[0] == text[-1] == '"':
        return re.sub(r"\\(.)", r"\1", text[1:-1])
    return text


def _join(pieces: list[tuple[int, bool, str]]) -> str:
    """`name*0*=utf-8''…; name*1*=…` is one value; a plain one may hold encoded words."""
    if not any(extended for _, extended, _ in pieces):
        return decoded("".join(text for _, _, text in sorted(pieces, key=lambda p: p[0])))
    charset = ""
    data = b""
    # A client that sends both forms means the extended one.
    chosen = sorted((p for p in pieces if p[1] or p[0]), key=lambda p: p[0])
    for index, (_, extended, text) in enumerate(chosen):
        if index == 0 and text.count("'") >= 2:
            charset, _, text = text.split("'", 2)
        raw = text.encode("utf-8", "surrogateescape")
        data += unquote_to_bytes(raw) if extended else raw
    return unfold(decode(data, charset, []))

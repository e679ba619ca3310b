"""Which parts of a message are its text, and that text."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from email.message import Message

from autocrm.adapters.mail import headers, tree
from autocrm.adapters.mail.charsets import clean, decode, drop_tag_characters
from autocrm.adapters.mail.html import HIDDEN, html_to_text
from autocrm.adapters.mail.limits import MAX_TEXT

# "Your mail program cannot show HTML": a plain part that says nothing.
_PLACEHOLDER = re.compile(r"\bhtml\b|e-?mail[ -]?(client|programm?|reader)", re.IGNORECASE)
_META_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?([\w:-]{2,40})", re.IGNORECASE)


@dataclass(slots=True)
class Body:
    """Text of a message and the parts that are not its text."""

    text: str = ""
    attached: list[Message] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def read_body(message: Message) -> Body:
    """Text in reading order, at most MAX_TEXT characters; everything else is attached."""
    body = Body()
    pieces = _pieces(message, body)
    if not any(piece.strip() for piece in pieces):
        pieces = [_attached_message(part, body) or _shown(part, body) for part in body.attached]
    text = "\n\n".join(piece.strip("\n") for piece in pieces if piece.strip())
    text, spelt = drop_tag_characters(text)
    if spelt:
        body.warnings.append(HIDDEN)
    if len(text) > MAX_TEXT:
        text = text[:MAX_TEXT]
        body.warnings.append(f"the text was cut after {MAX_TEXT} characters")
    body.text = text.strip()
    return body


def _pieces(part: Message, body: Body) -> list[str]:
    kind = tree.content_type(part)
    inside = tree.children(part)
    if not kind.startswith("multipart/") or not inside:
        return _leaf(part, kind, body)
    if kind == "multipart/alternative":
        return _alternative(inside, body)
    if kind in ("multipart/related", "multipart/signed"):
        body.attached += inside[1:]
        return _pieces(inside[0], body)
    if kind == "multipart/encrypted":
        body.warnings.append("the message is encrypted")
    return [piece for child in inside for piece in _pieces(child, body)]


def _alternative(inside: list[Message], body: Body) -> list[str]:
    """The same text in several forms: the plain one, if it says something."""
    forms = [(child, *_form(child)) for child in inside]
    chosen = max(range(len(forms)), key=lambda index: (_worth(*forms[index][:2]), index))
    for _, _, form in forms:
        body.attached += form.attached
    body.warnings += forms[chosen][2].warnings
    return forms[chosen][1]


def _form(part: Message) -> tuple[list[str], Body]:
    form = Body()
    return _pieces(part, form), form


def _worth(part: Message, pieces: list[str]) -> int:
    """0 nothing, 1 text, 2 plain text that is more than "see the HTML part"."""
    text = "\n".join(pieces).strip()
    if tree.content_type(part) == "text/plain":
        return 2 if text and not _is_placeholder(text) else 0
    return 1 if text else 0


def _is_placeholder(text: str) -> bool:
    return len(text) < 250 and bool(_PLACEHOLDER.search(text))


def _leaf(part: Message, kind: str, body: Body) -> list[str]:
    if not _is_text(part, kind):
        body.attached.append(part)
        return []
    return [_html_of(part, body) if kind == "text/html" else _text_of(part, body)]


def _html_of(part: Message, body: Body) -> str:
    data = tree.payload(part, body.warnings)
    found = _META_CHARSET.search(data[:4000])
    declared = headers.parameters(headers.value(part, "content-type")).get("charset", "")
    charset = declared or (found[1].decode("ascii") if found else "")
    return html_to_text(clean(decode(data, charset, body.warnings)), body.warnings)


def _text_of(part: Message, body: Body) -> str:
    label = headers.parameters(headers.value(part, "content-type"))
    data = tree.payload(part, body.warnings)[: MAX_TEXT * 5]  # no character takes more bytes
    text = clean(decode(data, label.get("charset", ""), body.warnings))
    if label.get("format", "").lower() == "flowed":
        text = _unflow(text, delete_space=label.get("delsp", "").lower() == "yes")
    return text


def _is_text(part: Message, kind: str) -> bool:
    disposition = headers.value(part, "content-disposition")
    if disposition.lower().startswith("attachment"):
        return False
    if "filename" in headers.parameters(disposition):
        return False
    # A multipart without parts is a message whose boundary is broken: show what is there.
    return kind in ("text/plain", "text/html", "text/enriched") or kind.startswith("multipart/")


def _unflow(text: str, *, delete_space: bool) -> str:
    """format=flowed (RFC 3676): a space at the end says that the line goes on."""
    out: list[str] = []
    open_depth = -1  # quote depth of the line that waits to go on
    for line in text.split("\n"):
        depth = len(line) - len(line.lstrip(">"))
        content = line[depth:].removeprefix(" ")
        goes_on = content.endswith(" ") and content != "-- "
        mark = ">" * depth + " " if depth else ""
        if open_depth == depth and content != "-- ":
            out[-1] += content
        else:
            out.append(mark + content)
        if goes_on and delete_space:
            out[-1] = out[-1][:-1]
        open_depth = depth if goes_on else -1
    return "\n".join(out)


def _shown(part: Message, body: Body) -> str:
    """A text that has a file name, yet is to be shown: some programs send the mail so."""
    disposition = headers.value(part, "content-disposition").lower()
    if tree.content_type(part) != "text/plain" or not disposition.startswith("inline"):
        return ""
    return _text_of(part, body)


def _attached_message(part: Message, body: Body) -> str:
    """A mail that only carries another mail means that one: show who wrote it, and its text."""
    inside = tree.children(part)
    if tree.content_type(part) != "message/rfc822" or not inside:
        return ""
    inner = read_body(inside[0])
    body.warnings += inner.warnings
    names = ("From", "Date", "Subject")
    lines = [f"{name}: {headers.decoded(headers.value(inside[0], name))}" for name in names]
    return "---------- Forwarded message ----------\n" + "\n".join([*lines, "", inner.text])

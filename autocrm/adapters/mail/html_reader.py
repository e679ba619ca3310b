"""Walks clean HTML once and writes the lines a reader would see."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from autocrm.adapters.mail.style import Look

BLOCKS = frozenset((
    "address", "article", "aside", "blockquote", "center", "div", "dl", "dd", "dt",
    "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main",
    "nav", "ol", "p", "pre", "section", "table", "tbody", "tfoot", "thead", "tr", "ul",
))  # fmt: skip
_SPACED = frozenset((
    "p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table", "pre",
))  # fmt: skip
_VOID = frozenset(("br", "hr", "img"))
WORDS = re.compile(r"\w{3,}")
_SIGNATURE = re.compile(r"(^|\s)(gmail_signature|moz-signature|protonmail_signature_block)(\s|$)")
_SPACE = re.compile(r"[ \t\n\r\f\v\xa0\u2000-\u200a\u202f\u3000]+")


class Reader(HTMLParser):
    """Feed it what the cleaner returns, then ask for `text()`.

    `hiding` are class names that the mail's own style sheets hide; `dropped_words`
    counts words that nobody would have seen.
    """

    def __init__(self, hiding: frozenset[str]) -> None:
        super().__init__(convert_charrefs=True)
        self.dropped_words = 0
        self._hiding = hiding
        self._looks: list[tuple[str, Look]] = [("", Look())]
        self._lines: list[str] = []
        self._line: list[str] = []
        self._links: list[tuple[str, list[str]]] = []
        self._quotes = 0
        self._pre = 0

    def text(self) -> str:
        """All lines, at most one empty one between two."""
        self._break()
        kept: list[str] = []
        for line in self._lines:
            if line.strip("> ") or (kept and kept[-1].strip("> ")):
                kept.append(line)
        return "\n".join(kept).strip()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if tag not in _VOID:
            self._looks.append((tag, self._look.inside(attributes, self._hiding)))
        if tag in BLOCKS or tag == "br":
            self._break(blank=tag in _SPACED, always=tag == "br")
        if not self._look.hidden:
            self._open(tag, attributes)

    def _open(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "blockquote":
            self._quotes += 1
        elif tag == "a":
            self._links.append((attributes.get("href", ""), []))
        elif tag == "li":
            self._line.append("- ")
        elif tag == "hr":
            self._line.append("_" * 32)
            self._break()
        elif tag == "pre":
            self._pre += 1
        elif tag == "img" and len(attributes.get("alt", "")) <= 4:
            self._write(attributes.get("alt", ""))  # an emoji sent as a picture
        if _is_signature(attributes):
            self._break()
            self._line.append("-- ")
            self._break()

    def handle_endtag(self, tag: str) -> None:
        if self._looks[-1][0] != tag:
            return  # the cleaner closes what it opens; a void element has no end
        hidden = self._look.hidden
        if not hidden and tag == "a":
            self._close_link()
        if tag in BLOCKS:
            self._break(blank=tag in _SPACED)
        elif tag in ("td", "th"):
            self._write(" ")
        self._looks.pop()
        if not hidden and tag == "blockquote":
            self._quotes -= 1
        elif not hidden and tag == "pre":
            self._pre -= 1

    def handle_data(self, data: str) -> None:
        if self._look.hidden:
            self.dropped_words += len(WORDS.findall(data))
        elif self._pre:
            self._write_preformatted(data)
        else:
            self._write(_SPACE.sub(" ", data))

    @property
    def _look(self) -> Look:
        return self._looks[-1][1]

    def _write(self, text: str) -> None:
        self._line.append(text)
        if self._links:
            self._links[-1][1].append(text)

    def _write_preformatted(self, data: str) -> None:
        first, *others = data.split("\n")
        self._write(first)
        for line in others:
            self._break(always=True)
            self._write(line)

    def _close_link(self) -> None:
        if not self._links:
            return
        href, words = self._links.pop()
        shown = "".join(words).strip()
        # The cap keeps the tracking addresses of newsletters out of the text.
        if href.startswith("http") and len(href) <= 200 and shown and not _shows(shown, href):
            self._line.append(f" ({href})")

    def _break(self, *, blank: bool = False, always: bool = False) -> None:
        """End the line: an empty one only if `always` (a <br>); `blank` sets off a paragraph."""
        line = "".join(self._line)
        line = line.rstrip() if self._pre else _SPACE.sub(" ", line).strip()
        mark = "> " * min(self._quotes, 8)
        if line or always:
            self._add(mark, line)
        if blank:
            self._add(mark, "")
        self._line = []

    def _add(self, mark: str, line: str) -> None:
        self._lines.append(mark + line if line else mark.rstrip())


def _shows(words: str, href: str) -> bool:
    bare = href.split("://", 1)[-1].removeprefix("www.").rstrip("/").lower()
    return bare in words.lower() or words.lower() in bare


def _is_signature(attributes: dict[str, str]) -> bool:
    return (
        attributes.get("data-smartmail") == "gmail_signature"
        or bool(_SIGNATURE.search(attributes.get("class", "")))
        or attributes.get("id", "") in ("Signature", "signature")
    )

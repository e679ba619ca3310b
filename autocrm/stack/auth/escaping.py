"""Values in the HTML of a mail, escaped for the place they stand in; and HTML as text."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser
from urllib.parse import quote, urlsplit

# A link that is being written: its quote, and what stands of its address so far.
_LINK = re.compile(r"""\b(?:href|src)\s*=\s*(["'])((?:(?!\1).)*)$""", re.IGNORECASE | re.DOTALL)
_LOOK_BACK = 4096  # characters; no address in a template is longer
_SCHEMES = ("", "http", "https", "mailto")
_IN_A_PATH = "/:@!$&'()*+,;=%~-._?#[]"


def escaped(value: str, before: str) -> str:
    """`value` as it may follow `before`: text, an address, or a part of one."""
    link = _LINK.search(before[-_LOOK_BACK:])
    if link is None:
        return html.escape(value)
    written = link[2]
    if "?" in written or "#" in written:
        return quote(value, safe="")
    if not written.strip() and not _harmless(value):
        return "#"  # javascript: and the like: users choose their own metadata
    return html.escape(quote(value, safe=_IN_A_PATH))


def _harmless(address: str) -> bool:
    try:
        return urlsplit(address.strip()).scheme.lower() in _SCHEMES
    except ValueError:
        return False


def text_of(page: str) -> str:
    """The page for readers without HTML: blocks as paragraphs, each address on a line."""
    reader = _Reader()
    reader.feed(page)
    reader.close()
    lines = (" ".join(line.split()) for line in "".join(reader.out).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip() + "\n"


_BLOCKS = frozenset(
    ["p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "tr", "table", "ul", "ol", "blockquote"]
)
_SILENT = frozenset(("style", "script", "head", "title"))


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.out: list[str] = []
        self._silent = 0
        self._links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent += 1
        elif tag == "br":
            self.out.append("\n")
        elif tag in _BLOCKS:
            self.out.append("\n\n")
        elif tag == "a":
            self._links.append(dict(attrs).get("href") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag in _BLOCKS:
            self.out.append("\n\n")
        elif tag == "a" and self._links:
            self.out.append(f":\n{self._links.pop()}\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.out.append(data.replace("\n", " "))

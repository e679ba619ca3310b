"""HTML to the text a reader would see: nothing remote, nothing hidden."""

from __future__ import annotations

import re
from html import unescape

import nh3

from autocrm.adapters.mail.html_reader import BLOCKS, WORDS, Reader
from autocrm.adapters.mail.limits import MAX_HTML
from autocrm.adapters.mail.style import hiding_classes

_INLINE = frozenset((
    "a", "b", "br", "code", "del", "em", "font", "i", "img", "ins", "s", "small", "span",
    "strong", "sub", "sup", "td", "th", "u",
))  # fmt: skip
_ATTRIBUTES = {
    "*": {"style", "class", "id", "hidden", "bgcolor", "color", "data-smartmail"},
    "a": {"href"},
    "img": {"alt"},
    "blockquote": {"type"},
}
_DROPPED = frozenset((
    "script", "style", "head", "title", "template", "noscript", "iframe", "object", "svg",
    "math",
))  # fmt: skip
_STYLE = re.compile(r"<style\b[^>]{0,500}>([^<]{0,50000})", re.IGNORECASE)
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,20})")
_UNCLOSED = frozenset((
    "area", "base", "br", "col", "hr", "img", "input", "li", "link", "meta", "option",
    "p", "td", "th", "tr", "wbr",
))  # fmt: skip
_MAX_DEPTH = 1000  # the cleaner's time grows with the square: 200,000 levels take minutes
_MAX_REFERENCES = 100_000  # so does it with "&"
_PICTURE_DATA = re.compile(r"data:image/[^\"'\s>]*", re.IGNORECASE)
HIDDEN = "hidden text"


def html_to_text(html: str, warnings: list[str]) -> str:
    """Visible text, a paragraph a block; quoted mail is marked "> " as in plain text.

    Links keep their words, and their address in brackets where the words do not show
    it. Adds the warning "hidden text" when text was dropped that no reader sees.
    """
    html = _PICTURE_DATA.sub("", html)
    if len(html) > MAX_HTML:
        html = html[:MAX_HTML]
        warnings.append("the HTML was cut: it is too long")
    if _is_hostile(html):
        warnings.append("HTML that no mail program writes: what it hides could not be told")
        return unescape(re.sub(r"<[^<>]{0,2000}>", " ", html)).strip()
    reader = Reader(hiding_classes("\n".join(_STYLE.findall(html))))
    reader.feed(_clean(html))
    reader.close()
    if reader.dropped_words or _comment_words(html):
        warnings.append(HIDDEN)
    return reader.text()


def _is_hostile(html: str) -> bool:
    if html.count("&") > _MAX_REFERENCES:
        return True
    depth = 0
    for match in _TAG.finditer(html):
        if match[2].lower() not in _UNCLOSED:
            depth = max(0, depth + (-1 if match[1] else 1))
            if depth > _MAX_DEPTH:
                return True
    return False


def _clean(html: str) -> str:
    """What a browser would make of it, with only the elements and attributes we read."""
    return nh3.clean(
        html,
        tags=set(BLOCKS | _INLINE),
        clean_content_tags=set(_DROPPED),
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
        strip_comments=True,
    )


def _comment_words(html: str) -> bool:
    """Whether a comment holds a sentence (those of Outlook, `[if …`, are markup)."""
    start = html.find("<!--")
    while start >= 0:
        end = html.find("-->", start + 4)
        if end < 0:
            return False
        body = html[start + 4 : end]
        if "<" not in body and "{" not in body and not body.lstrip().startswith("["):
            words = WORDS.findall(body[:2000])
            if len(words) >= 4:
                return True
        start = html.find("<!--", end)
    return False

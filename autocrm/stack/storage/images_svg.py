"""Telling SVG from other files: it is passed on as it is, and must not become a script."""

from __future__ import annotations

import contextlib
from xml.parsers import expat

CHECKED = 32 * 1024  # bytes looked at; imgproxy's measure
MEDIA_TYPE = "image/svg+xml"
# Opened by its address it runs nothing, loads nothing and belongs to nobody; its own styles
# and embedded pictures it needs also where a page only shows it.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; sandbox"


class _Root(Exception):
    """Raised at the first element, to read no further."""


def is_svg(head: bytes) -> bool:
    """Whether a file that begins with `head` is an XML document with <svg> at its root."""
    parser = expat.ParserCreate()
    names: list[str] = []

    def begin(name: str, attributes: dict[str, str]) -> None:
        names.append(name)
        raise _Root

    parser.StartElementHandler = begin
    with contextlib.suppress(_Root, expat.ExpatError):
        parser.Parse(head[:CHECKED], False)
    return bool(names) and names[0].rpartition(":")[2].lower() == "svg"

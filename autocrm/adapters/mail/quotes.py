"""What the person wrote this time: quoted mail, forwards' wrappings and footers cut off.

Everything works on lines of plain text; `html.py` marks quotes with "> " too, so that
there is one set of rules. In doubt text is kept: a question that is cut away is worse
than a quote that stays.
"""

from __future__ import annotations

import re

from autocrm.adapters.mail.markers import (
    attribution_at,
    header_block_at,
    is_forward_marker,
    is_reply_marker,
)
from autocrm.adapters.mail.signatures import without_footers

_QUOTED = re.compile(r"^\s{0,3}(>|\|\s*>)")
_FORWARD_SUBJECT = re.compile(r"^\s*(fwd?|wg|tr|rv|i|enc|doorst|vs|vb)\s*:", re.IGNORECASE)
_SHORT_REST = 25  # characters of a quoted line's end that wrapping tore off


def written_now(text: str, subject: str = "") -> str:
    """`text` without what was quoted below, above or around the reply.

    Parts written between quotes are kept, and so is a forwarded message, which is
    what a forward is about. Never empty when `text` is not.
    """
    lines = [line.rstrip() for line in text.split("\n")]
    kept = _join(_written(lines, forwarded=bool(_FORWARD_SUBJECT.match(subject))))
    return without_footers(kept) or kept or _unmarked(text)


def _written(lines: list[str], *, forwarded: bool) -> list[str]:
    kept: list[str] = []
    index = 0
    while index < len(lines):
        if is_forward_marker(lines[index]):
            return kept + lines[index:]
        length = attribution_at(lines, index)
        if length and _quote_follows(lines, index + length):
            index += length
        elif (length and attribution_at(lines, index, strict=True)) or _starts_old_mail(
            lines, index
        ):
            return _at_old_mail(kept, lines, index, forwarded)
        elif _QUOTED.match(lines[index]):
            index = _after_quote(lines, index)
            kept.append("")
        else:
            kept.append(lines[index])
            index += 1
    return kept


def _at_old_mail(kept: list[str], lines: list[str], index: int, forwarded: bool) -> list[str]:
    """An old mail starts here, unmarked: it ends the reply, unless there is none above."""
    if forwarded or not "".join(without_footers(_join(kept)).split()):
        return kept + lines[index:]
    return kept


def _starts_old_mail(lines: list[str], index: int) -> bool:
    return is_reply_marker(lines[index]) or header_block_at(lines, index)


def _quote_follows(lines: list[str], index: int) -> bool:
    following = (line for line in lines[index : index + 4] if line.strip())
    return bool(_QUOTED.match(next(following, "")))


def _after_quote(lines: list[str], index: int) -> int:
    """The first line after a quoted block, torn-off ends of its lines included."""
    while index < len(lines) and (
        _QUOTED.match(lines[index]) or _is_torn_end(lines, index) or _is_gap(lines, index)
    ):
        index += 1
    return index


def _is_gap(lines: list[str], index: int) -> bool:
    return not lines[index].strip() and _quote_follows(lines, index)


def _is_torn_end(lines: list[str], index: int) -> bool:
    line, before = lines[index].strip(), lines[index - 1]
    after = lines[index + 1] if index + 1 < len(lines) else ""
    return (
        0 < len(line) <= _SHORT_REST
        and line[:1].islower()
        and len(before) >= 60
        and not before.endswith((".", "?", "!"))
        and bool(_QUOTED.match(before) and _QUOTED.match(after))
    )


def _join(lines: list[str]) -> str:
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _unmarked(text: str) -> str:
    """Everything is quoted: then the quotes are the message, without their marks."""
    bare = _join([re.sub(r"^(\s*>)+\s?", "", line) for line in text.split("\n")])
    return bare or text.strip()

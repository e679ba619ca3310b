"""The arithmetic of resizing, as imgproxy does it: never larger than the source."""

from __future__ import annotations

from dataclasses import dataclass

from autocrm.stack.storage.images_options import Transform

Size = tuple[int, int]  # width, height in pixels
Box = tuple[int, int, int, int]  # left, top, right, bottom


@dataclass(frozen=True)
class Plan:
    """Scale the whole source to `scaled`, then cut `crop` out of that."""

    scaled: Size
    crop: Box


def plan(source: Size, wanted: Transform) -> Plan:
    """How a source of this size becomes what is wanted."""
    horizontal, vertical = _shrinks(source, wanted)
    least = min(horizontal, vertical)
    if least < 1:  # it would grow: keep the wanted proportions, but at the source's size
        horizontal, vertical = horizontal / least, vertical / least
    scaled = (max(1, round(source[0] / horizontal)), max(1, round(source[1] / vertical)))
    inner = (min(scaled[0], wanted.width or scaled[0]), min(scaled[1], wanted.height or scaled[1]))
    left, top = _position(scaled, inner, wanted)
    return Plan(scaled, (left, top, left + inner[0], top + inner[1]))


def _shrinks(source: Size, wanted: Transform) -> tuple[float, float]:
    """By what width and height are divided."""
    horizontal = source[0] / (wanted.width or source[0])
    vertical = source[1] / (wanted.height or source[1])
    if wanted.resize == "fill":  # a side not named stays as it is
        return horizontal, vertical
    if not wanted.width:
        return vertical, vertical
    if not wanted.height:
        return horizontal, horizontal
    both = max(horizontal, vertical) if wanted.resize == "contain" else min(horizontal, vertical)
    return both, both


def _position(outer: Size, inner: Size, wanted: Transform) -> Size:
    """Left and top of the part that is kept; the middle when nothing else is said."""
    gravity = wanted.gravity or "ce"
    x, y = wanted.x_offset or 0.0, wanted.y_offset or 0.0
    if gravity == "fp":
        left, top = _point(outer[0], inner[0], x), _point(outer[1], inner[1], y)
    else:
        left = _along(outer[0], inner[0], x, start="we" in gravity, end="ea" in gravity)
        top = _along(outer[1], inner[1], y, start="no" in gravity, end="so" in gravity)
    return _within(left, outer[0] - inner[0]), _within(top, outer[1] - inner[1])


def _point(outer: int, inner: int, share: float) -> int:
    return round(outer * share) - inner // 2


def _along(outer: int, inner: int, offset: float, *, start: bool, end: bool) -> int:
    pixels = round(offset if abs(offset) >= 1 else outer * offset)
    if start:
        return pixels
    if end:
        return outer - inner - pixels
    return (outer - inner) // 2 + pixels


def _within(value: int, most: int) -> int:
    return max(0, min(value, most))

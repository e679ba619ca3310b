"""What inline CSS hides. Text nobody sees is how a mail whispers to a machine."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

Rgb = tuple[int, int, int]
_WHITE: Rgb = (255, 255, 255)
_NAMED: dict[str, Rgb] = {
    "white": _WHITE, "black": (0, 0, 0), "snow": (255, 250, 250), "ivory": (255, 255, 240),
    "whitesmoke": (245, 245, 245), "gray": (128, 128, 128), "grey": (128, 128, 128),
    "red": (255, 0, 0), "blue": (0, 0, 255), "green": (0, 128, 0), "yellow": (255, 255, 0),
    "navy": (0, 0, 128), "orange": (255, 165, 0), "silver": (192, 192, 192),
}  # fmt: skip
_ALIKE = 12  # of 255: nobody tells these two colours apart
_RGB = re.compile(r"rgba?\(\s*(\d{1,3})[\s,]+(\d{1,3})[\s,]+(\d{1,3})\s*(?:[,/]\s*([\d.]{1,6}))?")
_HEX = re.compile(r"#([0-9a-f]{6}|[0-9a-f]{3})\b")
_WORD = re.compile(r"[a-z]+")
_SIZE = re.compile(r"^\s*([\d.]{1,8})\s*(px|pt|em|rem|%|)")
_ZERO = re.compile(r"^\s*0+(?:\.0*)?\s*(?:px|pt|em|rem|%|)\s*$")
_AWAY = re.compile(r"^\s*-\s*\d{3,}")  # text-indent: -9999px
_PLAIN = frozenset(("style", "class", "hidden", "bgcolor", "color"))
_CLASS_RULE = re.compile(r"\.([A-Za-z][\w-]{0,60})\s*\{([^{}]{0,500})\}")


@dataclass(frozen=True, slots=True)
class Look:
    """How the text inside an element looks; children inherit it."""

    gone: bool = False  # display:none and the like: no child can undo it
    unseen: bool = False  # visibility or a size of nothing: a child can
    color: Rgb | None = (0, 0, 0)  # None: transparent
    background: Rgb = _WHITE

    @property
    def hidden(self) -> bool:
        return self.gone or self.unseen or self.color is None or _alike(self.color, self.background)

    def inside(self, attributes: Mapping[str, str], hiding: frozenset[str]) -> Look:
        """The look within a child element with these attributes.

        `hiding` are the class names that a style sheet in the mail hides.
        """
        if _PLAIN.isdisjoint(attributes):
            return self
        css = declarations(attributes.get("style", ""))
        gone = self.gone or "hidden" in attributes or _gone(css)
        gone = gone or not hiding.isdisjoint(attributes.get("class", "").split())
        look = replace(self, gone=gone, unseen=_unseen(css, self.unseen))
        background = css.get("background-color") or css.get("background")
        look = replace(
            look,
            background=_rgb(background or attributes.get("bgcolor", ""), self.background)
            or self.background,
        )
        return replace(
            look, color=_rgb(css.get("color") or attributes.get("color", ""), self.color)
        )


def declarations(style: str) -> dict[str, str]:
    """`a: b; c: d` as a mapping, lower-cased, without `!important`."""
    found = {}
    for item in style[:4000].lower().split(";"):
        name, colon, value = item.partition(":")
        if colon:
            found[name.strip()] = value.replace("!important", "").strip()
    return found


def hiding_classes(sheets: str) -> frozenset[str]:
    """Names of the classes that a mail's own style sheets hide for everybody."""
    return frozenset(
        match[1]
        for match in _CLASS_RULE.finditer(sheets)
        if _gone(css := declarations(match[2])) or _unseen(css, False)
    )


def _gone(css: Mapping[str, str]) -> bool:
    clipped = any(_ZERO.match(css.get(side, "1")) for side in ("max-height", "height", "max-width"))
    return (
        css.get("display") == "none"
        or css.get("mso-hide") == "all"
        or bool(_ZERO.match(css.get("opacity", "1")))
        or (clipped and css.get("overflow", "").startswith("hidden"))
        or any(_AWAY.match(css.get(name, "")) for name in ("text-indent", "left", "top"))
    )


def _unseen(css: Mapping[str, str], inherited: bool) -> bool:
    visibility = css.get("visibility")
    if visibility:
        return visibility in ("hidden", "collapse")
    size = _SIZE.match(css.get("font-size", ""))
    if not size:
        return inherited
    number = float(size[1]) if size[1].count(".") < 2 and size[1] != "." else 16.0
    return number == 0 or (size[2] in ("px", "pt") and number <= 1)


def _rgb(value: str, otherwise: Rgb | None) -> Rgb | None:
    """The colour that a CSS value names; None when it is see-through."""
    value = value.lower()
    if match := _RGB.search(value):
        solid = float(match[4]) > 0.05 if match[4] and match[4].count(".") < 2 else True
        return (int(match[1]), int(match[2]), int(match[3])) if solid else None
    if match := _HEX.search(value):
        digits = match[1] if len(match[1]) == 6 else "".join(c * 2 for c in match[1])
        return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16)
    words = _WORD.findall(value)
    if "transparent" in words:
        return None
    return next((_NAMED[word] for word in words if word in _NAMED), otherwise)


def _alike(one: Rgb, other: Rgb) -> bool:
    return all(abs(a - b) <= _ALIKE for a, b in zip(one, other, strict=True))

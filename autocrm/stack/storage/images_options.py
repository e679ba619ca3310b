"""What is asked of an image: the transformation of a URL, a body or a signed token.

Names, bounds and the text form are those of Supabase Storage, which hands them to imgproxy.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from autocrm.stack.storage.errors import StorageFailure, invalid_request, not_built

MAX_SIDE = 2500  # pixels; wanted sides beyond it are cut down to it, as upstream does
MIN_QUALITY, MAX_QUALITY = 20, 100
RESIZES = ("cover", "contain", "fill")
FORMATS = ("origin", "avif", "webp")
GRAVITIES = ("no", "so", "ea", "we", "noea", "nowe", "soea", "sowe", "ce", "sm", "fp")
_RESIZING_TYPE = {"cover": "fill", "contain": "fit", "fill": "force"}  # imgproxy's words
_INTEGER = re.compile(r"-?\d{1,9}")
_ALLOWED = {"resize": RESIZES, "format": FORMATS, "gravity": GRAVITIES}
_LEAST = {"width": 0, "height": 0, "quality": MIN_QUALITY}


@dataclass(frozen=True)
class Transform:
    """Sides in pixels (None: as the source's), quality 20 to 100; the rest in upstream's words.

    `gravity` says which part survives a crop; its offsets are pixels, or a share of the
    side when below 1 ("fp": a point, both from 0 to 1).
    """

    width: int | None = None
    height: int | None = None
    resize: str | None = None
    quality: int | None = None
    format: str | None = None
    gravity: str | None = None
    x_offset: float | None = None
    y_offset: float | None = None

    @classmethod
    def of(cls, values: Mapping[str, Any], where: str) -> Transform:
        """Check the fields of a query or of a JSON object, others are ignored.

        `where` ("querystring", "body/transform") begins the sentence of the StorageFailure
        400 that a bad value raises.
        """
        found = {
            field.name: _read(field.name, values[field.name], f"{where}/{field.name}")
            for field in fields(cls)
            if values.get(field.name) is not None
        }
        transform = cls(**found)
        transform._check_gravity()
        return transform

    @classmethod
    def from_signed(cls, text: str) -> Transform:
        """Read back what `signed` wrote into a token. Raises StorageFailure."""
        values: dict[str, str] = {}
        for part in filter(None, text.split(",")):
            names = (part.partition(":")[0], "x_offset", "y_offset")
            values |= dict(zip(names, part.split(":")[1:], strict=False))
        return cls.of(values, "token")

    def signed(self) -> str:
        """The text that a signed URL's token carries as `transformations`."""
        parts = self._sides()
        if parts and self.resize:
            parts.append(f"resize:{self.resize}")
        if self.format == "origin":
            parts.append("format:origin")
        return ",".join(parts + self._look())

    def applied(self) -> str:
        """The text of the header X-Transformations, "" when nothing was asked for."""
        parts = self._sides()
        if parts:
            parts.append(f"resizing_type:{_RESIZING_TYPE[self.resize or 'cover']}")
        return ",".join(parts + self._look())

    def _sides(self) -> list[str]:
        sides = {"height": self.height, "width": self.width}
        return [f"{name}:{pixels}" for name, pixels in sides.items() if pixels]

    def _look(self) -> list[str]:
        parts = [f"quality:{self.quality}"] if self.quality else []
        if self.format and self.format != "origin":
            parts.append(f"format:{self.format}")
        if self.gravity:
            parts.append(f"gravity:{self.gravity}{self._offsets()}")
        return parts

    def _offsets(self) -> str:
        if self.x_offset is None and self.y_offset is None:
            return ""
        return f":{self.x_offset or 0:g}:{self.y_offset or 0:g}"

    def _check_gravity(self) -> None:
        if self.gravity == "sm":
            raise not_built("Smart gravity")
        if self.gravity != "fp":
            return
        for offset in (self.x_offset, self.y_offset):
            if offset is None or not 0 <= offset <= 1:
                raise invalid_request(
                    "Focal point requires x and y coordinates within 0-1 range", "InvalidParameter"
                )


def _read(name: str, value: Any, where: str) -> Any:
    if name in _ALLOWED:
        if value not in _ALLOWED[name]:
            raise _bad(where, "must be equal to one of the allowed values")
        return value
    if name.endswith("_offset"):
        return _finite(value, where)
    number = _integer(value, where)
    if number < _LEAST[name]:
        raise _bad(where, f"must be >= {_LEAST[name]}")
    if name != "quality":
        return min(number, MAX_SIDE) or None
    if number > MAX_QUALITY:
        raise _bad(where, f"must be <= {MAX_QUALITY}")
    return number


def _integer(value: Any, where: str) -> int:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = value.strip() if isinstance(value, str) else str(value)
    if isinstance(value, bool) or not _INTEGER.fullmatch(text):
        raise _bad(where, "must be integer")
    return int(text)


def _finite(value: Any, where: str) -> float:
    try:
        number = float(value)
    except (TypeError, ValueError) as error:
        raise _bad(where, "must be number") from error
    if not math.isfinite(number):
        raise _bad(where, "must be number")
    return number


def _bad(where: str, complaint: str) -> StorageFailure:
    return invalid_request(f"{where} {complaint}")

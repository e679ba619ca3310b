"""Durations as config.toml and the admin API write them: `24h`, `1h30m`, `250ms`."""

from __future__ import annotations

import re

_PART = re.compile(r"(\d+(?:\.\d+)?)(h|ms|m|s|us|ns)")
_SECONDS = {"h": 3600.0, "m": 60.0, "s": 1.0, "ms": 1e-3, "us": 1e-6, "ns": 1e-9}


def seconds_of(text: str) -> float:
    """The duration in seconds. Raises ValueError for anything else than numbers with units."""
    parts = _PART.findall(text)
    if not parts or "".join(number + unit for number, unit in parts) != text:
        raise ValueError(f"{text!r} is no duration: write it like 24h, 1h30m or 250ms")
    return sum(float(number) * _SECONDS[unit] for number, unit in parts)

"""What supabase/config.toml says about Storage."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from autocrm.stack.errors import StackError

_DEFAULT_LIMIT = 50 * 1024 * 1024  # bytes; the CLI's "50MiB"
_SIZE = re.compile(r"([0-9]+(?:\.[0-9]+)?) ?([kmgtp]?)i?b?", re.IGNORECASE)
_POWERS = {letter: 1024**power for power, letter in enumerate(("", "k", "m", "g", "t", "p"))}


@dataclass(frozen=True)
class BucketSettings:
    """One `[storage.buckets.<name>]`; the limit in bytes, None where the file says nothing."""

    name: str
    public: bool = False
    file_size_limit: int | None = None
    allowed_mime_types: tuple[str, ...] | None = None


@dataclass(frozen=True)
class StorageSettings:
    """The `[storage]` section with the CLI's defaults; sizes in bytes."""

    file_size_limit: int = _DEFAULT_LIMIT
    image_transformation: bool = True
    buckets: tuple[BucketSettings, ...] = ()

    @classmethod
    def from_toml(cls, config: dict[str, Any]) -> StorageSettings:
        """Pick the section out of a parsed config.toml. Raises StackError."""
        section = config.get("storage", {})
        limit = parse_size(section.get("file_size_limit", _DEFAULT_LIMIT), "file_size_limit")
        buckets = section.get("buckets", {})
        return cls(
            file_size_limit=limit,
            image_transformation=section.get("image_transformation", {}).get("enabled", True),
            buckets=tuple(_bucket(name, values, limit) for name, values in buckets.items()),
        )


def parse_size(value: int | str, name: str) -> int:
    """Bytes of `50MiB`, `50MB`, `50m` or 52428800: by 1024, as the CLI reads them."""
    match = _SIZE.fullmatch(str(value).strip())
    if match is None:
        raise StackError(
            f"config.toml: storage.{name} = {value!r} is no size: write it like 50MiB."
        )
    return int(float(match[1]) * _POWERS[match[2].lower()])


def _bucket(name: str, values: dict[str, Any], limit: int) -> BucketSettings:
    size = values.get("file_size_limit")
    own = None if size in (None, "") else parse_size(size, f"buckets.{name}.file_size_limit")
    if own is not None and own > limit:
        raise StackError(
            f"config.toml: storage.buckets.{name}.file_size_limit is above storage.file_size_limit:"
            " lower the one or raise the other."
        )
    types = values.get("allowed_mime_types")
    return BucketSettings(
        name, bool(values.get("public", False)), own, tuple(types) if types else None
    )

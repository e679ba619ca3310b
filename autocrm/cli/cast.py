"""The people of the demo, as `seeds/cast.toml` names them."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autocrm.errors import Invalid


@dataclass(frozen=True, slots=True)
class Cast:
    """`seeds/cast.toml`, table by table."""

    company: dict[str, Any]
    teams: list[dict[str, Any]]
    members: list[dict[str, Any]]
    companies: list[dict[str, Any]]
    customers: list[dict[str, Any]]


def read_cast(seeds: Path) -> Cast:
    """Raises Invalid, naming the file, when it cannot be used."""
    path = seeds / "cast.toml"
    try:
        return Cast(**tomllib.loads(path.read_text("utf-8")))
    except (OSError, tomllib.TOMLDecodeError, TypeError) as error:
        raise Invalid(f"{path} cannot be used: {error}.") from error

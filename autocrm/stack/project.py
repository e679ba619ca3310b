"""What the stack reads from the project's supabase/config.toml."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autocrm.stack.errors import StackError


@dataclass(frozen=True)
class ApiSettings:
    """The `[api]` section, with the CLI's defaults."""

    schemas: tuple[str, ...] = ("public", "graphql_public")
    extra_search_path: tuple[str, ...] = ("public", "extensions")
    max_rows: int = 1000


def read_project(root: Path) -> dict[str, Any]:
    """The whole of config.toml; empty when there is none. Raises StackError."""
    path = root / "supabase" / "config.toml"
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise StackError(f"{path} cannot be read ({error}): repair it.") from error


def api_settings(root: Path) -> ApiSettings:
    """Schemas, search path and row limit of the API. Raises StackError."""
    section = read_project(root).get("api", {})
    default = ApiSettings()
    return ApiSettings(
        tuple(section.get("schemas", default.schemas)),
        tuple(section.get("extra_search_path", default.extra_search_path)),
        int(section.get("max_rows", default.max_rows)),
    )

"""What the stack reads from the project's supabase/config.toml."""

from __future__ import annotations

import os
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autocrm.stack.errors import StackError, explain_os_errors


@dataclass(frozen=True)
class ApiSettings:
    """The `[api]` section, with the CLI's defaults."""

    schemas: tuple[str, ...] = ("public", "graphql_public")
    extra_search_path: tuple[str, ...] = ("public", "extensions")
    max_rows: int = 1000


def read_project(root: Path) -> dict[str, Any]:
    """The whole of config.toml, as the CLI reads it; {} when there is none. Raises StackError."""
    path = root / "supabase" / "config.toml"
    try:
        config = _with_environment(tomllib.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise StackError(f"{path} cannot be read ({error}): correct it and start again.") from error
    return _with_contents(config, root)


def _with_environment(value: Any) -> Any:
    """`env(NAME)` becomes the variable's value where it is set."""
    if isinstance(value, dict):
        return {name: _with_environment(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_with_environment(one) for one in value]
    named = re.fullmatch(r"env\((\w+)\)", value) if isinstance(value, str) else None
    return os.environ.get(named[1]) or value if named else value


def _with_contents(config: dict[str, Any], root: Path) -> dict[str, Any]:
    """Mail templates get what stands in their `content_path`, as `content`."""
    templates = config.get("auth", {}).get("email", {}).get("template", {})
    for template in templates.values():
        given = template.get("content_path")
        if not given:
            continue
        # from the project folder, as the CLI's example has it, or from supabase/
        places = [root / given, root / "supabase" / given]
        path = next((place for place in places if place.is_file()), places[0])
        with explain_os_errors(path):
            template["content"] = path.read_text(encoding="utf-8")
    return config


def api_settings(root: Path) -> ApiSettings:
    """Schemas, search path and row limit of the API. Raises StackError."""
    section = read_project(root).get("api", {})
    default = ApiSettings()
    return ApiSettings(
        tuple(section.get("schemas", default.schemas)),
        tuple(section.get("extra_search_path", default.extra_search_path)),
        int(section.get("max_rows", default.max_rows)),
    )

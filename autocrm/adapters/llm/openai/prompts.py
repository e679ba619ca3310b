"""The instructions, by name, each with the hash that the ledger keeps."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from autocrm.errors import NotConfigured


@dataclass(frozen=True, slots=True)
class Prompt:
    """A text for the system role. `hash` is the start of its SHA-256: its version."""

    name: str
    text: str
    hash: str


@cache
def load_prompt(name: str) -> Prompt:
    """The prompt `autocrm/prompts/<name>.md`. Raises NotConfigured when it is missing."""
    try:
        text = (files("autocrm") / "prompts" / f"{name}.md").read_text(encoding="utf-8")
    except OSError as error:
        raise NotConfigured(f"The prompt {name}.md is missing: install AutoCRM again.") from error
    return Prompt(name, text, hashlib.sha256(text.encode()).hexdigest()[:16])


def data_block(fields: Mapping[str, Any]) -> str:
    """What came from outside, for the user role: one JSON object, one field a source.

    Inside JSON strings no text can end its own block and pose as something else.
    """
    return json.dumps(fields, ensure_ascii=False, indent=1)

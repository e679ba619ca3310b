"""The instructions, by name, each with the hash that the ledger keeps."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
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


_instead: ContextVar[Mapping[str, str]] = ContextVar("prompts", default={})  # noqa: B039


@contextmanager
def prompts_instead(texts: Mapping[str, str]) -> Iterator[None]:
    """Use these texts, by name, in this block: a candidate is tried."""
    token = _instead.set(texts)
    try:
        yield
    finally:
        _instead.reset(token)


def load_prompt(name: str) -> Prompt:
    """The prompt `autocrm/prompts/<name>.md`. Raises NotConfigured when it is missing."""
    text = _instead.get().get(name)
    return Prompt(name, text, _hash(text)) if text is not None else _shipped(name)


@cache
def _shipped(name: str) -> Prompt:
    try:
        text = (files("autocrm") / "prompts" / f"{name}.md").read_text(encoding="utf-8")
    except OSError as error:
        raise NotConfigured(f"The prompt {name}.md is missing: install AutoCRM again.") from error
    return Prompt(name, text, _hash(text))


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def with_tone(prompt: Prompt, tone: str) -> Prompt:
    """The prompt with the desk's own words about tone, which are part of its version."""
    wished = " ".join(tone.split())
    if not wished:
        return prompt
    text = f"{prompt.text.rstrip()}\n\nThe tone, as the company wishes it: {wished}\n"
    return Prompt(prompt.name, text, _hash(text))


def data_block(fields: Mapping[str, Any]) -> str:
    """What came from outside, for the user role: one JSON object, one field a source.

    Inside JSON strings no text can end its own block and pose as something else.
    """
    return json.dumps(fields, ensure_ascii=False, indent=1)

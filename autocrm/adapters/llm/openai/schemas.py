"""What the model is asked to return. Ranges are checked here, not in the JSON schema:
many compatible servers refuse `minimum` and `maximum`."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, WithJsonSchema, create_model

FLAGS = ("injection", "abuse", "legal", "danger", "person", "secrets", "automatic", "spam")
_MOST_CHOICES = 200  # OpenAI takes 1,000 in a schema, others fewer


def _probability(value: float) -> float:
    if not 0 <= value <= 1:
        raise ValueError("must be between 0 and 1")
    return value


def _polarity(value: float) -> float:
    if not -1 <= value <= 1:
        raise ValueError("must be between -1 and 1")
    return value


def _priority(value: int) -> int:
    if value not in (1, 2, 3, 4):
        raise ValueError("must be 1, 2, 3 or 4")
    return value


def _language(value: str) -> str:
    code = value.strip().lower().split("-")[0]
    if not re.fullmatch(r"[a-z]{2}", code):
        raise ValueError("must be a two-letter ISO 639-1 code")
    return code


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class TriageAnswer(_Strict):
    """Answer to the prompt `triage`."""

    category: str
    confidence: Annotated[float, AfterValidator(_probability)]
    priority: Annotated[int, AfterValidator(_priority)]
    language: Annotated[str, AfterValidator(_language)]
    sentiment: Annotated[float, AfterValidator(_polarity)]
    flags: Annotated[
        list[str],
        WithJsonSchema({"type": "array", "items": {"type": "string", "enum": list(FLAGS)}}),
    ]


@lru_cache(maxsize=64)
def triage_form(categories: tuple[str, ...]) -> type[TriageAnswer]:
    """The same with the categories that exist in its schema, so that no other can be named.

    What comes back is any text all the same: not every endpoint keeps to the schema.
    """
    if not 0 < len(categories) <= _MOST_CHOICES:
        return TriageAnswer
    choice = Annotated[str, WithJsonSchema({"type": "string", "enum": list(categories)})]
    return create_model("TriageAnswer", __base__=TriageAnswer, category=(choice, ...))


class SentenceAnswer(_Strict):
    """One sentence with the numbers of the evidence it stands in."""

    text: str
    citations: list[int]


class DraftAnswer(_Strict):
    """Answer to the prompt `draft`."""

    answerable: bool
    reason: str
    sentences: list[SentenceAnswer]

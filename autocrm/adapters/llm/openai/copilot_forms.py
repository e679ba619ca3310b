"""What a copilot's questions are to be answered with."""

from __future__ import annotations

from functools import lru_cache
from typing import Annotated

from pydantic import BaseModel, ConfigDict, WithJsonSchema, create_model

BY = ("at", "team", "category", "priority", "channel", "language", "assignee", "status")
FACTS = ("team", "category", "priority", "channel", "language", "status", "tag")
NO_REPORT = "none"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class PointAnswer(_Strict):
    """One thing that was said, and the numbers of the turns that say it."""

    text: str
    turns: list[int]


class SummaryAnswer(_Strict):
    """Answer to the prompt `summarise`."""

    headline: str
    wants: list[PointAnswer]
    promised: list[PointAnswer]
    open: list[PointAnswer]


class TextAnswer(_Strict):
    """Answer to the prompts `rewrite` and `translate`."""

    text: str
    changes: list[str]


class FoundAnswer(_Strict):
    """One sentence, and the numbers of what says it."""

    text: str
    turns: list[int]
    articles: list[int]


class ToldAnswer(_Strict):
    """Answer to the prompt `ask_ticket`."""

    answerable: bool
    sentences: list[FoundAnswer]


class FilterAnswer(_Strict):
    """Only what has this value."""

    fact: Annotated[str, WithJsonSchema({"type": "string", "enum": list(FACTS)})]
    value: str


class ReportAnswer(_Strict):
    """Answer to the prompt `ask_data`. What comes back is checked all the same."""

    report: str
    by: Annotated[
        list[str],
        WithJsonSchema({"type": "array", "items": {"type": "string", "enum": list(BY)}}),
    ]
    begins: str
    ends: str
    filters: list[FilterAnswer]


@lru_cache(maxsize=16)
def report_form(reports: tuple[str, ...]) -> type[ReportAnswer]:
    """The same with the reports that exist in its schema, so that no other can be named."""
    names = {"type": "string", "enum": [*reports, NO_REPORT]}
    choice = Annotated[str, WithJsonSchema(names)]
    return create_model("ReportAnswer", __base__=ReportAnswer, report=(choice, ...))

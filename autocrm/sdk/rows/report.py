"""Figures."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import Field

from autocrm.sdk.rows.base import Row


class ReportInfo(Row):
    """A report that can be asked for; `keys`: what its lines stand for."""

    name: str
    title: str
    about: str
    keys: tuple[str, ...]


class Report(Row):
    """Figures over [`begins`, `ends`). A line has the keys in `by` and the figures of `total`,
    named by `figures` in their order.

    Figures that end in `_s` are seconds, those in `_share` are from 0 to 1; None: of nothing.
    """

    name: str
    title: str
    about: str
    begins: datetime = Field(alias="from")
    ends: datetime = Field(alias="to")
    step: str
    zone: str
    by: tuple[str, ...]
    figures: tuple[str, ...] = ()
    lines: tuple[dict[str, Any], ...]
    total: dict[str, Any]

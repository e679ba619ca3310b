"""Rows as JSON: times as JavaScript writes them."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from typing import Any

Row = dict[str, Any]


def iso(moment: datetime) -> str:
    """2026-01-31T10:20:30.123Z"""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def changed_at(row: Row) -> datetime:
    """When an object was last written; long ago where SQL has left it open."""
    moment: datetime = row["updated_at"] or row["created_at"] or datetime.fromtimestamp(0, UTC)
    return moment


def as_json(row: Row) -> Row:
    """The row with what JSON has no word for written as text."""
    return {name: _value(value) for name, value in row.items()}


def _value(value: Any) -> Any:
    if isinstance(value, datetime):
        return iso(value)
    return str(value) if isinstance(value, uuid.UUID) else value

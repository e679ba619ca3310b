"""What a desk sets up for its tickets: custom fields, tags, settings."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from autocrm.sdk.rows.base import Row


class CustomField(Row):
    """A custom field. `label` is locale to text, `choices` have `value` and `label`."""

    key: str
    label: dict[str, str]
    type: str
    choices: tuple[dict[str, Any], ...] = ()
    required_to_solve: bool = False
    visible_to_customer: bool = False
    position: int = 0
    active: bool = True


class FieldValue(Row):
    """A custom field as it is filled in on a ticket; None: it is not."""

    key: str
    label: dict[str, str]
    type: str
    value: Any = None


class Tag(Row):
    """A tag of tickets."""

    key: str
    description: str = ""
    created_at: datetime


class Setting(Row):
    """Something a desk may set; `kind` is integer, number, boolean, text or json."""

    key: str
    value: Any
    kind: str
    description: str = ""

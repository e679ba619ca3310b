"""crm.fields, crm.tags and crm.settings: what a desk is set up with."""

from __future__ import annotations

import builtins
from collections.abc import Mapping, Sequence
from typing import Any

from autocrm.sdk.connection import Connection, parsed
from autocrm.sdk.rows import CustomField, Setting, Tag


class Fields:
    """Custom fields of tickets. Admins define them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def list(self, *, all: bool = False) -> builtins.list[CustomField]:
        """The fields in their order; `all`: those that are not in use any more too."""
        query = self._connection.table("custom_field_definitions").select("*")
        if not all:
            query = query.eq("active", True)
        return await self._connection.rows(query.order("position").order("key"), CustomField)

    async def set(
        self,
        key: str,
        *,
        type: str | None = None,
        label: str | Mapping[str, str] | None = None,
        choices: Sequence[str | Mapping[str, Any]] | None = None,
        required_to_solve: bool | None = None,
        visible_to_customer: bool | None = None,
        position: int | None = None,
        active: bool | None = None,
    ) -> CustomField:
        """Define or change a field; what is not given stays. `type` of a new one: text, number,
        boolean, date, choice or multi_choice; `label` a text, or locale to text."""
        done = await self._connection.call(
            "set_field", p_key=key, p_type=type,
            p_label=dict(label) if isinstance(label, Mapping) else label,
            p_choices=None if choices is None else list(choices),
            p_required_to_solve=required_to_solve, p_visible_to_customer=visible_to_customer,
            p_position=position, p_active=active,
        )  # fmt: skip
        return parsed(CustomField, done)


class Tags:
    """Tags of tickets. Who works on a ticket makes them; admins describe and rename them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def list(self) -> builtins.list[Tag]:
        """All tags by name."""
        query = self._connection.table("tags").select("*").order("key")
        return await self._connection.rows(query, Tag)

    async def set(self, key: str, description: str = "") -> Tag:
        """Make or describe a tag."""
        return parsed(
            Tag, await self._connection.call("set_tag", p_key=key, p_description=description)
        )

    async def rename(self, key: str, to: str) -> str:
        """Rename a tag everywhere, or make it one with `to`; returns the new name."""
        done = await self._connection.call("rename_tag", p_key=key, p_to=to)
        return str(done["key"])


class Settings:
    """What a desk may set. Admins set it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def list(self) -> builtins.list[Setting]:
        """All settings by name."""
        query = self._connection.table("settings").select("*").order("key")
        return await self._connection.rows(query, Setting)

    async def set(self, key: str, value: Any) -> Setting:
        """Raises Invalid when the value is not of its kind or out of its range."""
        return parsed(Setting, await self._connection.call("set_setting", p_key=key, p_value=value))

"""What tools read: one SQL function a question."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from autocrm.adapters.supabase.client import rpc
from supabase import AsyncClient


class SupabaseRecords:
    """ports.Records on supabase-py."""

    def __init__(self, client: AsyncClient) -> None:
        self._client = client

    async def ask(self, function: str, ticket_id: str, arguments: Mapping[str, Any]) -> Any:
        """The function's JSON. Raises AutoCRMError."""
        named = {f"p_{name}": value for name, value in arguments.items()}
        return await rpc(self._client, function, **{**named, "p_ticket_id": ticket_id})

"""What a tool would say to a ticket's last message: nothing is recorded and nothing done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from autocrm.ai.triage import message_language
from autocrm.domain.draft import Triage
from autocrm.domain.ticket import NORMAL, TicketContext
from autocrm.domain.tool import Reading
from autocrm.ports import Records, Tool


@dataclass(frozen=True, slots=True)
class Tried:
    """`arguments`: None where the message does not ask the tool; then the rest is empty."""

    arguments: Mapping[str, Any] | None
    result: Any = None
    reading: Reading | None = None


async def try_tool(
    tool: Tool, records: Records, context: TicketContext, languages: Sequence[str]
) -> Tried:
    """Whatever the category, and whatever its policy allows. Raises AutoCRMError."""
    triage = _untriaged(message_language(context, languages).code)
    arguments = tool.wants(context, triage)
    if arguments is None:
        return Tried(None)
    result = await tool.run(records, context.ticket_id, arguments)
    return Tried(arguments, result, tool.tell(context, triage, arguments, result))


def _untriaged(language: str) -> Triage:
    return Triage("", 0.0, {}, NORMAL, (), language, 1.0, 0.0, (), "none", "none")

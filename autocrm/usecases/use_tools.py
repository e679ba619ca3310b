"""Ask the tools that a category may use, and keep what they said for the ledger.

A tool decides by itself, from the customer's words, whether it is asked: no model and no sentence
of a mail can call one. In a replay the results of then are fed in.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from autocrm.ai.injection import orders_in
from autocrm.ai.ledger import canonical
from autocrm.domain.draft import Check, Draft, Policy, Triage
from autocrm.domain.knowledge import Evidence
from autocrm.domain.recording import fed, is_fed, keep
from autocrm.domain.ticket import TicketContext
from autocrm.domain.tool import Reading, Wish
from autocrm.errors import AutoCRMError
from autocrm.ports import Services, Tool

DEADLINE_S = 5.0  # for each tool
_NEVER = frozenset({"injection", "spam", "automatic", "abuse"})  # nothing is looked up for these


@dataclass(frozen=True, slots=True)
class Used:
    """What the tools told. `checks` is empty where none was asked."""

    told: tuple[Reading, ...] = ()
    checks: tuple[Check, ...] = ()

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """Best first, before any article."""
        return tuple(one.evidence for one in self.told)

    def wishes_of(self, draft: Draft | None) -> tuple[Wish, ...]:
        """What a draft wishes to be done: only by tools whose words it says."""
        sentences = draft.sentences if draft else ()
        cited = {c.chunk_id for sentence in sentences for c in sentence.citations}
        return tuple(t.wish for t in self.told if t.wish and t.evidence.chunk_id in cited)


async def use_tools(
    services: Services, context: TicketContext, triage: Triage, policy: Policy
) -> Used:
    """Ask those of `policy.tools` that the message asks; one that fails leaves a failed check."""
    if not context.ticket_id or _NEVER & set(triage.flags) or orders_in(context.question()):
        return Used()
    asked = [
        (tool, arguments)
        for tool in services.tools
        if tool.name in policy.tools
        and (arguments := tool.wants(context, triage)) is not None
    ]  # fmt: skip
    if not asked:
        return Used()
    said = [await _said(services, context.ticket_id, tool, arguments) for tool, arguments in asked]
    keep("tools", said)
    told, failed = [], [str(one["failed"]) for one in said if one["failed"]]
    for (tool, arguments), one in zip(asked, said, strict=True):
        if not one["failed"] and (words := tool.tell(context, triage, arguments, one["result"])):
            told.append(words)
    return Used(tuple(told), (Check("tools_answered", not failed, " ".join(failed)),))


async def _said(
    services: Services, ticket_id: str, tool: Tool, arguments: Mapping[str, Any]
) -> dict[str, Any]:
    """{"tool", "arguments", "result", "failed"}, as it is kept."""
    asked = {"tool": tool.name, "arguments": canonical(arguments)}
    if is_fed():
        return _then(asked)
    result, failed = None, ""
    if services.records is None:
        return {**asked, "result": None, "failed": f"The tool {tool.name} has nothing to read."}
    try:
        async with asyncio.timeout(DEADLINE_S):
            result = await tool.run(services.records, ticket_id, arguments)
    except TimeoutError:
        failed = f"The tool {tool.name} did not answer in time."
    except AutoCRMError as error:
        failed = f"The tool {tool.name} failed: {error.message}"
    return {**asked, "result": result, "failed": failed}


def _then(asked: dict[str, Any]) -> dict[str, Any]:
    """What a tool said when the decision was made."""
    for one in fed("tools") or ():
        if one["tool"] == asked["tool"] and one["arguments"] == asked["arguments"]:
            return dict(one)
    return {**asked, "result": None, "failed": f"The tool {asked['tool']} was not asked then."}

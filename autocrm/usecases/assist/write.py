"""Summarise, rewrite, translate: by the hosted model, else by what can be done without one."""

from __future__ import annotations

from dataclasses import replace

from autocrm.ai import rewrite as local_rewrite
from autocrm.ai import summarise as local_summary
from autocrm.domain.copilot import Summary, Tone, Written
from autocrm.domain.ticket import TicketContext
from autocrm.errors import ModelFailed, NotConfigured
from autocrm.ports import Copilot, Tell


async def summarise(
    copilot: Copilot | None, context: TicketContext, language: str, tell: Tell | None = None
) -> Summary:
    """Where the model fails, the local summary with the reason in `note`."""
    local = local_summary.summarise(context)
    if copilot is None:
        return local
    try:
        return await copilot.summarise(context, language, tell)
    except ModelFailed as error:
        return replace(local, note=error.message)


async def rewrite(
    copilot: Copilot | None,
    text: str,
    tone: Tone,
    language: str,
    about: TicketContext | None,
    tell: Tell | None = None,
) -> Written:
    """`about`: the ticket, whose customer is greeted by name. Raises TooLarge."""
    local = local_rewrite.rewrite(text, tone, language, about.customer_name if about else "")
    if copilot is None:
        return local
    try:
        return await copilot.rewrite(text, tone, language, about.ticket_id if about else "", tell)
    except ModelFailed as error:
        return replace(local, note=f"{error.message} {local.note}")


async def translate(
    copilot: Copilot | None, text: str, language: str, ticket_id: str, tell: Tell | None = None
) -> Written:
    """Raises NotConfigured without a hosted model, ModelFailed, TooLarge."""
    if copilot is None:
        raise NotConfigured("Translating needs a hosted model: set OPENAI_API_KEY.")
    return await copilot.translate(text, language, ticket_id, tell)

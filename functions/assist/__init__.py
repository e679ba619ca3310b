"""POST /assist/...: the copilot of the agent workspace. For members; nothing is sent."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends

from autocrm.adapters.supabase.assist import SupabaseAssist
from autocrm.ai.language import detect_language
from autocrm.ai.questions import focus_of
from autocrm.domain.ticket import TicketContext
from autocrm.ports import Tell
from autocrm.usecases.answer_ticket import think
from autocrm.usecases.assist import write
from autocrm.usecases.assist.ask_data import ask_data
from autocrm.usecases.assist.ask_ticket import ask_ticket
from autocrm.usecases.assist.similar_tickets import similar_tickets
from functions.answer import Proposal, proposal_of
from functions.app import build
from functions.assist import shapes
from functions.assist.events import answered
from functions.caller import Caller, House

router = APIRouter(prefix="/assist")


async def member(caller: Caller) -> SupabaseAssist:
    """What the member who calls may read. Raises Forbidden for anybody else."""
    assist = SupabaseAssist(caller)
    await assist.check_member()
    return assist


Member = Annotated[SupabaseAssist, Depends(member)]


@router.post("/summarise", response_model=shapes.Summary)
async def summarise(asked: shapes.OfTicket, house: House, member: Member) -> Any:
    """Who wants what, what was promised, what is open."""
    context = await member.context(str(asked.ticket_id))

    async def work(tell: Tell | None) -> shapes.Summary:
        found = await write.summarise(house.copilot, context, asked.language, tell)
        return shapes.Summary.model_validate(found, from_attributes=True)

    return await answered(work, asked.stream)


@router.post("/suggest")
async def suggest(asked: shapes.OfTicket, house: House, caller: Caller, member: Member) -> Proposal:
    """A reply as the desk would draft it, with its checks. Nothing is recorded or sent."""
    context = await member.context(str(asked.ticket_id))
    return proposal_of(await think(house.acting_as(caller), context))


@router.post("/rewrite", response_model=shapes.Written)
async def rewrite(asked: shapes.Rewriting, house: House, member: Member) -> Any:
    """The member's own text in another tone."""
    about: TicketContext | None = None
    if asked.ticket_id:
        about = await member.context(str(asked.ticket_id))
    language = asked.language or detect_language(asked.text, house.settings.languages).code

    async def work(tell: Tell | None) -> shapes.Written:
        new = await write.rewrite(house.copilot, asked.text, asked.tone, language, about, tell)
        return shapes.Written.model_validate(new, from_attributes=True)

    return await answered(work, asked.stream)


@router.post("/translate", response_model=shapes.Written)
async def translate(asked: shapes.Translating, house: House, member: Member) -> Any:
    """503 without a hosted model."""
    ticket = await _seen(member, asked.ticket_id)
    if house.copilot is None:  # before a stream begins, since then the status is told
        return await write.translate(None, asked.text, asked.language, ticket)

    async def work(tell: Tell | None) -> shapes.Written:
        new = await write.translate(house.copilot, asked.text, asked.language, ticket, tell)
        return shapes.Written.model_validate(new, from_attributes=True)

    return await answered(work, asked.stream)


@router.post("/similar")
async def similar(
    asked: shapes.Likening, house: House, caller: Caller, member: Member
) -> shapes.Similars:
    """Tickets like this one, of those the member sees."""
    ticket, text = "", asked.text or ""
    if asked.ticket_id:
        ticket = str(asked.ticket_id)
        text = focus_of(await member.context(ticket))
    found = await similar_tickets(member, house.acting_as(caller), text, ticket, asked.limit)
    results = [shapes.Similar.model_validate(one, from_attributes=True) for one in found]
    return shapes.Similars(results=results)


@router.post("/ask", response_model=shapes.Told)
async def ask(asked: shapes.Asking, house: House, caller: Caller, member: Member) -> Any:
    """A question about one ticket: what its thread and the articles say."""
    context = await member.context(str(asked.ticket_id))
    services = house.acting_as(caller)

    async def work(tell: Tell | None) -> shapes.Told:
        told = await ask_ticket(
            house.copilot, services, asked.question, context, asked.language, tell
        )
        return shapes.Told.model_validate(told, from_attributes=True)

    return await answered(work, asked.stream)


@router.post("/data")
async def data(asked: shapes.AskingData, house: House, member: Member) -> shapes.Figures:
    """A question about figures: one named report, with the member's rights."""
    found = await ask_data(house.copilot, member, asked.question, house.services.clock.now())
    return shapes.Figures.model_validate(found, from_attributes=True)


async def _seen(member: SupabaseAssist, ticket_id: UUID | None) -> str:
    if ticket_id is None:
        return ""
    await member.check_ticket(str(ticket_id))
    return str(ticket_id)


app = build(router)

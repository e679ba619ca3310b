"""POST /inbound-email: one raw mail (message/rfc822) becomes or joins a ticket."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel

from autocrm.adapters.mail.parse import parse_mail
from autocrm.adapters.supabase.files import SupabaseFiles
from autocrm.adapters.supabase.tickets import SupabaseTickets
from autocrm.errors import Invalid, TooLarge
from autocrm.usecases.receive_message import RAW_LIMIT, receive_message
from functions.app import build
from functions.caller import Caller

router = APIRouter()

_TYPES = ("message/rfc822", "application/octet-stream", "text/plain")


class Received(BaseModel):
    """What became of the mail. `duplicate`: it had been delivered before.

    `blocked`: its sender is; it is kept, but there is no ticket.
    """

    ticket_id: str | None
    number: int | None
    interaction_id: str | None
    new_ticket: bool
    duplicate: bool
    blocked: bool = False


@router.post("/inbound-email", status_code=202)
async def inbound_email(request: Request, response: Response, caller: Caller) -> Received:
    """Needs the secret key. 202 for a new message, 200 when it was known already."""
    kind = request.headers.get("content-type", "message/rfc822").split(";")[0].strip().lower()
    if kind not in _TYPES:
        raise Invalid(f"Send the raw mail as message/rfc822, not as {kind}.")
    message = parse_mail(await _body(request))
    result = await receive_message(SupabaseTickets(caller), SupabaseFiles(caller), message)
    if result["duplicate"]:
        response.status_code = 200
    return Received(**result)


async def _body(request: Request) -> bytes:
    """The raw mail, refused as soon as it is too large."""
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > RAW_LIMIT:
            raise TooLarge("A mail may be 10 MB at most.")
        parts.append(part)
    if not size:
        raise Invalid("The request is empty: send the raw mail as its body.")
    return b"".join(parts)


app = build(router)

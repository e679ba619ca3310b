"""GET and POST /feedback: the page of a rating link. The link is the permission, nobody signs in.

Opening the page rates nothing: mail scanners open links too.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from autocrm.adapters.supabase.client import connect, rpc
from autocrm.bootstrap import App
from autocrm.errors import AutoCRMError, Invalid, TooLarge
from functions.app import build
from functions.caller import House
from functions.feedback.page import form_page, said_page, thanks_page

router = APIRouter()

BODY_LIMIT = 40_000  # bytes of a form: 4000 characters, percent-encoded, and some
# The address holds the token: it goes to no other site, to no cache and into no frame.
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; "
        "frame-ancestors 'none'; base-uri 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex, nofollow",
}


@router.get("/feedback")
async def show(house: House, token: str = "") -> HTMLResponse:
    """The form, as it was filled in last."""
    try:
        return _html(form_page(await _call(house, "feedback_form", p_token=token)))
    except AutoCRMError as error:
        return _refused(error)


@router.post("/feedback")
async def give(request: Request, house: House, token: str = "") -> HTMLResponse:
    """Keep what the form says: `score` 1 to 5 and `comment`."""
    try:
        form = await _form(request)
        score = form.get("score", "")
        if score not in ("1", "2", "3", "4", "5"):
            raise Invalid("Choose a number from 1 to 5, then send again.")
        state = await _call(
            house,
            "give_feedback",
            p_token=token,
            p_score=int(score),
            p_comment=form.get("comment", "").replace("\r\n", "\n"),
        )
    except AutoCRMError as error:
        return _refused(error)
    return _html(thanks_page(state))


async def _call(house: App, name: str, **arguments: Any) -> dict[str, Any]:
    """As a stranger, who may do no more than the link allows."""
    key = house.settings.publishable_key or house.settings.secret_key
    answer: dict[str, Any] = await rpc(
        connect(house.settings.url, key, http=house.http), name, **arguments
    )
    return answer


async def _form(request: Request) -> dict[str, str]:
    """The fields of a form, the last of each name."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > BODY_LIMIT:
            raise TooLarge("A comment has 4000 characters at most.")
    try:
        fields = parse_qs(body.decode("ascii"), keep_blank_values=True, max_num_fields=20)
    except ValueError as error:  # also UnicodeDecodeError
        raise Invalid("The form cannot be read: open the link once more.") from error
    return {name: values[-1] for name, values in fields.items()}


def _refused(error: AutoCRMError) -> HTMLResponse:
    return _html(said_page(error.message), error.status)


def _html(text: str, status: int = 200) -> HTMLResponse:
    return HTMLResponse(text, status_code=status, headers=HEADERS)


app = build(router)

"""The copilot through the gateway: for members, of what they see, without a model."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from autocrm import AutoCRM, errors
from tests.flows.desk import Desk, raw_mail, wait_for
from tests.functions.test_functions import is_problem

UNKNOWN = "00000000-0000-0000-0000-000000000000"
MAIL = (
    "Hello,\nmy parcel with order 4417 has not arrived. Can you check where the parcel is?\n"
    "Please send the invoice again.\nThanks, Ada"
)
ALL = {
    "summarise": {"ticket_id": UNKNOWN},
    "suggest": {"ticket_id": UNKNOWN},
    "ask": {"ticket_id": UNKNOWN, "question": "What?"},
    "rewrite": {"text": "Hello", "tone": "formal"},
    "translate": {"text": "Hello", "language": "de"},
    "similar": {"text": "parcel"},
    "data": {"question": "tickets"},
}


def sign(desk: Desk, way: str, email: str, password: str) -> str:
    """A token of somebody who signs in (`token?grant_type=password`) or up."""
    answer = httpx.post(
        f"{desk.config.api_url}/auth/v1/{way}",
        headers={"apikey": desk.settings.publishable_key},
        json={"email": email, "password": password},
        timeout=20,
    )
    answer.raise_for_status()
    token: str = answer.json()["access_token"]
    return token


@pytest.fixture(scope="module")
def anna(seeded_desk: Desk) -> str:
    return sign(
        seeded_desk, "token?grant_type=password", "anna.keller@bergbach.example", "demo-anna-2026"
    )


@pytest.fixture(scope="module")
def ticket(seeded_desk: Desk) -> str:
    twin = raw_mail("bo@a.example", "a.2", "Where is my parcel? The order is 4420.", "Parcel late")
    seeded_desk.receive(twin)
    mail = raw_mail("Ada <ada@a.example>", "a.1", MAIL, "Parcel missing")
    found: str = seeded_desk.receive(mail).json()["ticket_id"]
    return found


def assist(desk: Desk, what: str, token: str, **body: Any) -> httpx.Response:
    return httpx.post(
        f"{desk.config.api_url}/functions/v1/assist/{what}",
        headers={"apikey": desk.settings.publishable_key, "Authorization": f"Bearer {token}"},
        json=body,
        timeout=30,
    )


@pytest.mark.parametrize("what", ALL)
def test_strangers_and_customers_are_refused(seeded_desk: Desk, what: str) -> None:
    url = f"{seeded_desk.config.api_url}/functions/v1/assist/{what}"
    key = {"apikey": seeded_desk.settings.publishable_key}
    is_problem(httpx.post(url, headers=key, json=ALL[what], timeout=20), 403)
    customer = sign(seeded_desk, "signup", f"{what}@a.example", "a-long-password")
    is_problem(assist(seeded_desk, what, customer, **ALL[what]), 403)


@pytest.mark.parametrize("what", ["summarise", "suggest", "ask"])
def test_a_ticket_that_is_not_there_is_not_found(seeded_desk: Desk, anna: str, what: str) -> None:
    is_problem(assist(seeded_desk, what, anna, **ALL[what]), 404)


def test_a_summary_quotes_and_the_reading_is_on_record(
    seeded_desk: Desk, anna: str, ticket: str
) -> None:
    found = assist(seeded_desk, "summarise", anna, ticket_id=ticket).json()
    assert [p["text"] for p in found["wants"]] == [
        "Can you check where the parcel is?", "Please send the invoice again.",
    ]  # fmt: skip
    assert (found["model"], found["waiting_for"], found["promised"]) == ("local", "us", [])
    assert seeded_desk.select(f"access_log?ticket_id=eq.{ticket}&member_id=not.is.null")


def test_as_events_the_whole_comes_at_the_end(seeded_desk: Desk, anna: str, ticket: str) -> None:
    answer = assist(seeded_desk, "summarise", anna, ticket_id=ticket, stream=True)
    assert answer.headers["content-type"].startswith("text/event-stream")
    [name, data] = answer.text.strip().split("\n")
    assert name == "event: done"
    assert json.loads(data.removeprefix("data: "))["model"] == "local"


def test_a_suggestion_is_neither_recorded_nor_sent(
    seeded_desk: Desk, anna: str, ticket: str
) -> None:
    wait_for(lambda: not _waiting(seeded_desk), 30, "the worker is done with the mails")
    before = len(seeded_desk.select("drafts?select=id"))
    found = assist(seeded_desk, "suggest", anna, ticket_id=ticket).json()
    assert {"text", "outcome", "reason", "sentences", "checks"} <= found.keys()
    assert len(seeded_desk.select("drafts?select=id")) == before


def _waiting(desk: Desk) -> bool:
    """Whether the worker is still at the mails of this file."""
    return bool(desk.select("jobs?select=id&kind=eq.ticket.answer&state=in.(queued,running)"))


def test_a_rewritten_reply_greets_the_customer(seeded_desk: Desk, anna: str, ticket: str) -> None:
    text = "We don't ship on 24 December."
    new = assist(seeded_desk, "rewrite", anna, text=text, tone="formal", language="en",
                 ticket_id=ticket).json()  # fmt: skip
    assert new["text"] == "Dear Ada,\n\nWe do not ship on 24 December.\n\nKind regards"
    assert "Without a hosted model" in new["note"]


def test_translating_needs_a_model(seeded_desk: Desk, anna: str) -> None:
    said = is_problem(assist(seeded_desk, "translate", anna, text="Hello", language="de"), 503)
    assert said["code"] == "not_configured"
    assert "OPENAI_API_KEY" in said["detail"]


def test_similar_tickets_are_others_like_it(seeded_desk: Desk, anna: str, ticket: str) -> None:
    found = assist(seeded_desk, "similar", anna, ticket_id=ticket).json()["results"]
    assert found[0]["subject"] == "Parcel late"
    assert ticket not in [one["ticket_id"] for one in found]


def test_a_question_about_a_ticket_is_answered_with_its_words(
    seeded_desk: Desk, anna: str, ticket: str
) -> None:
    told = assist(
        seeded_desk, "ask", anna, ticket_id=ticket, question="Which order has not arrived?"
    ).json()
    assert told["answerable"]
    assert told["found"][0]["text"] == "my parcel with order 4417 has not arrived."


def test_figures_come_from_a_named_report(seeded_desk: Desk, anna: str, ticket: str) -> None:
    asked = "How many tickets came in today by channel?"
    found = assist(seeded_desk, "data", anna, question=asked).json()
    assert found["wish"]["report"] == "channels"
    assert found["report"]["total"]["tickets"] >= 2
    assert found["text"].startswith("Channels, ")
    none = assist(seeded_desk, "data", anna, question="What is the capital of France?").json()
    assert (none["wish"], none["report"]) == (None, None)
    assert "backlog" in none["text"]


async def test_the_sdk_asks_the_same(seeded_desk: Desk, anna: str, ticket: str) -> None:
    key = seeded_desk.settings.publishable_key
    async with AutoCRM(seeded_desk.config.api_url, key, access_token=anna) as crm:
        assert (await crm.assist.summarise(ticket)).waiting_for == "us"
        assert (await crm.assist.similar(ticket))[0].subject == "Parcel late"
        assert (await crm.assist.ask(ticket, "Which order has not arrived?")).answerable
        assert (await crm.assist.rewrite("Parcels leave at 3 pm.", "shorter")).warnings == ()
        assert (await crm.assist.data("tickets today by channel")).wish is not None
        with pytest.raises(errors.Unavailable) as refused:
            await crm.assist.translate("Hello", "de")
    assert refused.value.code == "not_configured"

"""What the SDK sends, and how what comes back becomes rows or errors of ours."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs

import httpx
import pytest
import respx

from autocrm import AutoCRM, errors

API = "http://api.test"
ID = "5f0a3a5e-0000-4000-8000-000000000001"
OTHER = "5f0a3a5e-0000-4000-8000-000000000002"
AT = "2026-11-20T10:00:00.123456+00:00"
TICKET = {
    "id": ID, "number": 7, "subject": "Kettle", "status": "open", "priority": 3, "category": None,
    "channel": "email", "language": None, "customer_id": OTHER, "team_id": None,
    "assignee_id": None, "created_at": AT, "updated_at": AT, "first_response_at": None,
    "solved_at": None, "closed_at": None, "reopen_count": 0, "metadata": {}, "from_tomorrow": 1,
}  # fmt: skip
DRAFT = {
    "id": OTHER, "ticket_id": ID, "interaction_id": None, "decision_id": None, "origin": "ai",
    "state": "approved", "text": "Hi.", "final_text": None, "created_at": AT, "decided_at": AT,
}  # fmt: skip
ANSWER = {
    "outcome": "auto", "reason": "All passed.", "answerable": True, "text": "Six days.",
    "sentences": [{"text": "Six days.", "citations": [
        {"slug": "delivery", "title": "Delivery", "article_id": ID, "article_version": 2,
         "start": 3, "end": 12}]}],
    "category": "shipping", "confidence": 0.9, "priority": 3, "language": "en",
    "checks": [{"name": "cited", "passed": True, "detail": ""}],
}  # fmt: skip


@pytest.fixture
def api() -> Iterator[respx.MockRouter]:
    with respx.mock(base_url=API) as router:
        yield router


@pytest.fixture
async def crm() -> AsyncIterator[AutoCRM]:
    async with AutoCRM(API, "sb_secret_x") as made:
        yield made


def query(route: respx.Route) -> dict[str, list[str]]:
    return parse_qs(route.calls.last.request.url.query.decode())


def body(route: respx.Route) -> Any:
    return json.loads(route.calls.last.request.content)


async def test_a_list_is_frozen_typed_rows(crm: AutoCRM, api: respx.MockRouter) -> None:
    route = api.get("/rest/v1/tickets").respond(200, json=[TICKET])
    [ticket] = await crm.tickets.list(status="open", category="shipping", limit=5)
    assert ticket.id == ID
    assert ticket.created_at == datetime(2026, 11, 20, 10, 0, 0, 123456, UTC)
    with pytest.raises(ValueError, match="frozen"):
        ticket.status = "closed"  # type: ignore[misc]
    asked = query(route)
    assert asked["status"] == ["eq.open"]
    assert asked["category"] == ["eq.shipping"]
    assert asked["order"] == ["created_at.desc,id.asc"]
    assert asked["limit"] == ["5"]


async def test_a_page_goes_on_after_its_last_ticket(crm: AutoCRM, api: respx.MockRouter) -> None:
    route = api.get("/rest/v1/tickets").respond(200, json=[TICKET])
    [last] = await crm.tickets.list()
    await crm.tickets.list(before=last)
    [keyset] = query(route)["or"]
    assert keyset == f'(created_at.lt."{AT}",and(created_at.eq."{AT}",id.gt.{ID}))'


@pytest.mark.parametrize(
    ("named", "column", "value"),
    [(7, "number", "eq.7"), ("#7", "number", "eq.7"), (" 7", "number", "eq.7"),
     (ID.upper(), "id", f"eq.{ID}")],
)  # fmt: skip
async def test_a_ticket_is_named_by_number_or_id(
    crm: AutoCRM, api: respx.MockRouter, named: str | int, column: str, value: str
) -> None:
    route = api.get("/rest/v1/tickets").respond(200, json=[TICKET])
    assert (await crm.tickets.get(named)).number == 7
    assert query(route)[column] == [value]


@pytest.mark.parametrize("named", ["seven", "", "7,status.eq.open", "-1", "9" * 30])
async def test_other_names_are_invalid_and_not_sent(crm: AutoCRM, named: str) -> None:
    with pytest.raises(errors.Invalid, match="not a ticket's number or id"):
        await crm.tickets.get(named)


async def test_what_is_not_there(crm: AutoCRM, api: respx.MockRouter) -> None:
    api.get("/rest/v1/tickets").respond(200, json=[])
    with pytest.raises(errors.NotFound, match="There is no ticket 7 here"):
        await crm.tickets.get(7)


async def test_create_sends_one_call_and_returns_the_ticket(
    crm: AutoCRM, api: respx.MockRouter
) -> None:
    made = {"id": ID, "number": 7, "status": "new", "duplicate": False}
    route = api.post("/rest/v1/rpc/create_ticket").respond(200, json=made)
    api.get("/rest/v1/tickets").respond(200, json=[TICKET])
    ticket = await crm.tickets.create("Kettle", "It drips.", customer="mia@cafe.example", key="k")
    assert ticket.number == 7
    assert body(route) == {"p_subject": "Kettle", "p_text": "It drips.",
                           "p_customer_email": "mia@cafe.example", "p_key": "k"}  # fmt: skip


async def test_approve_sends_the_changed_text(crm: AutoCRM, api: respx.MockRouter) -> None:
    route = api.post("/rest/v1/rpc/approve_draft").respond(200, json={})
    api.get("/rest/v1/drafts").respond(200, json=[DRAFT])
    assert (await crm.review.approve(OTHER, "Better.")).state == "approved"
    assert body(route) == {"p_draft_id": OTHER, "p_text": "Better."}


async def test_archive_keeps_everything_but_the_status(crm: AutoCRM, api: respx.MockRouter) -> None:
    article = {"id": ID, "slug": "a", "title": "A", "content": "Text.", "language": "de",
               "category": "other", "visibility": "team", "status": "published", "version": 3,
               "updated_at": AT, "teams": {"key": "legal"}}  # fmt: skip
    api.get("/rest/v1/knowledge_base").respond(200, json=[article])
    route = api.post("/rest/v1/rpc/save_article").respond(200, json={"id": ID})
    await crm.knowledge.archive("a")
    assert body(route) == {
        "p_slug": "a", "p_title": "A", "p_content": "Text.", "p_language": "de",
        "p_category": "other", "p_visibility": "team", "p_status": "archived", "p_team": "legal",
    }  # fmt: skip


async def test_ask_and_search_use_the_functions(crm: AutoCRM, api: respx.MockRouter) -> None:
    asked = api.post("/functions/v1/answer").respond(200, json=ANSWER)
    searched = api.post("/functions/v1/search").respond(200, json={"results": []})
    answer = await crm.ask("How long?")
    assert answer.sentences[0].citations[0].start == 3
    assert body(asked) == {"question": "How long?"}
    assert asked.calls.last.request.headers["apikey"] == "sb_secret_x"
    assert await crm.search("opening", limit=3, for_customer=ID) == []
    assert body(searched) == {"query": "opening", "limit": 3, "for_customer": ID}


async def test_an_answer_in_another_language_is_not_passed_off(
    crm: AutoCRM, api: respx.MockRouter
) -> None:
    api.post("/functions/v1/answer").respond(200, json=ANSWER)
    assert (await crm.ask("How long?", language="en")).language == "en"
    with pytest.raises(errors.Conflict, match="read as 'en'"):
        await crm.ask("How long?", language="fr")


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (401, "PGRST301", errors.Unauthenticated),
        (403, "42501", errors.Forbidden),
        (403, "PT403", errors.Forbidden),
        (404, "PT404", errors.NotFound),
        (409, "PT409", errors.Conflict),
        (409, "23505", errors.Conflict),
        (422, "PT422", errors.Invalid),
        (400, "22P02", errors.Invalid),
        (503, "PGRST001", errors.Unavailable),
        (400, "XX000", errors.AutoCRMError),
    ],
)
async def test_refusals_of_the_database_are_errors_of_ours(
    crm: AutoCRM, api: respx.MockRouter, status: int, code: str, kind: type[Exception]
) -> None:
    said = {"code": code, "message": "Because.", "details": None, "hint": None}
    api.post("/rest/v1/rpc/reject_draft").respond(status, json=said)
    with pytest.raises(kind, match="Because") as caught:
        await crm.review.reject(OTHER)
    assert type(caught.value) is kind


@pytest.mark.parametrize(
    ("status", "answer", "kind", "said"),
    [
        (422, {"json": {"detail": "Too short.", "code": "invalid"}}, errors.Invalid, "Too short"),
        (401, {"json": {"msg": "No key."}}, errors.Unauthenticated, "No key"),
        (413, {"json": {"message": "Too much."}}, errors.TooLarge, "Too much"),
        (502, {"text": "<html>bad gateway</html>"}, errors.ModelFailed, "answered 502"),
        (503, {"json": {"detail": "Later.", "code": "unavailable"}}, errors.Unavailable, "Later"),
        (418, {"json": ["tea"]}, errors.AutoCRMError, "answered 418"),
        (200, {"text": "not json"}, errors.AutoCRMError, "not as expected"),
        (200, {"json": {"hits": []}}, errors.AutoCRMError, "results"),
    ],
)
async def test_problems_of_a_function_are_errors_of_ours(
    crm: AutoCRM,
    api: respx.MockRouter,
    status: int,
    answer: dict[str, Any],
    kind: type[Exception],
    said: str,
) -> None:
    api.post("/functions/v1/search").respond(status, **answer)
    with pytest.raises(kind, match=said):
        await crm.search("x")


Call = Callable[[AutoCRM], Any]


@pytest.mark.parametrize(
    "call",
    [lambda c: c.jobs.retry(ID), lambda c: c.search("x"), lambda c: c.sign_in("a@b.example", "x")],
    ids=["rpc", "function", "auth"],
)
async def test_silence_is_unavailable(crm: AutoCRM, api: respx.MockRouter, call: Call) -> None:
    api.route().mock(side_effect=httpx.ConnectError("refused"))
    with pytest.raises(errors.Unavailable) as caught:
        await call(crm)
    assert caught.value.retryable


async def test_signing_in_changes_who_one_is_and_signing_out_back(api: respx.MockRouter) -> None:
    user = {"id": ID, "aud": "authenticated", "email": "a@b.example", "app_metadata": {},
            "user_metadata": {}, "created_at": AT}  # fmt: skip
    session = {"access_token": "the-token", "refresh_token": "r", "token_type": "bearer",
               "expires_in": 3600, "user": user}  # fmt: skip
    api.post("/auth/v1/token").respond(200, json=session)
    api.post("/auth/v1/logout").respond(204)
    tables = api.get("/rest/v1/tickets").respond(200, json=[])
    functions = api.post("/functions/v1/search").respond(200, json={"results": []})

    async def bearers() -> list[str]:
        await crm.tickets.list()
        await crm.search("x")
        return [r.calls.last.request.headers["authorization"] for r in (tables, functions)]

    async with AutoCRM(API, "sb_publishable_x") as crm:
        assert await crm.sign_in("a@b.example", "word") == ID
        assert await bearers() == ["Bearer the-token"] * 2
        await crm.sign_out()
        assert await bearers() == ["Bearer sb_publishable_x"] * 2


async def test_a_token_from_elsewhere_is_used_from_the_start(api: respx.MockRouter) -> None:
    route = api.get("/rest/v1/tickets").respond(200, json=[])
    async with AutoCRM(API, "sb_publishable_x", access_token="theirs") as crm:
        await crm.tickets.list()
    assert route.calls.last.request.headers["authorization"] == "Bearer theirs"


async def test_from_env_prefers_the_secret_key(api: respx.MockRouter) -> None:
    env = {"SUPABASE_URL": API, "SUPABASE_PUBLISHABLE_KEY": "public"}
    route = api.get("/rest/v1/tickets").respond(200, json=[])
    for more, used in (({}, "public"), ({"SUPABASE_SECRET_KEY": "secret"}, "secret")):
        async with AutoCRM.from_env({**env, **more}) as crm:
            await crm.tickets.list()
        assert route.calls.last.request.headers["apikey"] == used


@pytest.mark.parametrize(("url", "key"), [("api.test", "k"), (API, "")])
def test_a_connection_that_cannot_be(url: str, key: str) -> None:
    with pytest.raises(errors.NotConfigured):
        AutoCRM(url, key)


def test_no_key_stands_in_a_repr() -> None:
    assert "sb_secret_x" not in repr(AutoCRM(API, "sb_secret_x"))

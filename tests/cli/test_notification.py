"""What the commands of `notification` ask of the API, and what they make of the answer."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qs

import pytest
import respx

from tests.cli.conftest import Run

ID = "5f0a3a5e-0000-4000-8000-000000000001"
ROW = {
    "id": ID, "kind": "reply", "ticket_id": ID, "data": {}, "times": 3, "read_at": None,
    "created_at": "2026-11-20T10:00:00+00:00",
    "tickets": {"number": 7, "subject": "Kettle [red]"},
}  # fmt: skip
SETTINGS = {
    "kinds": [{"kind": "reply", "label": "A customer wrote", "way": "app", "usual": "mail"}],
    "digest": {"every": "daily", "hour": 7, "time_zone": "Europe/Zurich"},
}


def body(route: respx.Route) -> Any:
    return json.loads(route.calls.last.request.content)


def query(route: respx.Route) -> dict[str, list[str]]:
    return parse_qs(route.calls.last.request.url.query.decode())


def test_list_shows_what_is_unread(run: Run, api: respx.MockRouter) -> None:
    gone = {**ROW, "ticket_id": None, "tickets": None}
    route = api.get("/rest/v1/notifications").respond(200, json=[ROW, gone])
    done = run("notification", "list", "--unread", "--limit", "9")
    assert done.code == 0
    for word in (ID, "reply", "#7", "Kettle [red]", "3", "no"):
        assert word in done.out
    asked = query(route)
    assert (asked["read_at"], asked["limit"]) == (["is.null"], ["9"])
    assert asked["order"] == ["created_at.desc,id.asc"]


def test_count_says_when_it_stopped_counting(run: Run, api: respx.MockRouter) -> None:
    api.post("/rest/v1/rpc/unread_notifications").respond(200, json={"unread": 1000, "more": True})
    assert run("notification", "count").out == "1000 or more unread.\n"


@pytest.mark.parametrize(
    ("arguments", "sent"),
    [([ID, ID], {"p_ids": [ID, ID]}), (["--all"], {"p_all": True})],
)
def test_read_says_which(
    run: Run, api: respx.MockRouter, arguments: list[str], sent: dict[str, Any]
) -> None:
    route = api.post("/rest/v1/rpc/read_notifications").respond(200, json={"read": 2, "unread": 1})
    done = run("notification", "read", *arguments)
    assert (done.code, done.out) == (0, "2 marked as read, 1 left.\n")
    assert body(route) == sent


def test_read_by_ticket_finds_it_first(run: Run, api: respx.MockRouter) -> None:
    found = {"id": ID, "number": 7, "subject": "Kettle", "customer_id": ID}
    api.get("/rest/v1/tickets").respond(200, json=[found])
    route = api.post("/rest/v1/rpc/read_notifications").respond(200, json={"read": 1, "unread": 0})
    assert run("notification", "read", "--ticket", "7").code == 0
    assert body(route) == {"p_ticket_id": ID}


@pytest.mark.parametrize("arguments", [[], [ID, "--all"], ["--all", "--ticket", "7"]])
def test_read_wants_one_way_of_saying_which(run: Run, arguments: list[str]) -> None:
    done = run("notification", "read", *arguments)
    assert done.code == 2
    assert "Say which" in done.err


def test_set_and_digest_show_what_holds_then(run: Run, api: respx.MockRouter) -> None:
    way = api.post("/rest/v1/rpc/set_notification").respond(200, json=SETTINGS)
    done = run("notification", "set", "reply", "usual")
    assert body(way) == {"p_kind": "reply", "p_way": None}
    assert "The digest comes daily at 7:00 Europe/Zurich." in done.out
    when = api.post("/rest/v1/rpc/set_digest").respond(200, json=SETTINGS)
    run("notification", "digest", "daily", "--hour", "7")
    assert body(when) == {"p_every": "daily", "p_hour": 7, "p_time_zone": None}


def test_mails_of_a_customer_by_address(run: Run, api: respx.MockRouter) -> None:
    found = api.get("/rest/v1/customer_identities").respond(200, json=[{"customer_id": ID}])
    told = {"customer_id": ID, "mails": "all", "locale": "de"}
    route = api.post("/rest/v1/rpc/set_mail_preference").respond(200, json=told)
    done = run("notification", "mails", "Mia@Cafe.example", "--set", "all")
    assert (done.code, done.out) == (0, "Mails: all in de.\n")
    assert query(found)["address"] == ["eq.mia@cafe.example"]
    assert body(route) == {"p_mails": "all", "p_locale": None, "p_customer_id": ID}


def test_mails_of_nobody_says_so(run: Run, api: respx.MockRouter) -> None:
    api.get("/rest/v1/customer_identities").respond(200, json=[])
    done = run("notification", "mails", "x@y.example")
    assert done.code == 1
    assert "no customer x@y.example" in done.err


def test_sent_tells_what_became_of_mails(run: Run, api: respx.MockRouter) -> None:
    row = {"id": ID, "kind": "digest", "to_address": "reto@desk.example", "locale": "de",
           "ticket_id": None, "state": "skipped", "detail": "All of it has been read.",
           "attempts": 0, "created_at": "2026-11-20T10:00:00+00:00"}  # fmt: skip
    route = api.get("/rest/v1/notices").respond(200, json=[row])
    done = run("notification", "sent", "--state", "skipped")
    assert "All of it has been read." in done.out
    assert query(route)["state"] == ["eq.skipped"]
    assert "data" not in query(route)["select"][0]

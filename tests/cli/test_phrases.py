"""What people type first works: a ticket's verbs with plain words, and searches without quotes."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import respx
import typer

from autocrm.cli.audit_words import say_details
from autocrm.cli.persons import called
from autocrm.cli.search import joined
from autocrm.cli.ticket_bulk import split
from autocrm.cli.ticket_change import signed
from autocrm.cli.times import read_time
from tests.cli.conftest import Run

ID = "5f0a3a5e-0000-4000-8000-000000000001"
OTHER = "5f0a3a5e-0000-4000-8000-000000000002"
FOUND = {"id": ID, "number": 7, "subject": "Kettle", "customer_id": ID}
CHANGED = {
    "id": ID, "number": 7, "status": "open", "priority": 3, "category": None, "assignee_id": ID,
    "team_id": None, "tags": [], "fields": {}, "is_snoozed": False, "snoozed_until": None,
    "version": 2,
}  # fmt: skip
ZURICH = ZoneInfo("Europe/Zurich")
NOW = datetime(2026, 11, 25, 23, 30, tzinfo=UTC)  # in Zurich it is the 26th
MEMBERS = [
    {"id": "1", "email": "anna@x.example", "name": "Anna Keller"},
    {"id": "2", "email": "jan.keller@x.example", "name": "Jan Keller"},
    {"id": "3", "email": "keller@x.example", "name": "Mia Frey"},
]


def body(route: respx.Route) -> Any:
    return json.loads(route.calls.last.request.content)


@pytest.mark.parametrize(
    ("typed", "changes"),
    [
        (["assign", "7", "me"], {"assignee": "me"}),
        (["assign", "7", "mia"], {"assignee": "mia"}),
        (["assign", "7", "orders"], {"team": "orders"}),
        (["assign", "7", "nobody"], {"assignee": None}),
        (["assign", "7", "--to", "mia@x.example", "--team", "orders"],
         {"team": "orders", "assignee": "mia@x.example"}),
        (["snooze", "7", "+3 days"], {"snoozed_until": "+3 days"}),
        (["snooze", "7", "3", "days"], {"snoozed_until": "3 days"}),
        (["snooze", "7"], {"snoozed_until": "reply"}),
        (["tag", "7", "+refund", "-spam", "late"],
         {"tags_add": ["refund", "late"], "tags_remove": ["spam"]}),
        (["solve", "7", "--note", "Done."], {"status": "solved", "note": "Done."}),
        (["reopen", "7"], {"status": "open"}),
        (["update", "7", "priority=high", "field.size=3"],
         {"priority": "high", "fields": {"size": 3}}),
    ],
)  # fmt: skip
def test_a_change_as_it_is_first_typed(
    run: Run, api: respx.MockRouter, typed: list[str], changes: dict[str, Any]
) -> None:
    api.get("/rest/v1/tickets").respond(200, json=[FOUND])
    if len(typed) == 3 and typed[0] == "assign" and typed[2] not in ("me", "nobody"):
        teams = [{"id": ID}] if typed[2] == "orders" else []
        api.get("/rest/v1/teams").respond(200, json=teams)
    api.get("/rest/v1/members").respond(200, json=[{"name": "Mia [red]"}])
    route = api.post("/rest/v1/rpc/update_ticket").respond(200, json=CHANGED)
    done = run("ticket", *typed)
    assert (done.code, body(route)["p_changes"]) == (0, changes)
    assert "assigned to Mia [red]" in done.out


@pytest.mark.parametrize(
    "typed", [["assign", "7"], ["assign", "7", "me", "--to", "mia"], ["tag", "7", "--refund"]]
)
def test_what_says_nothing_or_too_much_is_usage(run: Run, typed: list[str]) -> None:
    assert run("ticket", *typed).code == 2


def test_a_note_is_told_of_and_says_whom_it_missed(run: Run, api: respx.MockRouter) -> None:
    api.get("/rest/v1/tickets").respond(200, json=[FOUND])
    said = {"id": ID, "mentions": [ID], "told": ["Reto"], "unseen": ["Mia"], "nobody": ["rto"]}
    route = api.post("/rest/v1/rpc/add_note").respond(200, json=said)
    done = run("ticket", "note", "7", "look", "@reto", "@rto")
    assert body(route)["p_text"] == "look @reto @rto"
    assert done.out.startswith("Noted; told: Reto.\nMia may not see")
    assert "@rto is nobody here" in done.out


def test_bulk_changes_what_is_here_and_names_what_is_not(run: Run, api: respx.MockRouter) -> None:
    api.get("/rest/v1/tickets").respond(200, json=[{"id": ID, "number": 7}])
    result = {"ticket_id": ID, "ok": True, "number": 7, "version": 2}
    route = api.post("/rest/v1/rpc/update_tickets").respond(200, json=[result])
    done = run("ticket", "bulk", "7", "8", "priority=high", "--json")
    assert done.code == 1
    assert [one["ok"] for one in json.loads(done.out)] == [True, False]
    assert body(route)["p_ticket_ids"] == [ID]
    assert split(["7", "#8", "7", "a=b"]) == (["7", "#8"], ["a=b"])
    with pytest.raises(typer.BadParameter):
        split(["a=b"])


def test_tags_have_signs() -> None:
    assert signed(["+a", "b", "-c"]) == (["a", "b"], ["c"])


@pytest.mark.parametrize(
    ("words", "query"),
    [
        (["is:open", "assignee:me"], "is:open assignee:me"),
        (["is:open", "order 4417"], 'is:open "order 4417"'),
        (["order 4417"], "order 4417"),
        (["is:open lamp", "tag:x"], "is:open lamp tag:x"),
        (["-tag:spam", "-lamp"], "-tag:spam -lamp"),
        (["is:open", '"a b" c'], 'is:open "a b" c'),
    ],
)
def test_the_words_of_a_search_need_no_quotes(words: list[str], query: str) -> None:
    assert joined(words) == query


def test_a_wrong_query_is_shown_with_the_place(run: Run, api: respx.MockRouter) -> None:
    said = {"code": "PT422", "message": 'There is no tag "x" (at character 14).', "details": None,
            "hint": None}  # fmt: skip
    api.post("/rest/v1/rpc/search_tickets").respond(422, json=said)
    done = run("search", "is:open", "-tag:x")
    assert (done.code, done.out) == (1, "")
    query, mark, error = done.err.splitlines()
    assert query[mark.index("^")] == "x"
    assert error.startswith("Error: There is no tag")


def test_a_number_alone_is_also_that_ticket(run: Run, api: respx.MockRouter) -> None:
    rows = {key: {**CHANGED, "id": key, "number": n} for n, key in ((7, ID), (9, OTHER))}
    route = api.post("/rest/v1/rpc/search_tickets")
    route.side_effect = [
        respx.MockResponse(200, json={"tickets": [rows[OTHER], rows[ID]], "after": None}),
        respx.MockResponse(200, json={"tickets": [rows[ID]], "after": None}),
    ]
    found = json.loads(run("search", "7", "--json").out)
    assert [one["number"] for one in found["tickets"]] == [7, 9]
    assert body(route)["p_query"] == "#7"


@pytest.mark.parametrize(
    ("word", "ids"),
    [
        ("ANNA", ["1"]), ("anna keller", ["1"]), ("jan", ["2"]), ("keller", ["3"]), ("2", ["2"]),
        ("frey", ["3"]), ("kelle", []),
    ],
)  # fmt: skip
def test_members_are_called_by_name(word: str, ids: list[str]) -> None:
    assert [one["id"] for one in called(MEMBERS, word)] == ids


def test_a_name_of_several_is_asked_about() -> None:
    two = [{**one, "email": f"{one['id']}@x.example"} for one in MEMBERS]
    assert [one["id"] for one in called(two, "keller")] == ["1", "2"]


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("2026-11-01", "2026-11-01T00:00:00+01:00"), ("2026-07", "2026-07-01T00:00:00+02:00"),
        ("2026-11-01 14:30", "2026-11-01T14:30:00+01:00"),
        ("2026-11-01T14:30Z", "2026-11-01T14:30:00+00:00"),
        ("today", "2026-11-26T00:00:00+01:00"), ("Yesterday", "2026-11-25T00:00:00+01:00"),
        ("7d", "2026-11-19T00:30:00+01:00"), ("2 h", "2026-11-25T22:30:00+01:00"),
    ],
)  # fmt: skip
def test_times_as_people_type_them(text: str, time: str) -> None:
    assert read_time(text, ZURICH, NOW).isoformat() == time


@pytest.mark.parametrize("text", ["noon", "2026-02-30", "", "7x"])
def test_what_is_no_time_is_usage(text: str) -> None:
    with pytest.raises(typer.BadParameter, match="is no time"):
        read_time(text, ZURICH, NOW)


def test_ids_in_the_log_are_names() -> None:
    change = {"before": {"assignee_id": None}, "after": {"assignee_id": ID}}
    assert say_details(change, {ID: "Mia"}) == "assignee_id: – → Mia"
    gone = {"before": {"id": ID, "name": "Old", "created_at": "x", "scope": "team"}}
    assert say_details(gone) == "name: Old → –; scope: team → –"
    several = {"changes": [{"table": "t", "before": {"a": 1}, "after": {"a": 2}},
                           {"table": "t", "before": None, "after": {"b": 3}}]}  # fmt: skip
    assert say_details(several) == "a: 1 → 2; b: 3"

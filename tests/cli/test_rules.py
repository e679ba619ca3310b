"""The words of `autocrm rule` and `autocrm routing`, and what they ask of the API."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
import respx
import typer

from autocrm.cli.rule_words import (
    read_actions,
    read_condition,
    read_conditions,
    say_actions,
    say_conditions,
)
from tests.cli.conftest import Run

ID = "5f0a3a5e-0000-4000-8000-000000000001"
AT = "2026-11-20T10:00:00+00:00"
RULE = {
    "id": ID, "name": "Refunds", "position": 10, "active": True, "event": "created", "stop": False,
    "conditions": {"all": [{"fact": "tag", "op": "in", "value": ["vip", "gold"]}]},
    "actions": {"priority": 1}, "updated_at": AT,
}  # fmt: skip


def body(route: respx.Route) -> Any:
    return json.loads(route.calls.last.request.content)


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("status is open", ("status", "is", "open")),
        ("priority<=2", ("priority", "<=", 2)),
        ("age > 4 hours", ("age", ">", "4 hours")),
        ("tag in vip, gold", ("tag", "in", ["vip", "gold"])),
        ('team not_in ["front"]', ("team", "not_in", ["front"])),
        ("assignee is nobody", ("assignee", "is", None)),
        ("snoozed is true", ("snoozed", "is", True)),
        ("content has_word money back", ("content", "has_word", "money back")),
        ("content contains a > b", ("content", "contains", "a > b")),
        ('field.code is "42"', ("field.code", "is", "42")),
    ],
)
def test_conditions_are_written_as_people_do(text: str, condition: tuple[Any, ...]) -> None:
    assert tuple(read_condition(text).values()) == condition


@pytest.mark.parametrize("text", ["", "status", "status is", "<= 3", "status open"])
def test_half_a_condition_is_refused(text: str) -> None:
    with pytest.raises(typer.BadParameter, match="is no condition"):
        read_condition(text)


def test_groups_that_are_not_given_are_left_out() -> None:
    found = read_conditions(["status is open"], [], ["tag is vip"])
    assert list(found) == ["all", "none"]


@pytest.mark.parametrize(
    ("texts", "actions"),
    [
        (["priority=1", "team=orders"], {"priority": 1, "team": "orders"}),
        (["assignee="], {"assignee": None}),
        (["tags_add=vip, gold", "notify=team"], {"tags_add": ["vip", "gold"], "notify": ["team"]}),
        (["field.size=XL", "field.kg=2.5"], {"fields": {"size": "XL", "kg": 2.5}}),
        (["note=1 = one", "route"], {"note": "1 = one", "route": True}),
    ],
)
def test_actions_are_written_as_people_do(texts: list[str], actions: dict[str, Any]) -> None:
    assert read_actions(texts) == actions


def test_an_action_without_a_value_is_refused() -> None:
    with pytest.raises(typer.BadParameter, match="is no action"):
        read_actions(["priority"])


def test_a_rule_is_said_in_words() -> None:
    conditions = {
        "all": [{"fact": "status", "op": "is", "value": "open"},
                {"any": [{"fact": "priority", "op": "<=", "value": 2},
                         {"fact": "assignee", "op": "is", "value": None}]}],
        "none": [{"fact": "tag", "op": "in", "value": ["a", "b"]}],
    }  # fmt: skip
    assert say_conditions(conditions) == (
        "status is open and ((priority <= 2 or assignee is nobody)) and not tag in a,b"
    )
    assert say_conditions({}) == "always"
    assert say_actions({"fields": {"size": "XL"}, "route": True, "priority": 1}) == (
        "field.size=XL, route, priority=1"
    )


def test_rule_set_sends_what_is_given_and_nothing_else(run: Run, api: respx.MockRouter) -> None:
    route = api.post("/rest/v1/rpc/set_rule").respond(200, json=RULE)
    done = run("rule", "set", "Refunds", "--event", "created", "--if", "tag in vip,gold",
               "--then", "priority=1", "--off")  # fmt: skip
    assert (done.code, done.err) == (0, "")
    assert "when created, if tag in vip,gold, then priority=1" in done.out
    assert body(route) == {
        "p_name": "Refunds", "p_event": "created", "p_active": False,
        "p_conditions": RULE["conditions"], "p_actions": {"priority": 1},
    }  # fmt: skip


def test_rule_set_from_a_file(run: Run, api: respx.MockRouter, tmp_path: Path) -> None:
    route = api.post("/rest/v1/rpc/set_rule").respond(200, json=RULE)
    file = tmp_path / "rule.json"
    file.write_text(json.dumps({"event": "timer", "actions": {"priority": 2}, "stop": True}))
    assert run("rule", "set", "Late", "--file", str(file), "--position", "3").code == 0
    assert body(route) == {
        "p_name": "Late", "p_event": "timer", "p_actions": {"priority": 2}, "p_stop": True,
        "p_position": 3,
    }  # fmt: skip
    file.write_text("[1]")
    done = run("rule", "set", "Late", "--file", str(file))
    assert (done.code, done.out) == (1, "")
    assert "must hold an object" in done.err


def test_rule_set_says_what_the_desk_says(run: Run, api: respx.MockRouter) -> None:
    api.post("/rest/v1/rpc/set_rule").respond(
        422, json={"code": "PT422", "message": "conditions.all[1]: there is no team 'moon'."}
    )
    done = run("rule", "set", "R", "--if", "team is moon")
    assert (done.code, done.err) == (1, "Error: conditions.all[1]: there is no team 'moon'.\n")


def test_rule_try_takes_a_rule_and_says_what_it_would_do(run: Run, api: respx.MockRouter) -> None:
    api.get("/rest/v1/rules").respond(200, json=[RULE])
    route = api.post("/rest/v1/rpc/try_rule").respond(200, json={
        "looked_at": 10000, "matched": 12, "changed": 7, "refused": 2,
        "by_change": {"priority": 7}, "tickets": [{
            "id": ID, "number": 7, "subject": "Kettle [bold]",
            "changes": {"priority": {"from": 3, "to": 1}, "note": {"to": "x"}}}],
    })  # fmt: skip
    done = run("rule", "try", "Refunds", "--then", "priority=2", "--limit", "500")
    assert body(route) == {
        "p_conditions": RULE["conditions"], "p_actions": {"priority": 2}, "p_limit": 500,
    }  # fmt: skip
    assert "12 of the last 10000 tickets match, 7 would change, 2 could not" in done.out
    assert "priority 3 → 1, note" in done.out
    assert "Kettle [bold]" in done.out


def test_rule_try_needs_something_to_try(run: Run, api: respx.MockRouter) -> None:
    assert "Name a rule" in run("rule", "try").err
    api.get("/rest/v1/rules").respond(200, json=[])
    assert "There is no rule 'Nothing'" in run("rule", "try", "Nothing").err


def test_rule_runs_of_a_rule_that_failed(run: Run, api: respx.MockRouter) -> None:
    rows = [{"id": 1, "at": AT, "rule_name": "R", "event": "created", "tickets": {"number": 7},
             "changes": {}, "error": "It cannot."},
            {"id": 2, "at": AT, "rule_name": "R", "event": "created", "tickets": None, "error": "",
             "changes": {"before": {"priority": 3}, "after": {"priority": 1}, "note": "Hi"}},
    ]  # fmt: skip
    route = api.get("/rest/v1/rule_runs").respond(200, json=rows)
    done = run("rule", "runs", "--rule", "R", "--failed")
    asked = parse_qs(route.calls.last.request.url.query.decode())
    assert (asked["rule_name"], asked["error"]) == (["eq.R"], ["neq."])
    assert "It cannot." in done.out
    assert "priority 3 → 1, note=Hi" in done.out


def test_routing_show(run: Run, api: respx.MockRouter) -> None:
    member = {"id": ID, "name": "Ada", "email": "ada@x.example", "skills": ["tea"], "capacity": 20,
              "load": 3.25, "away": True, "away_until": AT, "working": True,
              "calendar": None}  # fmt: skip
    api.post("/rest/v1/rpc/routing_overview").respond(200, json={
        "teams": [{"key": "front", "name": "Front", "strategy": "round_robin", "fallback": None,
                   "assigned": 3, "waiting": 2, "members": ["ada@x.example"]}],
        "members": [member, {**member, "email": "ben@x.example", "away": False}],
        "skills_needed": [{"fact": "language", "value": "fr", "skill": "french"}],
    })  # fmt: skip
    done = run("routing", "show")
    for words in ("round_robin", "3.25", "away until", "here", "language fr needs french"):
        assert words in done.out


def test_routing_strategy_takes_a_fallback_away(run: Run, api: respx.MockRouter) -> None:
    route = api.post("/rest/v1/rpc/set_team_routing").respond(200, json={"strategy": "manual"})
    assert run("routing", "strategy", "set", "front", "manual", "--fallback", "none").code == 0
    assert body(route) == {"p_team": "front", "p_strategy": "manual", "p_fallback": ""}
    assert run("routing", "strategy", "set", "front", "dice").code == 2


def test_absence_add_is_for_oneself_from_now_on(run: Run, api: respx.MockRouter) -> None:
    route = api.post("/rest/v1/rpc/add_absence").respond(
        200, json={"id": ID, "starts_at": AT, "ends_at": None}
    )
    done = run("routing", "absence", "add", "--note", "Dentist")
    assert "until further notice" in done.out
    assert body(route) == {
        "p_member": None, "p_starts_at": None, "p_ends_at": None, "p_note": "Dentist",
    }  # fmt: skip
    run("routing", "absence", "add", "ada@x.example", "--from", "2026-12-24", "--to", "2026-12-27")
    assert body(route)["p_member"] == "ada@x.example"
    assert body(route)["p_starts_at"].startswith("2026-12-24T00:00:00")


def test_history_names_who_had_it(run: Run, api: respx.MockRouter) -> None:
    api.get("/rest/v1/tickets").respond(200, json=[{"id": ID, "number": 7, "subject": "Kettle",
                                                    "customer_id": ID}])  # fmt: skip
    api.get("/rest/v1/assignments").respond(200, json=[
        {"id": 1, "at": AT, "member_id": ID, "team_id": ID, "from_member_id": None,
         "from_team_id": None, "source": "routing", "reason": "Ada is next.", "details": {}},
    ])  # fmt: skip
    api.get("/rest/v1/members").respond(200, json=[{"id": ID, "name": "Ada"}])
    api.get("/rest/v1/teams").respond(200, json=[{"id": ID, "key": "front"}])
    done = run("routing", "history", "7", "--json")
    [row] = json.loads(done.out)
    assert (row["member"], row["team"], row["reason"]) == ("Ada", "front", "Ada is next.")

"""The words of `autocrm sla` and `autocrm calendar`, and what they ask of the API."""

from __future__ import annotations

import json
from typing import Any

import pytest
import respx

from autocrm.cli.calendar import read_hours, say_hours
from autocrm.cli.sla import read_target, say_length, say_state
from tests.cli.conftest import Run

ID = "5f0a3a5e-0000-4000-8000-000000000001"
AT = "2026-11-20T10:00:00+00:00"


def body(route: respx.Route) -> Any:
    return json.loads(route.calls.last.request.content)


def test_hours_are_written_as_people_do() -> None:
    hours = read_hours(["mon-wed,fri 09:00-12:00,13:00-17:00", "sat-sun 22:00-06:00"])
    assert hours["tue"] == ["09:00-12:00", "13:00-17:00"]
    assert hours["sun"] == ["22:00-06:00"]
    assert "thu" not in hours
    assert say_hours(hours) == (
        "mon-wed 09:00-12:00,13:00-17:00; fri 09:00-12:00,13:00-17:00; sat-sun 22:00-06:00"
    )


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("4h", 14400), ("90m", 5400), ("1h30m", 5400), ("none", None),
        ("urgent=1h, low=2h", {"1": 3600, "4": 7200}),
    ],
)  # fmt: skip
def test_targets_are_written_as_people_do(text: str, seconds: Any) -> None:
    assert read_target(text) == seconds


def test_lengths_are_said_in_hours_and_minutes() -> None:
    assert [say_length(s) for s in (0, 60, 5400, 360000)] == ["0m", "1m", "1h30m", "100h"]


@pytest.mark.parametrize(
    ("changed", "word"),
    [
        ({}, "running"), ({"warned_at": AT}, "nearly due"), ({"breached_at": AT}, "overdue"),
        ({"paused_at": AT}, "paused after 1h"), ({"stopped_at": AT}, "met"),
        ({"stopped_at": AT, "breached_at": AT}, "missed"), ({"void": True}, "ended"),
    ],
)  # fmt: skip
def test_a_clock_is_told_in_words(changed: dict[str, Any], word: str) -> None:
    nothing = dict.fromkeys(("warned_at", "breached_at", "paused_at", "stopped_at"))
    assert word in say_state({**nothing, "void": False, "elapsed": 3600, **changed})


def test_sla_set_sends_only_what_is_given(run: Run, api: respx.MockRouter) -> None:
    answer = {"name": "Gold", "active": True}
    route = api.post("/rest/v1/rpc/set_sla_policy").respond(200, json=answer)
    words = "--resolution none --team none --priority high --warn 75 --pause-on none"
    done = run("sla", "set", "gold", "--first-response", "urgent=30m,high=1h", *words.split())
    assert (done.code, done.err) == (0, "")
    assert body(route) == {
        "p_key": "gold",
        "p_policy": {
            "team": None, "priority": 2, "warn_share": 0.75, "pause_on": [],
            "targets": {"first_response": {"1": 1800, "2": 3600}, "resolution": None},
        },
    }  # fmt: skip


@pytest.mark.parametrize(
    "wrong", [("--first-response", "4 days"), ("--priority", "nine"), ("--resolution", "big=4h")]
)
def test_a_wrong_word_is_a_usage_error(run: Run, api: respx.MockRouter, wrong: Any) -> None:
    assert run("sla", "set", "gold", *wrong).code == 2


def test_sla_list_tells_for_whom(run: Run, api: respx.MockRouter) -> None:
    row = {
        "key": "gold", "name": "Gold", "position": 1, "active": True, "category": None,
        "priority": 1, "pause_on": ["pending"], "warn_share": 0.8, "next_from": "last",
        "customers": None, "companies": {"name": "Torvik"}, "teams": None, "customer_id": None,
        "company_id": ID,
        "calendars": {"key": "office"},
        "sla_targets": [
            {"metric": "resolution", "priority": n, "seconds": 5400} for n in (1, 2, 3, 4)
        ],
    }  # fmt: skip
    api.get("/rest/v1/sla_policies").respond(200, json=[row])
    out = run("sla", "list").out
    for word in ("gold", "company Torvik, priority urgent", "office", "1h30m", "none", "pending"):
        assert word in out


def test_sla_show_tells_each_clock(run: Run, api: respx.MockRouter) -> None:
    found = {"id": ID, "number": 7, "subject": "Kettle", "customer_id": ID}
    clock = {
        "id": 1, "metric": "first_response", "target_s": 3600, "started_at": AT, "due_at": AT,
        "elapsed": 1800, "paused_at": None, "warned_at": None, "breached_at": None,
        "stopped_at": AT, "void": False, "sla_policies": {"key": "gold"},
    }  # fmt: skip
    api.get("/rest/v1/tickets").respond(200, json=[found])
    api.get("/rest/v1/sla_clocks").respond(200, json=[clock])
    out = run("sla", "show", "7").out
    for word in ("first response", "gold", "1h", "2026-11-20 10:00Z", "met after 30m"):
        assert word in out


def test_calendar_set_and_holiday_add(run: Run, api: respx.MockRouter) -> None:
    answer = {"name": "Office", "time_zone": "Europe/Zurich"}
    route = api.post("/rest/v1/rpc/set_calendar").respond(200, json=answer)
    assert run("calendar", "set", "office", "--zone", "Europe/Zurich", "--hours",
               "mon 09:00-17:00").code == 0  # fmt: skip
    assert body(route) == {
        "p_key": "office", "p_name": None, "p_time_zone": "Europe/Zurich",
        "p_hours": {"mon": ["09:00-17:00"]}, "p_default": None,
    }  # fmt: skip
    part = {"starts": "12:00:00", "ends": "24:00:00"}
    day = {"day": "2026-12-24", "name": "", "yearly": False, **part}
    route = api.post("/rest/v1/rpc/set_holiday").respond(200, json=day)
    done = run("calendar", "holiday", "add", "office", "2026-12-24", "--from", "12:00")
    assert "2026-12-24 12:00-24:00" in done.out
    assert body(route) == {
        "p_calendar": "office", "p_day": "2026-12-24", "p_name": "", "p_yearly": False,
        "p_starts": "12:00",
    }  # fmt: skip
    assert run("calendar", "holiday", "add", "office", "24.12.2026").code == 2
    assert run("calendar", "set", "office", "--hours", "someday 09:00-17:00").code == 2

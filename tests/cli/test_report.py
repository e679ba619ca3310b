"""The words of `autocrm report`, `audit` and `rating`: what they ask for, and how they say it."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
import respx
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from autocrm.cli.audit import say_details
from autocrm.cli.report_plot import SIZE, draw, ticks
from autocrm.cli.report_words import read_facts, say, to_csv
from tests.cli.conftest import Run

ID = "5f0a3a5e-0000-4000-8000-000000000001"
DAYS = [f"2026-11-{day:02}T00:00:00+00:00" for day in range(1, 11)]


def report(**changed: Any) -> dict[str, Any]:
    return {
        "name": "csat", "title": "Satisfaction", "about": "How content.", "by": ["at"],
        "from": DAYS[0], "to": DAYS[-1], "step": "day", "zone": "UTC",
        "chart": {"kind": "line", "y": ["average"]},
        "lines": [
            {"at": day, "ratings": n, "average": n / 2 or None} for n, day in enumerate(DAYS)
        ],
        "total": {"ratings": 45, "average": 2.25}, **changed,
    }  # fmt: skip


def body(route: respx.Route) -> Any:
    return json.loads(route.calls.last.request.content)


def test_a_report_is_asked_for_by_its_name(run: Run, api: respx.MockRouter) -> None:
    api.get("/rest/v1/calendars").respond(200, json=[{"time_zone": "Europe/Zurich"}])
    route = api.post("/rest/v1/rpc/report").respond(200, json=report())
    done = run(
        "report", "csat", "--from", "2026-11-01", "--to", "2026-11-11", "--by", "team,at",
        "--where", "team=front", "--where", "priority=urgent,2", "--where", "assignee=none",
    )  # fmt: skip
    assert done.code == 0
    for word in ("Satisfaction", "ratings", "2026-11-02", "2.25", "all"):
        assert word in done.out
    asked = body(route)
    assert asked["p_name"] == "csat"
    assert asked["p_by"] == ["team", "at"]
    assert asked["p_filter"] == {"team": "front", "priority": ["1", "2"], "assignee": None}
    assert asked["p_from"] == "2026-11-01T00:00:00+01:00"  # a day of the desk


def test_without_wishes_the_server_decides(run: Run, api: respx.MockRouter) -> None:
    route = api.post("/rest/v1/rpc/report").respond(200, json=report())
    assert json.loads(run("report", "csat", "--json").out) == report()
    assert body(route) == {
        "p_name": "csat", "p_from": None, "p_to": None, "p_filter": {}, "p_by": None,
    }  # fmt: skip
    run("report", "csat", "--by", "none")
    assert body(route)["p_by"] == []


def test_csv_is_the_lines(run: Run, api: respx.MockRouter) -> None:
    api.post("/rest/v1/rpc/report").respond(200, json=report())
    rows = list(csv.reader(io.StringIO(run("report", "csat", "--csv").out)))
    assert rows[0] == ["at", "ratings", "average"]
    assert rows[1] == ["2026-11-01", "0", ""]
    assert len(rows) == 11


def test_csv_never_is_a_formula() -> None:
    said = to_csv([{"tag": "=1+1"}, {"tag": 'a,"b"\n'}, {"tag": None}, {"tag": -1}], ["tag"])
    assert list(csv.reader(io.StringIO(said))) == [
        ["tag"], ["'=1+1"], ["a,\"b\"\n"], [""], ["-1"],
    ]  # fmt: skip


def test_the_rows_of_a_line(run: Run, api: respx.MockRouter) -> None:
    page = {"rows": [{"number": 7, "score": 5}], "more": True}
    route = api.post("/rest/v1/rpc/report_rows").respond(200, json=page)
    done = run("report", "rows", "csat", "--line", "team=front", "--limit", "1")
    assert "7" in done.out
    assert "There is more than 1" in done.err
    assert (body(route)["p_line"], body(route)["p_limit"]) == ({"team": "front"}, 1)


def test_a_fact_without_value_is_usage(run: Run) -> None:
    done = run("report", "csat", "--where", "team")
    assert done.code == 2
    assert "team=front" in done.err
    assert read_facts(["a=b=c"]) == {"a": "b=c"}


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("median_s", 40.2, "40 s"), ("p90_s", 720, "12 min"), ("p90_s", 9000, "2.5 h"),
        ("age_median_s", 200_000, "2.3 d"), ("kept_share", 0.8782, "87.8%"), ("tickets", 12, "12"),
        ("median_s", None, ""),
    ],
)  # fmt: skip
def test_figures_are_said_as_people_do(name: str, value: Any, words: str) -> None:
    assert say(name, value) == words


@pytest.mark.parametrize(
    "changed",
    [
        {},
        {"lines": [], "total": {"ratings": 0, "average": None}},
        {"lines": report()["lines"][:1]},
        {"chart": {"kind": "line", "y": ["ratings", "average"]}},
        {"by": ["team", "at"], "lines": [
            {"team": None if n % 7 else f"team {n}" * 9, "at": day, "ratings": n, "average": n}
            for n, day in enumerate(DAYS * 4)]},
        {"chart": {"y": ["p90_s"]}, "lines": [{"at": day, "p90_s": 9e5} for day in DAYS]},
    ],
)  # fmt: skip
def test_a_picture_is_drawn_of_any_report(
    run: Run, api: respx.MockRouter, tmp_path: Path, changed: dict[str, Any]
) -> None:
    api.post("/rest/v1/rpc/report").respond(200, json=report(**changed))
    file = tmp_path / "csat.png"
    done = run("report", "csat", "--plot", str(file))
    assert (done.code, done.out.startswith("Satisfaction: ")) == (0, True)
    with Image.open(file) as image:
        assert (image.format, image.size) == ("PNG", SIZE)
        colours = image.convert("RGB").getcolors(1_000_000)
    assert colours is not None
    assert len(colours) > 3


def test_days_are_those_of_the_reports_zone() -> None:
    assert say("at", "2026-07-31T22:00:00+00:00", zone="Europe/Zurich") == "2026-08-01"
    assert say("at", "2026-07-31T22:00:00+00:00", zone="No/Where") == "2026-07-31"


def test_a_higher_value_is_drawn_higher() -> None:
    low = report(lines=[{"at": day, "average": 1} for day in DAYS])
    rising = report(lines=[{"at": day, "average": n} for n, day in enumerate(DAYS)])
    blue = (0x25, 0x63, 0xA8)

    def ends(answer: dict[str, Any]) -> tuple[int, int]:
        """The topmost blue pixel at the left and at the right end of the line."""
        image = Image.open(io.BytesIO(draw(answer))).convert("RGB")
        return tuple(
            next(y for y in range(80, SIZE[1]) if image.getpixel((x, y)) == blue)
            for x in (102, SIZE[0] - 42)
        )  # type: ignore[return-value]

    left, right = ends(rising)
    assert left > right + 300
    left, right = ends(low)
    assert left == right


@given(st.floats(0, 1e9))
def test_the_scale_reaches_the_top_in_few_round_steps(top: float) -> None:
    found = ticks(top)
    assert found[0] == 0
    assert found[-1] >= top * (1 - 1e-6)
    assert 2 <= len(found) <= 7
    assert found == sorted(set(found))


def test_audit_list_names_who_did_it(run: Run, api: respx.MockRouter) -> None:
    entry = {
        "id": 9, "at": DAYS[0], "action": "ticket.change", "actor": ID, "actor_role": "x",
        "ticket_id": ID, "subject_id": ID, "tickets": {"number": 7},
        "details": {"before": {"status": "open"}, "after": {"status": "solved"}, "reason": "Done."},
    }  # fmt: skip
    route = api.get("/rest/v1/audit_log").respond(200, json=[entry])
    api.get("/rest/v1/members").respond(
        200, json=[{"user_id": ID, "name": "Mia Keller", "email": "mia@x.example"}]
    )
    api.get("/rest/v1/customers").respond(200, json=[])
    done = run("audit", "list", "--action", "ticket.*", "--before", "10")
    for word in ("9", "Mia Keller", "ticket.change", "#7", "status: open → solved", "Done."):
        assert word in done.out
    asked = dict(route.calls.last.request.url.params)
    assert (asked["action"], asked["id"], asked["order"]) == ("like.ticket.%", "lt.10", "id.desc")
    shown = run("audit", "show", "9").out
    assert "status: open → solved" in shown
    assert "reason: Done." in shown


def test_audit_show_of_nothing_is_one_sentence(run: Run, api: respx.MockRouter) -> None:
    api.get("/rest/v1/audit_log").respond(200, json=[])
    done = run("audit", "show", "9")
    assert (done.code, done.err) == (1, "Error: There is no entry 9, or you may not see it.\n")


def test_audit_access_says_who_read_whose_words(run: Run, api: respx.MockRouter) -> None:
    entry = {
        "id": 3, "at": DAYS[0], "actor_role": "authenticated", "tickets": {"number": 7},
        "members": {"name": "Mia Keller", "email": "mia@x.example"},
        "customers": {"name": "", "email": "hannah@x.example"},
    }  # fmt: skip
    api.get("/rest/v1/access_log").respond(200, json=[entry])
    done = run("audit", "access")
    for word in ("Mia Keller", "#7", "hannah@x.example"):
        assert word in done.out


def test_details_are_said_in_one_line() -> None:
    assert (
        say_details({"after": {"a": None, "b": [1]}, "before": {"a": 1}}) == "a: 1 → –; b: – → [1]"
    )
    assert say_details({"before": "x", "after": "y"}) == "before: x; after: y"


def test_rating_give_is_the_customers(run: Run, api: respx.MockRouter) -> None:
    api.get("/rest/v1/tickets").respond(
        200, json=[{"id": ID, "number": 7, "subject": "", "customer_id": ID}]
    )
    answer = {"number": 7, "score": 1, "comment": "", "open": True, "reopened": True}
    route = api.post("/rest/v1/rpc/rate_ticket").respond(200, json=answer)
    done = run("rating", "give", "7", "1", "--comment", "Slow")
    assert done.out == "Ticket #7: 1 of 5. It is open again.\n"
    assert body(route) == {"p_ticket_id": ID, "p_score": 1, "p_comment": "Slow"}
    assert run("rating", "give", "7", "6").code == 2

"""What the commands of the copilot ask for, and what they show."""

from __future__ import annotations

import json

import respx

from tests.cli.conftest import Run

TICKET = "11111111-1111-4111-8111-111111111111"


def test_a_ticket_is_named_by_its_number(run: Run, api: respx.MockRouter) -> None:
    row = {"id": TICKET, "number": 7, "subject": "S", "customer_id": TICKET}
    api.get("/rest/v1/tickets").respond(json=[row])
    point = {"text": "A [red]parcel[/].", "author": "customer", "interaction_id": TICKET}
    summary = {"headline": "Late", "wants": [point], "promised": [], "open": [],
               "waiting_for": "us"}  # fmt: skip
    asked = api.post("/functions/v1/assist/summarise").respond(json=summary)
    done = run("assist", "summarise", "7")
    assert (done.code, done.out.splitlines()) == (
        0, ["Late", "wants: A [red]parcel[/].", "Waiting for: us"],
    )  # fmt: skip
    assert json.loads(asked.calls.last.request.content) == {"ticket_id": TICKET}


def test_without_a_model_one_sentence_says_so(run: Run, api: respx.MockRouter) -> None:
    problem = {"status": 503, "code": "not_configured", "detail": "Set OPENAI_API_KEY."}
    api.post("/functions/v1/assist/translate").respond(503, json=problem)
    done = run("assist", "translate", "de", stdin=b"Hello")
    assert (done.code, done.err.strip()) == (1, "Error: Set OPENAI_API_KEY.")


def test_figures_are_said_or_given_as_json(run: Run, api: respx.MockRouter) -> None:
    found = {"text": "Backlog: 3", "wish": None, "report": None}
    api.post("/functions/v1/assist/data").respond(json=found)
    assert run("assist", "data", "How many?").out.strip() == "Backlog: 3"
    assert json.loads(run("assist", "data", "How many?", "--json").out) == found

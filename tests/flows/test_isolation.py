"""Who sees what, through unmodified supabase-py, as each of the four."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import httpx
import pytest
from postgrest.exceptions import APIError
from supabase.lib.client_options import SyncClientOptions

from supabase import Client, create_client
from tests.flows.desk import ROOT, Desk, raw_mail, wait_for

CAST = tomllib.loads((ROOT / "seeds" / "cast.toml").read_text("utf-8"))
SIGNED_IN = [c for c in CAST["customers"] if c.get("password")]
SECRET_NOTE = "This customer must never read these words."


@pytest.fixture(scope="module")
def desk(seeded_desk: Desk) -> Desk:
    """Two customers with a ticket each, one of them with a note."""
    for number, customer in enumerate(SIGNED_IN[:2]):
        raw = raw_mail(customer["email"], f"iso.{number}", "How long is the delivery to Germany?")
        ticket = seeded_desk.receive(raw).json()["ticket_id"]
        seeded_desk.rpc("add_note", p_ticket_id=ticket, p_text=SECRET_NOTE)
    wait_for(lambda: len(seeded_desk.select("ai_decisions?select=id")) >= 2, 30, "decisions")
    return seeded_desk


@pytest.fixture(scope="module")
def tables(desk: Desk) -> list[str]:
    """Every table and view that the API exposes, from its own description."""
    answer = httpx.get(
        f"{desk.config.api_url}/rest/v1/", headers={"apikey": desk.settings.secret_key}
    )
    return sorted(p.strip("/") for p in answer.json()["paths"] if p != "/" and "/rpc/" not in p)


Connect = Callable[..., Client]


@pytest.fixture(scope="module")
def client(desk: Desk) -> Iterator[Connect]:
    """Makes clients of unmodified supabase-py: anonymous, or signed in."""
    with ExitStack() as opened:

        def connect(email: str | None = None, password: str = "") -> Client:
            http = opened.enter_context(httpx.Client(timeout=20))
            made = create_client(
                desk.settings.url,
                desk.settings.publishable_key,
                SyncClientOptions(httpx_client=http),
            )
            if email:
                made.auth.sign_in_with_password({"email": email, "password": password})
            return made

        yield connect


def rows(who: Client, table: str) -> list[dict[str, Any]]:
    """What `who` sees of a table: nothing when it is refused as a whole."""
    columns = "id,channel,provider_id" if table == "inbound_events" else "*"
    try:
        found: list[dict[str, Any]] = who.table(table).select(columns).limit(1000).execute().data
    except APIError as error:
        if error.code != "42501":  # anything but "permission denied" is a fault of the test
            raise
        return []
    return found


def test_anon_sees_published_public_articles_and_nothing_else(
    desk: Desk, client: Connect, tables: list[str]
) -> None:
    anon = client()
    seen = {table: found for table in tables if (found := rows(anon, table))}
    assert set(seen) == {"knowledge_base"}
    assert {(a["status"], a["visibility"]) for a in seen["knowledge_base"]} == {
        ("published", "public")
    }


def test_a_stranger_with_a_sign_in_sees_no_more(
    desk: Desk, client: Connect, tables: list[str]
) -> None:
    stranger = client()
    stranger.auth.sign_up({"email": "stranger@nowhere.example", "password": "stranger-password"})
    assert {table for table in tables if rows(stranger, table)} == {"knowledge_base"}


def test_a_customer_sees_their_own_and_nothing_else_in_every_table(
    desk: Desk, client: Connect, tables: list[str]
) -> None:
    me = SIGNED_IN[0]
    mine = client(me["email"], me["password"])
    seen = {table: found for table in tables if (found := rows(mine, table))}
    [self_row] = seen["customers"]
    assert self_row["email"] == me["email"]
    assert {t["customer_id"] for t in seen["tickets"]} == {self_row["id"]}
    assert {i["customer_id"] for i in seen["interactions"]} == {self_row["id"]}
    assert set(seen) - {"companies"} == {
        "customer_identities", "customers", "interactions", "knowledge_base", "ticket_threads",
        "tickets",
    }  # fmt: skip
    assert {(a["status"], a["visibility"]) for a in seen["knowledge_base"]} == {
        ("published", "public")
    }
    assert SECRET_NOTE not in repr(seen)


def test_no_function_gives_a_customer_a_note_or_another_customers_words(
    desk: Desk, client: Connect
) -> None:
    me = SIGNED_IN[0]
    mine = client(me["email"], me["password"])
    tickets = desk.select("tickets?select=id,customer_id,customers(email)")
    for ticket in tickets:
        for name in ("open_ticket", "ticket_context"):
            with pytest.raises(APIError):
                mine.rpc(name, {"p_ticket_id": ticket["id"]}).execute()
    other = next(t for t in tickets if t["customers"]["email"] != me["email"])
    for name, arguments in {
        "add_note": {"p_text": "x"},
        "add_message": {"p_text": "x"},
        "reply_to_ticket": {"p_text": "x"},
        "set_ticket_status": {"p_status": "solved"},
    }.items():
        with pytest.raises(APIError):
            mine.rpc(name, {"p_ticket_id": other["id"], **arguments}).execute()


def test_an_agent_sees_the_tickets_of_their_teams_and_threads_once_opened(
    desk: Desk, client: Connect
) -> None:
    teams = {t["key"]: t["id"] for t in desk.select("teams?select=key,id")}
    agent = next(m for m in CAST["members"] if m["teams"] == ["orders"])
    theirs = client(agent["email"], agent["password"])
    assert {t["team_id"] for t in rows(theirs, "tickets")} <= {teams["orders"]}
    front = next(m for m in CAST["members"] if m["teams"] == ["front"])
    desk_agent = client(front["email"], front["password"])
    seen = rows(desk_agent, "tickets")
    assert seen
    assert {t["team_id"] for t in seen} == {teams["front"]}
    assert rows(desk_agent, "interactions") == rows(desk_agent, "notes") == []
    ticket = seen[0]["id"]
    opened = desk_agent.rpc("open_ticket", {"p_ticket_id": ticket}).execute().data
    assert opened["notes"][0]["content"] == SECRET_NOTE
    assert {i["ticket_id"] for i in rows(desk_agent, "interactions")} == {ticket}
    with pytest.raises(APIError):
        theirs.rpc("open_ticket", {"p_ticket_id": ticket}).execute()
    logged = desk.select(f"access_log?select=ticket_id,members(email)&ticket_id=eq.{ticket}")
    assert front["email"] in {row["members"]["email"] for row in logged if row["members"]}


def test_search_for_a_customer_is_what_that_customer_finds(desk: Desk, client: Connect) -> None:
    me = SIGNED_IN[0]
    mine = client(me["email"], me["password"])
    [customer] = mine.table("customers").select("id").execute().data
    query = {"query": "How high may a refund be without asking anybody?", "limit": 20}
    ask = {"invoke_options": {"body": query}}
    own = mine.functions.invoke("search", **ask)
    through = httpx.post(
        f"{desk.config.api_url}/functions/v1/search",
        json={**query, "for_customer": customer["id"]},
        headers={"apikey": desk.settings.secret_key},
    ).json()
    assert json.loads(own) == through
    internal = {a["id"] for a in desk.select("knowledge_base?select=id&visibility=eq.internal")}
    assert not internal & {r["article_id"] for r in through["results"]}
    everything = httpx.post(
        f"{desk.config.api_url}/functions/v1/search", json=query,
        headers={"apikey": desk.settings.secret_key},
    ).json()  # fmt: skip
    assert internal & {r["article_id"] for r in everything["results"]}

"""Views and searches through the SDK, as those who look, on a real PostgREST."""

from __future__ import annotations

import pytest

from autocrm import errors
from autocrm.stack import tap
from tests.conftest import RestApi
from tests.db.acting import HELPERS, id_of
from tests.db.desk_world import fill
from tests.sdk.conftest import As


@pytest.fixture(scope="module")
def world(rest_api: RestApi) -> RestApi:
    for helper in ("cast.psql", "tickets.psql"):
        tap.load(rest_api.database.conninfo("postgres"), HELPERS / helper)
    with rest_api.database.connect("postgres") as connection:
        fill(connection, 60)
    return rest_api


async def test_what_is_found_is_typed_and_marked(as_: As) -> None:
    page = await as_("reto").search.tickets("question is:open")
    [found] = page.tickets
    assert (found.subject, found.team, found.category) == ("A question", "front", "shipping")
    assert found.customer is not None
    assert found.customer.email == "hannah@postbox.example"
    assert found.snippet is not None
    assert [(part.text, part.hit) for part in found.snippet.parts] == [
        ("Question", True),
        (" of hannah", False),
    ]
    assert page.after is None


async def test_a_requester_finds_their_own_and_nothing_internal(as_: As) -> None:
    found = [ticket async for ticket in as_("hannah").search.each_ticket("status:open")]
    assert {ticket.customer_id for ticket in found} == {id_of("customer hannah")}
    assert {(ticket.team, ticket.assignee, ticket.tags) for ticket in found} == {(None, None, ())}
    secret = await as_("hannah").search.tickets("secret")
    assert secret.tickets == ()
    assert (await as_("anna").search.tickets("secret")).tickets != ()


async def test_a_wrong_query_says_where(as_: As) -> None:
    with pytest.raises(errors.Invalid, match=r'"asignee:" \(at character 6\); did you mean "assi'):
        await as_("anna").search.tickets("lamp asignee:me")
    with pytest.raises(errors.Forbidden, match="Nobody here knows you"):
        await as_("nils").search.tickets("lamp")


async def test_all_pages_of_a_search_and_of_a_view_are_all_tickets(as_: As) -> None:
    anna = as_("anna")
    everything = {ticket.id for ticket in await anna.tickets.list(limit=1000)}
    assert {ticket.id async for ticket in anna.search.each_ticket("sort:oldest")} == everything
    listed: list[str] = []
    after = None
    while after is not None or not listed:
        page = await anna.views.tickets(sort="queue", limit=7, after=after)
        listed += [ticket.id for ticket in page.tickets]
        after = page.after
    assert len(listed) == len(everything)
    assert set(listed) == everything
    with pytest.raises(errors.Invalid, match="begin again without p_after"):
        await anna.views.tickets(sort="newest", after="x")


async def test_a_view_is_made_looked_at_changed_and_deleted(as_: As) -> None:
    reto = as_("reto")
    made = await reto.views.save("Lamps", "subject:lamp is:unsolved sort:oldest")
    assert (made.scope, made.sort) == ("own", "oldest")
    assert [c["fact"] for c in made.filter["all"]] == ["status", "words"]
    page = await reto.views.tickets("lamps")
    assert page.tickets
    assert all("lamp" in ticket.subject for ticket in page.tickets)
    narrowed = await reto.views.tickets("lamps", query="priority:1")
    assert {t.id for t in narrowed.tickets} == {t.id for t in page.tickets if t.priority == 1}
    data = {"any": [{"fact": "priority", "op": "in", "value": ["urgent", "high"]}]}
    changed = await reto.views.save(view="Lamps", filter=data, columns=["number", "subject"])
    assert (changed.id, changed.query, changed.columns) == (made.id, "", ("number", "subject"))
    with pytest.raises(errors.Conflict, match="already"):
        await reto.views.save("LAMPS", "is:open")
    with pytest.raises(errors.NotFound):
        await as_("mathilde").views.get("Lamps")
    await reto.views.delete("Lamps")
    assert "Lamps" not in [view.name for view in await reto.views.list()]


async def test_counts_are_those_of_the_pages_and_follow_a_change(as_: As) -> None:
    reto = as_("reto")
    before = {count.key: count.count for count in await reto.views.counts()}
    page = await reto.views.tickets("open", limit=200)
    assert before["open"] == len(page.tickets)
    ticket = next(t for t in page.tickets if t.assignee is None)
    await reto.tickets.update(ticket.id, {"assignee": "me"})
    after = {count.key: count.count for count in await reto.views.counts()}
    assert (after["mine"], after["unassigned"]) == (before["mine"] + 1, before["unassigned"] - 1)

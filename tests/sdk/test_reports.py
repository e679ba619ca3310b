"""Reports and ratings through the SDK, as each of the people, on a real PostgREST."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta

import pytest

from autocrm import AutoCRM, errors
from autocrm.cli.generate.load import generate
from autocrm.stack import tap
from tests.conftest import RestApi
from tests.db.acting import HELPERS, id_of

As = Callable[[str], AutoCRM]
TODAY = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
YEAR = {"begins": TODAY - timedelta(days=365), "ends": TODAY}
TICKET = id_of("ticket of hannah")


@pytest.fixture(scope="module")
def world(rest_api: RestApi) -> RestApi:
    for helper in ("cast.psql", "tickets.psql"):
        tap.load(rest_api.database.conninfo("postgres"), HELPERS / helper)
    generate(rest_api.database.conninfo("postgres"), 200, 4, TODAY, lambda _: None)
    return rest_api


@pytest.fixture
async def as_(world: RestApi) -> AsyncIterator[As]:
    """`as_("anna")`: the SDK with the rights of one of the cast, of the secret key, or of anon."""
    async with AsyncExitStack() as stack:

        def acting(who: str) -> AutoCRM:
            claims = {"role": who} if who in ("service_role", "anon") else {"sub": id_of(who)}
            crm = AutoCRM("http://api.test", "key", access_token=world.token(**claims))
            crm._connection.client.rest_url = world.url  # PostgREST without its gateway
            stack.push_async_callback(crm.close)
            return crm

        yield acting


async def test_an_agent_counts_less_than_an_admin(as_: As) -> None:
    names = [report.name for report in await as_("reto").reports.list()]
    assert names[0] == "backlog"
    assert "ai_outcomes" in names
    all_of_it = await as_("anna").reports.get("created_and_solved", **YEAR)
    hers = await as_("reto").reports.get("created_and_solved", **YEAR)
    books = await as_("mathilde").reports.get("created_and_solved", **YEAR)
    assert 0 < hers.total["created"] < all_of_it.total["created"]
    assert hers.total["created"] + books.total["created"] <= all_of_it.total["created"]
    secret = await as_("service_role").reports.get("created_and_solved", **YEAR)
    assert secret.total == all_of_it.total


async def test_lines_are_by_what_is_asked_for_and_lead_to_their_rows(as_: As) -> None:
    crm = as_("anna")
    report = await crm.reports.get(
        "resolution", **YEAR, by=["team", "priority"], where={"channel": ["email", "portal"]}
    )
    assert sum(line["solved"] for line in report.lines) == report.total["solved"] > 0
    line = report.lines[0]
    keys = {key: line[key] for key in report.by}
    rows = [row async for row in crm.reports.rows(
        "resolution", **YEAR, where={"channel": ["email", "portal"]}, line=keys
    )]  # fmt: skip
    assert len(rows) == line["solved"]
    assert {(row["team"], row["priority"]) for row in rows} == {(line["team"], line["priority"])}
    assert {row["channel"] for row in rows} <= {"email", "portal"}


async def test_rows_are_fetched_page_by_page(as_: As) -> None:
    crm = as_("anna")
    report = await crm.reports.get("backlog", **YEAR)
    rows = [row async for row in crm.reports.rows("backlog", **YEAR)]
    assert len(rows) == report.total["tickets"] > 0
    assert len({(row["ticket_id"], row["at"]) for row in rows}) == len(rows)


async def test_others_get_no_figures_and_errors_are_sentences(as_: As) -> None:
    for who in ("hannah", "nils", "anon"):
        with pytest.raises((errors.Forbidden, errors.Unauthenticated)):
            await as_(who).reports.get("backlog")
        assert await as_(who).reports.list() == [] if who != "anon" else True
    with pytest.raises(errors.NotFound, match="There is no report 'x'"):
        await as_("reto").reports.get("x")
    with pytest.raises(errors.Invalid, match="There is no 'colour' here"):
        await as_("reto").reports.get("backlog", where={"colour": "red"})


async def test_a_customer_rates_and_members_read_it_when_they_open_the_ticket(as_: As) -> None:
    hannah, reto = as_("hannah"), as_("reto")
    with pytest.raises(errors.Conflict):
        await hannah.ratings.give(TICKET, 2)
    await as_("service_role").tickets.set_status(TICKET, "solved")
    with pytest.raises(errors.NotFound):
        await as_("tobias").ratings.give(TICKET, 2)
    rated = await hannah.ratings.give(TICKET, 2, "Slow.")
    assert (rated.score, rated.comment, rated.reopened) == (2, "Slow.", True)
    assert (await reto.tickets.get(TICKET)).status == "open"

    [rating] = await reto.ratings.list(ticket=TICKET)
    assert (rating.score, rating.comment) == (2, None)
    await reto.tickets.open(TICKET)
    [rating] = await reto.ratings.list(ticket=TICKET)
    assert rating.comment == "Slow."
    assert await as_("mathilde").ratings.list(ticket=TICKET) == []


async def test_a_link_needs_no_sign_in(world: RestApi, as_: As) -> None:
    ticket = id_of("ticket of tobias")
    await as_("service_role").tickets.set_status(ticket, "solved")
    with world.database.connect("postgres") as owner:
        row = owner.execute(
            "select private.feedback_token(%s, 1, now() + interval '1 day')", [ticket]
        ).fetchone()
    assert row is not None
    stranger = as_("anon")
    assert (await stranger.ratings.form(row[0])).open
    assert (await stranger.ratings.give_by_link(row[0], 5, "Fine")).comment == "Fine"
    with pytest.raises(errors.Forbidden, match="not valid"):
        await stranger.ratings.form(row[0][:-3] + "AAA")
    assert [r.comment for r in await as_("tobias").ratings.list()] == ["Fine"]

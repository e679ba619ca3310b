"""Who looks at a ticket and what one is told, live: SDK, Realtime, policies and SQL together."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from typing import Any

import pytest

from autocrm import AutoCRM, errors
from autocrm.adapters.supabase.channel import joined
from autocrm.sdk.presence import Room
from autocrm.sdk.rows import Looker
from tests.conformance.conftest import service_ports
from tests.stack.conftest import functions_port, person, running_stack, stack, stack_config, ticker
from tests.stack.harness import Stack

__all__ = [
    "functions_port",
    "person",
    "running_stack",
    "service_ports",
    "stack",
    "stack_config",
    "ticker",
]
PASSWORD = "correct horse"
PEOPLE = {"reto": "front", "anna": "front", "mathilde": "books", "hannah": None}


@pytest.fixture(scope="module")
def ticket(running_stack: Stack) -> str:
    """Hannah's ticket at the front desk, where Reto and Anna work; Mathilde keeps the books."""
    with contextlib.ExitStack() as closing:
        admin = replace(running_stack, closing=closing).admin()

        def call(function: str, **arguments: Any) -> Any:
            return admin.rpc(function, {f"p_{k}": v for k, v in arguments.items()}).execute().data

        for team in ("front", "books"):
            call("set_team", key=team, name=team, default=team == "front")
        for name, team in PEOPLE.items():
            email = address(name)
            words = {"email": email, "password": PASSWORD, "email_confirm": True}
            user = admin.auth.admin.create_user(words).user.id
            if team is None:
                call("set_customer", email=email, user_id=user)
            else:
                call("set_member", user_id=user, name=name.title(), email=email, role="agent",
                     teams=[team])  # fmt: skip
        email = address("hannah")
        return str(
            call("create_ticket", subject="Kettle", text="It leaks.", customer_email=email)["id"]
        )


def address(name: str) -> str:
    return f"{name}@desk.example"


@contextlib.asynccontextmanager
async def signed_in(stack: Stack, name: str) -> AsyncIterator[AutoCRM]:
    async with AutoCRM(stack.url, stack.keys.publishable_key) as crm:
        await crm.sign_in(address(name), PASSWORD)
        yield crm


async def until(room: Room, fits: Callable[[tuple[Looker, ...]], Any]) -> tuple[Looker, ...]:
    """Who is there, once it fits."""
    async with asyncio.timeout(20):
        async for others in room.changes():
            if fits(others):
                return others
    raise AssertionError("the changes ended")


async def test_two_members_see_each_other_and_who_types(stack: Stack, ticket: str) -> None:
    async with (
        signed_in(stack, "reto") as reto,
        signed_in(stack, "anna") as anna,
        reto.presence(ticket) as at_retos,
    ):
        assert at_retos.others == ()
        async with anna.presence(ticket) as at_annas:
            assert [one.name for one in await until(at_annas, len)] == ["Reto"]
            [seen] = await until(at_retos, len)
            assert (seen.name, seen.typing) == ("Anna", False)
            await at_annas.typing()
            await until(at_retos, lambda others: others and others[0].typing)
            await at_annas.typing(False)
            await until(at_retos, lambda others: others and not others[0].typing)
        assert await until(at_retos, lambda others: not others) == ()


async def test_two_windows_of_a_member_are_one(stack: Stack, ticket: str) -> None:
    async with (
        signed_in(stack, "reto") as reto,
        signed_in(stack, "anna") as anna,
        anna.presence(ticket) as one,
        anna.presence(ticket) as other,
        reto.presence(ticket) as room,
    ):
        await until(room, len)
        await other.typing()
        await until(room, lambda others: others[0].typing)
        assert len(room.others) == 1
        assert one.others == other.others
        assert [who.name for who in await until(one, len)] == ["Reto"]


async def test_neither_the_customer_nor_another_team_joins(stack: Stack, ticket: str) -> None:
    topic = f"ticket:{ticket}"
    for name in ("hannah", "mathilde"):
        async with signed_in(stack, name) as crm:
            token = crm._connection._token()
            with pytest.raises(errors.Forbidden, match="may not join"):
                async with joined(stack.url, stack.keys.publishable_key, token, topic, own_key="x"):
                    pytest.fail(f"{name} has joined")
    key = stack.keys.publishable_key
    with pytest.raises(errors.Forbidden, match="may not join"):
        async with joined(stack.url, key, key, topic, own_key="x"):
            pytest.fail("a stranger has joined")


async def test_the_sdk_says_who_may(stack: Stack, ticket: str) -> None:
    async with signed_in(stack, "hannah") as hannah:
        with pytest.raises(errors.Forbidden, match="Only members"):
            async with hannah.presence(ticket):
                pytest.fail("a customer is there")
        with pytest.raises(errors.Forbidden):
            await hannah.notifications.unread()
    async with signed_in(stack, "mathilde") as mathilde:
        with pytest.raises(errors.Forbidden, match="may not join"):
            async with mathilde.presence(ticket):
                pytest.fail("another team is there")


async def test_without_realtime_it_says_so(stack: Stack) -> None:
    with pytest.raises(errors.Unavailable, match="Realtime did not answer"):
        async with joined("http://127.0.0.1:1", "key", "token", "x"):
            pytest.fail("somebody answered")


async def test_what_a_member_is_told_is_heard_at_once_listed_and_read(
    stack: Stack, ticket: str
) -> None:
    async with signed_in(stack, "reto") as reto, signed_in(stack, "anna") as anna:
        before = await reto.notifications.unread()
        async with reto.notifications.live() as live, anna.notifications.live():
            changes = {"assignee": address("reto")}
            await anna.tickets.update(ticket, changes)
            async with asyncio.timeout(20):
                news = await anext(live)
        assert (news.kind, news.ticket_id) == ("assignment", ticket)
        assert (await reto.notifications.unread()).unread == before.unread + 1
        [latest, *_] = await reto.notifications.list(unread=True)
        assert (latest.id, latest.kind) == (news.id, "assignment")
        assert latest.tickets is not None
        assert latest.tickets.subject == "Kettle"
        assert latest.data["by"] == (await anna._connection.me()).id
        assert await anna.notifications.read(latest.id) == 0  # it is not hers
        assert await reto.notifications.read(latest.id) == 1
        assert latest.id not in {n.id for n in await reto.notifications.list(unread=True)}
        page = await reto.notifications.list(limit=1)
        assert latest.id in {n.id for n in page + await reto.notifications.list(before=page[0])}


async def test_another_members_news_are_not_heard(stack: Stack, ticket: str) -> None:
    async with signed_in(stack, "reto") as reto, signed_in(stack, "anna") as anna:
        me = await reto._connection.me()
        with pytest.raises(errors.Forbidden, match="may not join"):
            async with anna._connection.channel(f"member:{me.id}", events=["notification"]):
                pytest.fail("somebody else listens")


async def test_members_choose_how_and_customers_what(stack: Stack, ticket: str) -> None:
    async with signed_in(stack, "anna") as anna:
        changed = await anna.notifications.set("team", "app")
        assert {k.kind: k.way for k in changed.kinds}["team"] == "app"
        digest = (await anna.notifications.set_digest(hour=6, time_zone="Europe/Zurich")).digest
        assert (digest.every, digest.hour, digest.time_zone) == ("daily", 6, "Europe/Zurich")
        assert (await anna.notifications.settings()).digest == digest
        with pytest.raises(errors.Invalid, match="no kind of notification"):
            await anna.notifications.set("weather", "app")
    async with signed_in(stack, "hannah") as hannah:
        wished = await hannah.notifications.mail_preference("all", locale="de")
        assert (wished.mails, wished.locale) == ("all", "de")
    async with signed_in(stack, "reto") as reto:
        await reto.tickets.set_status(ticket, "solved")
        [notice] = await reto.notices.list(ticket=ticket)
        assert (notice.kind, notice.state, notice.locale) == ("status_changed", "queued", "de")
        assert await reto.notifications.read_ticket(ticket) >= 0
        await reto.notifications.read_all()
        assert (await reto.notifications.unread()).unread == 0

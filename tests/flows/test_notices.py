"""Notices as real mails: what SQL orders, a worker sends by SMTP, once, in the right language."""

from __future__ import annotations

from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import Any, cast

import pytest

from autocrm.adapters.mail.smtp import SmtpMailer
from autocrm.adapters.supabase.client import close, connect, rpc, run
from autocrm.adapters.supabase.jobs import SupabaseJobs
from autocrm.adapters.supabase.notices import SupabaseNotices
from autocrm.domain.message import Address
from autocrm.errors import Unavailable
from autocrm.pipeline import HANDLERS
from autocrm.ports import Services
from autocrm.testing import FixedClock
from autocrm.worker import Worker
from supabase import AsyncClient
from tests.stack.conftest import (
    functions_port,
    running_stack,
    service_ports,
    stack,
    stack_config,
    ticker,
)
from tests.stack.harness import Mailbox, Stack

__all__ = [
    "functions_port",
    "running_stack",
    "service_ports",
    "stack",
    "stack_config",
    "ticker",
]
KINDS = ("notice.send", "digest.send")


@pytest.fixture
async def client(stack: Stack) -> AsyncIterator[AsyncClient]:
    made = connect(stack.url, stack.keys.secret_key)
    yield made
    await close(made)


def worker(client: AsyncClient, mailer: Any) -> Worker:
    """One that sends notices and nothing else."""
    services = SimpleNamespace(
        notices=SupabaseNotices(client), jobs=SupabaseJobs(client), mailer=mailer,
        clock=FixedClock(), mail_from=Address("support@bergbach.example", "Bergbach"),
    )  # fmt: skip
    handlers = {kind: HANDLERS[kind] for kind in KINDS}
    return Worker(cast(Services, services), handlers=handlers)


def smtp(mailbox: Mailbox) -> SmtpMailer:
    return SmtpMailer(f"smtp://127.0.0.1:{mailbox.smtp_port}")


async def ticket_of(client: AsyncClient, name: str) -> str:
    """A ticket by mail, of somebody who wishes to hear of everything in German."""
    email = f"{name}@postbox.example"
    message = {
        "channel": "email", "provider_id": f"{name}@x", "message_id": f"<{name}@x>",
        "sender": {"email": email, "name": name.title()}, "subject": "Kaffee", "text": "Hallo?",
    }  # fmt: skip
    made = await rpc(client, "receive_message", p_message=message)
    [row] = await run(client.table("customers").select("id").eq("email", email))
    await rpc(client, "set_mail_preference", p_mails="all", p_locale="de", p_customer_id=row["id"])
    return str(made["ticket_id"])


async def state_of(client: AsyncClient, ticket: str) -> list[str]:
    rows = await run(client.table("notices").select("state").eq("ticket_id", ticket))
    return [row["state"] for row in rows]


async def test_a_customer_hears_of_the_status_in_the_thread(
    stack: Stack, client: AsyncClient
) -> None:
    ticket = await ticket_of(client, "lena")
    await rpc(client, "set_ticket_status", p_ticket_id=ticket, p_status="solved")
    await worker(client, smtp(stack.mailbox)).run_until_idle()
    await worker(client, smtp(stack.mailbox)).run_until_idle()
    [mail] = stack.mailbox.mails_to("lena@postbox.example")
    assert mail["Subject"] == "Re: Kaffee"
    assert "aus unserer Sicht gelöst" in mail["Text"]
    assert "Guten Tag Lena" in mail["Text"]
    assert await state_of(client, ticket) == ["sent"]


class Crash(BaseException):
    """The process dies."""


class Dying:
    """A mailer whose process ends while it speaks to the server."""

    async def send(self, mail: Any) -> str:
        raise Crash


async def test_who_dies_while_sending_leaves_it_unknown(stack: Stack, client: AsyncClient) -> None:
    ticket = await ticket_of(client, "mona")
    await rpc(client, "set_ticket_status", p_ticket_id=ticket, p_status="on_hold")
    claimed = await SupabaseJobs(client).claim("one", ["notice.send"], 1, 1)
    services = worker(client, Dying()).services
    with pytest.raises(Crash):
        await HANDLERS["notice.send"](services, claimed[0])
    assert await state_of(client, ticket) == ["sending"]
    await SupabaseJobs(client).fail(claimed[0], "died", True)
    with stack.database.connect("postgres") as db:
        db.execute("update public.jobs set run_at = now() where kind = 'notice.send'")
    await worker(client, smtp(stack.mailbox)).run_until_idle()
    assert await state_of(client, ticket) == ["unknown"]
    assert stack.mailbox.mails_to("mona@postbox.example") == []


async def test_a_server_that_is_away_gets_it_later(stack: Stack, client: AsyncClient) -> None:
    ticket = await ticket_of(client, "nora")
    await rpc(client, "set_ticket_status", p_ticket_id=ticket, p_status="solved")
    away = worker(client, SmtpMailer("smtp://127.0.0.1:1"))
    [job] = await away.services.jobs.claim("one", ["notice.send"], 1, 15)
    with pytest.raises(Unavailable):
        await HANDLERS["notice.send"](away.services, job)
    assert await state_of(client, ticket) == ["failed"]
    await away.services.jobs.fail(job, "away", True)
    with stack.database.connect("postgres") as db:
        db.execute("update public.jobs set run_at = now() where kind = 'notice.send'")
    await worker(client, smtp(stack.mailbox)).run_until_idle()
    assert await state_of(client, ticket) == ["sent"]
    assert len(stack.mailbox.mails_to("nora@postbox.example")) == 1


async def test_a_digest_is_one_mail_of_what_is_unread(stack: Stack, client: AsyncClient) -> None:
    await rpc(client, "set_team", p_key="front", p_name="Front", p_default=True)
    user = stack.admin().auth.admin.create_user(
        {"email": "rita@desk.example", "password": "correct horse", "email_confirm": True}
    )
    member = await rpc(
        client, "set_member", p_user_id=user.user.id, p_name="Rita", p_email="rita@desk.example",
        p_role="agent", p_teams=["front"],
    )  # fmt: skip
    tickets = [await ticket_of(client, name) for name in ("olga", "paul")]
    for ticket in tickets:
        changes = {"assignee": member["id"]}
        await rpc(client, "update_ticket", p_ticket_id=ticket, p_changes=changes)
    with stack.database.connect("postgres") as db:
        count = db.execute("select count(*) from public.jobs where kind = 'digest.send'").fetchone()
        assert count == (1,)
        db.execute(
            "update public.notifications set read_at = now() where ticket_id = %s", [tickets[0]]
        )
        # Tomorrow, when the digest is due.
        db.execute("update public.notifications set created_at = now() - interval '2 days'")
        db.execute("update public.jobs set run_at = now() where kind = 'digest.send'")
    await worker(client, smtp(stack.mailbox)).run_until_idle()
    [mail] = stack.mailbox.mails_to("rita@desk.example")
    assert mail["Subject"] == "One thing waits for you at Bergbach"
    [line] = [line for line in mail["Text"].splitlines() if line.startswith("- ")]
    assert line.endswith("Kaffee: assigned to you")

"""Tickets written by mail open to whoever shows that the mailbox is theirs, and to nobody else."""

from __future__ import annotations

import itertools
import re
from typing import Any

import pytest

from supabase import Client
from tests.stack.conftest import (
    functions_port,
    running_stack,
    service_ports,
    stack,
    stack_config,
    ticker,
)
from tests.stack.harness import Stack

__all__ = [
    "functions_port",
    "running_stack",
    "service_ports",
    "stack",
    "stack_config",
    "ticker",
]
_numbers = itertools.count(1)


@pytest.fixture
def address(stack: Stack) -> str:
    """Somebody who has written a mail and never signed up."""
    email = f"writer{next(_numbers)}@postbox.example"
    message = {
        "channel": "email",
        "provider_id": f"mail of {email}",
        "sender": {"email": email, "name": "Writer"},
        "subject": "From before",
        "text": "I wrote this by mail.",
    }
    stack.admin().rpc("receive_message", {"p_message": message}).execute()
    return email


def subjects(client: Client) -> set[str]:
    """What they see once they have opened a ticket in the portal."""
    client.rpc("create_ticket", {"p_subject": "From the portal", "p_text": "Hello"}).execute()
    rows: list[Any] = client.table("tickets").select("subject").execute().data
    return {row["subject"] for row in rows}


def code_for(stack: Stack, email: str) -> str:
    mail = stack.mailbox.mails_to(email)[0]
    found = re.search(r"\b\d{6}\b", mail["Text"])
    assert found, mail["Text"]
    return found[0]


def test_signing_up_unconfirmed_shows_nothing(stack: Stack, address: str) -> None:
    thief = stack.signed_up({"email": address, "password": "correct horse"})
    assert subjects(thief) == {"From the portal"}


def test_a_code_from_the_mailbox_shows_all(stack: Stack, address: str) -> None:
    owner = stack.client()
    owner.auth.sign_in_with_otp({"email": address})
    token = code_for(stack, address)
    owner.auth.verify_otp({"email": address, "token": token, "type": "email"})
    assert subjects(owner) == {"From before", "From the portal"}


def test_a_link_that_nobody_followed_proves_nothing(stack: Stack, address: str) -> None:
    link = stack.admin().auth.admin.generate_link({"type": "magiclink", "email": address})
    assert link.user.email == address
    known = {"password": "correct horse", "email_confirm": True}
    stack.admin().auth.admin.update_user_by_id(link.user.id, known)
    thief = stack.client()
    thief.auth.sign_in_with_password({"email": address, "password": "correct horse"})
    assert subjects(thief) == {"From the portal"}

"""Forgotten passwords and proving oneself again, through the official clients."""

from __future__ import annotations

import pytest
from supabase_auth.errors import AuthApiError

from tests.stack.letters import code_in, config, newest


@pytest.fixture(scope="module")
def stack_config():
    return config({"secure_password_change": True})


def test_supabase_js(js):
    js("auth_recovery.mjs")


def test_a_new_password_by_code(stack, person):
    stack.signed_up(person)
    client = stack.client()
    client.auth.reset_password_for_email(person["email"])
    code = code_in(newest(stack, person["email"]))
    client.auth.verify_otp({"email": person["email"], "token": code, "type": "recovery"})
    client.auth.update_user({"password": "battery staple"})
    new = {**person, "password": "battery staple"}
    assert stack.client().auth.sign_in_with_password(new).session is not None
    with pytest.raises(AuthApiError, match="Invalid login credentials"):
        stack.client().auth.sign_in_with_password(person)


def test_an_unknown_address_gets_the_same_answer(stack):
    stack.client().auth.reset_password_for_email("stranger@example.com")
    assert stack.mailbox.mails_to("stranger@example.com") == []


def test_reauthenticate(stack, person):
    client = stack.signed_up(person)
    with stack.database.connect() as db:
        db.execute("update auth.sessions set created_at = now() - interval '2 days'")
    with pytest.raises(AuthApiError, match="Password update requires reauthentication"):
        client.auth.update_user({"password": "battery staple"})
    client.auth.reauthenticate()
    nonce = code_in(newest(stack, person["email"]))
    client.auth.update_user({"password": "battery staple", "nonce": nonce})
    new = {**person, "password": "battery staple"}
    assert stack.client().auth.sign_in_with_password(new).session is not None

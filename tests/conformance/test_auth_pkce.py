"""PKCE from link to session, through the official clients."""

from __future__ import annotations

import pytest
from supabase_auth.errors import AuthApiError

from tests.stack.letters import click, config, link_in, newest


@pytest.fixture(scope="module")
def stack_config():
    return config({"enable_confirmations": True})


def test_supabase_js(js):
    js("auth_pkce.mjs")


def exchanged(client, stack, address):
    """Click the newest link to an address, and exchange the code."""
    code = click(link_in(newest(stack, address))).query["code"]
    return client.auth.exchange_code_for_session({"auth_code": code})


def method_of(client):
    return client.auth.get_claims()["claims"]["amr"][0]["method"]


def test_signup_magic_link_and_recovery(stack, person):
    client, email = stack.client(), person["email"]
    client.auth.sign_up(person)
    assert exchanged(client, stack, email).session.user.email == email
    assert method_of(client) == "email/signup"
    client.auth.sign_in_with_otp({"email": email})
    exchanged(client, stack, email)
    assert method_of(client) == "magiclink"
    client.auth.reset_password_for_email(email)
    exchanged(client, stack, email)
    assert method_of(client) == "recovery"


def test_another_client_cannot_use_the_code(stack, person):
    stack.client().auth.sign_up(person)
    code = click(link_in(newest(stack, person["email"]))).query["code"]
    thief = {"auth_code": code, "code_verifier": "x" * 56}
    with pytest.raises(AuthApiError, match="code challenge does not match") as caught:
        stack.client().auth.exchange_code_for_session(thief)
    assert caught.value.code == "bad_code_verifier"


def test_a_code_nobody_issued(stack):
    with pytest.raises(AuthApiError, match="no valid flow state found") as caught:
        stack.client().auth.exchange_code_for_session(
            {"auth_code": "mock", "code_verifier": "mock"}
        )
    assert (caught.value.status, caught.value.code) == (404, "flow_state_not_found")

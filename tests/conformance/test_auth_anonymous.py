"""Anonymous users through the official clients."""

from __future__ import annotations

import pytest

from tests.stack.letters import code_in, config, newest


@pytest.fixture(scope="module")
def stack_config():
    limits = {"anonymous_users": 1000}
    email = {"enable_confirmations": True}
    return config(email, enable_anonymous_sign_ins=True, rate_limit=limits)


def test_supabase_js(js):
    js("auth_anonymous.mjs")


def test_signing_in_and_becoming_permanent(stack, person):
    client = stack.client()
    user = client.auth.sign_in_anonymously({"options": {"data": {"seen": 1}}}).user
    assert (user.is_anonymous, user.user_metadata) == (True, {"seen": 1})
    waiting = client.auth.update_user({"email": person["email"]}).user
    assert (waiting.is_anonymous, waiting.new_email) == (True, person["email"])
    code = code_in(newest(stack, person["email"]))
    params = {"email": person["email"], "token": code, "type": "email_change"}
    now = client.auth.verify_otp(params).user
    assert (now.id, now.email, now.is_anonymous) == (user.id, person["email"], False)
    assert now.app_metadata == {"provider": "email", "providers": ["email"]}
    client.auth.update_user({"password": person["password"]})
    assert stack.client().auth.sign_in_with_password(person).user.id == user.id


def test_their_token_says_so(stack):
    client = stack.client()
    client.auth.sign_in_anonymously()
    claims = client.auth.get_claims()["claims"]
    assert (claims["is_anonymous"], claims["role"]) == (True, "authenticated")
    assert claims["amr"][0]["method"] == "anonymous"

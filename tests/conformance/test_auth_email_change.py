"""Changing the e-mail address, through the official clients."""

from __future__ import annotations

import pytest
from supabase_auth.errors import AuthApiError

from tests.stack.letters import code_in, config, newest, relative


@pytest.fixture(scope="module")
def stack_config():
    return config({"enable_confirmations": True, "double_confirm_changes": True})


def test_supabase_js(js):
    js("auth_email_change.mjs")


def verify(stack, client, address, kind):
    code = code_in(newest(stack, address))
    return client.auth.verify_otp({"email": address, "token": code, "type": kind})


def test_both_addresses_confirm(stack, person):
    client, old, new = stack.client(), person["email"], relative(person["email"], "new")
    client.auth.sign_up(person)
    verify(stack, client, old, "signup")
    user = client.auth.update_user({"email": new}).user
    assert (user.email, user.new_email) == (old, new)
    half = verify(stack, client, old, "email_change")
    assert (half.user, half.session) == (None, None)
    assert client.auth.get_user().user.email == old
    assert verify(stack, client, new, "email_change").user.email == new
    with pytest.raises(AuthApiError, match="Invalid login credentials"):
        stack.client().auth.sign_in_with_password(person)
    assert stack.client().auth.sign_in_with_password({**person, "email": new}).session


def test_a_taken_address_is_refused(stack, person):
    client, other = stack.client(), relative(person["email"], "other")
    client.auth.sign_up(person)
    verify(stack, client, person["email"], "signup")
    stack.client().auth.sign_up({**person, "email": other})
    with pytest.raises(AuthApiError, match="already been registered") as caught:
        client.auth.update_user({"email": other})
    assert caught.value.code == "email_exists"

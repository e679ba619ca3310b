"""Signing in by mail, through the official clients; sign-ups are confirmed unseen."""

from __future__ import annotations

import pytest
from supabase_auth.errors import AuthApiError

from tests.stack.letters import code_in, config, newest, token_in


@pytest.fixture(scope="module")
def stack_config():
    return config()


def test_supabase_js(js):
    js("auth_otp.mjs")


def test_the_code_signs_somebody_new_in(stack, person):
    client = stack.client()
    options = {"data": {"name": "Ada"}}
    answer = client.auth.sign_in_with_otp({"email": person["email"], "options": options})
    assert (answer.user, answer.session) == (None, None)
    mail = newest(stack, person["email"])
    assert mail["Subject"] == "Your link to sign in"
    params = {"email": person["email"], "token": code_in(mail), "type": "email"}
    session = client.auth.verify_otp(params).session
    assert session.user.user_metadata["name"] == "Ada"
    assert client.auth.get_claims()["claims"]["amr"][0]["method"] == "otp"


def test_the_hash_of_the_link_signs_in(stack, person):
    stack.signed_up(person)
    stack.client().auth.sign_in_with_otp({"email": person["email"]})
    client = stack.client()
    token_hash = token_in(newest(stack, person["email"]))
    assert client.auth.verify_otp({"token_hash": token_hash, "type": "email"}).session
    with pytest.raises(AuthApiError, match="Email link is invalid or has expired"):
        client.auth.verify_otp({"token_hash": token_hash, "type": "email"})


def test_only_for_the_known_when_asked_so(stack, person):
    asked = {"email": person["email"], "options": {"should_create_user": False}}
    with pytest.raises(AuthApiError, match="Signups not allowed for otp") as caught:
        stack.client().auth.sign_in_with_otp(asked)
    assert (caught.value.status, caught.value.code) == (422, "otp_disabled")
    stack.signed_up(person)
    stack.client().auth.sign_in_with_otp(asked)
    assert code_in(newest(stack, person["email"]))


def test_phones_are_refused(stack):
    with pytest.raises(AuthApiError, match="Unsupported phone provider"):
        stack.client().auth.sign_in_with_otp({"phone": "+3212345678"})
    with pytest.raises(AuthApiError, match="Token has expired or is invalid"):
        stack.client().auth.verify_otp({"phone": "+3212345678", "token": "1", "type": "sms"})


def test_closed_doors_have_upstreams_words(stack, person):
    client = stack.signed_up(person)
    with pytest.raises(AuthApiError, match=r"SAML 2\.0 is disabled"):
        client.auth.sign_in_with_sso({"domain": "example.com"})
    with pytest.raises(AuthApiError, match="Manual linking is disabled"):
        client.auth.link_identity({"provider": "google"})
    with pytest.raises(AuthApiError, match="Manual linking is disabled"):
        client.auth.unlink_identity(client.auth.get_user_identities().identities[0])
    url = client.auth.sign_in_with_oauth({"provider": "google"}).url
    assert stack.http().get(url).json()["msg"] == ("Unsupported provider: provider is not enabled")

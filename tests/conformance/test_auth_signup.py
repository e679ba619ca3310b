"""Signing up with a confirmation by mail, through the official clients."""

from __future__ import annotations

import pytest
from supabase_auth.errors import AuthApiError

from tests.stack.letters import SITE, click, code_in, config, link_in, newest


@pytest.fixture(scope="module")
def stack_config():
    redirects = ["https://*.example.com/**"]
    return config({"enable_confirmations": True}, additional_redirect_urls=redirects)


def test_supabase_js(js):
    js("auth_signup.mjs")


def test_sign_up_answers_with_a_user_and_no_session(stack, person):
    answer = stack.client().auth.sign_up({**person, "options": {"data": {"name": "Ada"}}})
    assert answer.session is None
    assert answer.user.email == person["email"]
    assert answer.user.confirmation_sent_at is not None
    assert answer.user.email_confirmed_at is None
    assert answer.user.user_metadata["name"] == "Ada"
    assert [one.provider for one in answer.user.identities] == ["email"]
    with pytest.raises(AuthApiError, match="Email not confirmed") as caught:
        stack.client().auth.sign_in_with_password(person)
    assert caught.value.code == "email_not_confirmed"


def test_the_code_confirms_and_signs_in(stack, person):
    client = stack.client()
    client.auth.sign_up(person)
    code = code_in(newest(stack, person["email"]))
    answer = client.auth.verify_otp({"email": person["email"], "token": code, "type": "signup"})
    assert answer.session is not None
    assert client.auth.get_user().user.email_confirmed_at is not None
    assert stack.client().auth.sign_in_with_password(person).session is not None


def test_a_wrong_code_is_refused(stack, person):
    client = stack.client()
    client.auth.sign_up(person)
    with pytest.raises(AuthApiError, match="Token has expired or is invalid") as caught:
        client.auth.verify_otp({"email": person["email"], "token": "000000", "type": "signup"})
    assert (caught.value.status, caught.value.code) == (403, "otp_expired")


@pytest.mark.parametrize(
    ("wanted", "led"),
    [
        ("https://one.example.com/welcome/page", "https://one.example.com/welcome/page"),
        ("https://example.org/", SITE),
    ],
)
def test_the_link_leads_where_it_may(stack, person, wanted, led):
    options = {"email_redirect_to": wanted}
    stack.client().auth.sign_up({**person, "options": options})
    arrival = click(link_in(newest(stack, person["email"])))
    assert arrival.page == led
    assert "code" in arrival.query


def test_signing_up_twice_tells_nothing(stack, person):
    client = stack.client()
    client.auth.sign_up(person)
    client.auth.verify_otp(
        {
            "email": person["email"],
            "token": code_in(newest(stack, person["email"])),
            "type": "signup",
        }
    )
    answer = stack.client().auth.sign_up(person)
    assert answer.session is None
    assert answer.user.identities == []
    assert answer.user.id != client.auth.get_user().user.id


def test_resend(stack, person):
    client = stack.client()
    client.auth.sign_up(person)
    client.auth.resend({"type": "signup", "email": person["email"]})
    mails = stack.mailbox.mails_to(person["email"])
    assert len(mails) == 2
    old = {"email": person["email"], "token": code_in(mails[1]), "type": "email"}
    with pytest.raises(AuthApiError, match="Token has expired or is invalid"):
        client.auth.verify_otp(old)
    new = {"email": person["email"], "token": code_in(mails[0]), "type": "email"}
    assert client.auth.verify_otp(new).session is not None

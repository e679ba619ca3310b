"""Anonymous users, and what an address is worth where sign-ups are confirmed unseen."""

from __future__ import annotations

import pytest
from supabase_auth.errors import AuthApiError

from tests.stack.letters import click, config, link_in, newest, relative


@pytest.fixture(scope="module")
def stack_config():
    # counted by the hour and address; this module makes more than a project's default
    return config(enable_anonymous_sign_ins=True, rate_limit={"anonymous_users": 1000})


def verified(client):
    """Whether the e-mail identity has been proved by a mail."""
    return client.auth.get_user().user.identities[0].identity_data["email_verified"]


def test_an_anonymous_user_is_somebody_with_nothing(stack):
    session = stack.client().auth.sign_in_anonymously({"options": {"data": {"seen": 1}}}).session
    assert session.user.is_anonymous is True
    assert (session.user.email, session.user.identities) == ("", [])
    assert session.user.user_metadata == {"seen": 1}
    claims = stack.tokens.verify(session.access_token)
    assert (claims["is_anonymous"], claims["role"]) == (True, "authenticated")
    assert claims["amr"][0]["method"] == "anonymous"


def test_with_an_address_they_become_permanent_but_prove_nothing(stack, person):
    client = stack.client()
    before = client.auth.sign_in_anonymously().user
    user = client.auth.update_user(person).user
    assert (user.id, user.email, user.is_anonymous) == (before.id, person["email"], False)
    assert user.app_metadata == {"provider": "email", "providers": ["email"]}
    assert user.email_confirmed_at
    assert verified(client) is False
    assert stack.client().auth.sign_in_with_password(person).user.id == before.id


def test_a_password_without_an_address_is_refused(stack):
    client = stack.client()
    client.auth.sign_in_anonymously()
    with pytest.raises(AuthApiError, match="without an email or phone is not allowed"):
        client.auth.update_user({"password": "correct horse"})


def test_nobody_becomes_somebody_else(stack, person):
    stack.signed_up(person)
    client = stack.client()
    client.auth.sign_in_anonymously()
    with pytest.raises(AuthApiError, match="already been registered"):
        client.auth.update_user({"email": person["email"]})


def test_a_phone_makes_permanent_too(stack):
    client = stack.client()
    client.auth.sign_in_anonymously()
    user = client.auth.update_user({"phone": "+3299887766", "password": "correct horse"}).user
    assert (user.phone, user.is_anonymous) == ("3299887766", False)
    assert user.app_metadata["providers"] == ["phone"]
    other = stack.client()
    other.auth.sign_in_anonymously()
    with pytest.raises(AuthApiError, match="phone number has already been registered"):
        other.auth.update_user({"phone": "+3299887766"})


def test_only_a_mail_proves_a_mailbox(stack, person):
    client = stack.signed_up(person)
    assert client.auth.get_user().user.email_confirmed_at
    assert verified(client) is False
    stack.http().post("/auth/v1/otp", json={"email": person["email"]})
    click(link_in(newest(stack, person["email"])))
    assert verified(client) is True


@pytest.mark.parametrize("box", ["new", "old"])
def test_unseen_confirmations_let_one_click_move_but_only_the_new_box_proves(stack, person, box):
    client = stack.signed_up(person)
    new = relative(person["email"], "new")
    bearer = {"authorization": f"Bearer {client.auth.get_session().access_token}"}
    stack.http(**bearer).put("/auth/v1/user", json={"email": new})
    click(link_in(newest(stack, new if box == "new" else person["email"])))
    assert client.auth.get_user().user.email == new
    assert verified(client) is (box == "new")

"""Another e-mail address: it counts once it is confirmed, with both mailboxes if so set."""

from __future__ import annotations

import pytest
from supabase_auth.errors import AuthApiError

from tests.stack.letters import click, code_in, config, link_in, newest, relative


@pytest.fixture(scope="module")
def stack_config():
    return config({"enable_confirmations": True, "double_confirm_changes": True})


@pytest.fixture
def member(stack, person):
    """A signed-in client of somebody who has confirmed, and who that is."""
    stack.http().post("/auth/v1/signup", json=person)
    click(link_in(newest(stack, person["email"])))
    client = stack.client()
    client.auth.sign_in_with_password(person)
    return client, person["email"], relative(person["email"], "new")


def email_of(client):
    return client.auth.get_user().user.email


def change(stack, client, new):
    """Ask as a client without PKCE does."""
    bearer = {"authorization": f"Bearer {client.auth.get_session().access_token}"}
    return stack.http(**bearer).put("/auth/v1/user", json={"email": new}).json()


@pytest.mark.parametrize("first", [0, 1])
def test_both_mailboxes_have_to_agree_in_any_order(stack, member, first):
    client, old, new = member
    user = change(stack, client, new)
    assert (user["email"], user["new_email"]) == (old, new)
    links = [link_in(newest(stack, old)), link_in(newest(stack, new))]
    half = click(links[first])
    assert half.fragment["message"].startswith("Confirmation link accepted. Please proceed")
    assert email_of(client) == old
    assert click(links[first]).fragment["error_code"] == "otp_expired"  # one box counts once
    done = click(links[1 - first])
    assert done.fragment["type"] == "email_change"
    user = client.auth.get_user().user
    assert (user.email, user.new_email) == (new, None)
    assert user.identities[0].identity_data["email"] == new
    assert user.identities[0].identity_data["email_verified"] is True


def test_codes_do_as_well(stack, member):
    client, old, new = member
    change(stack, client, new)
    for address in (old, new):
        body = {"type": "email_change", "email": address, "token": code_in(newest(stack, address))}
        answer = stack.http().post("/auth/v1/verify", json=body)
        assert answer.status_code == 200
    assert answer.json()["user"]["email"] == new
    assert email_of(client) == new


def test_a_code_counts_only_with_the_address_it_went_to(stack, member):
    client, old, new = member
    change(stack, client, new)
    body = {"type": "email_change", "email": old, "token": code_in(newest(stack, new))}
    assert stack.http().post("/auth/v1/verify", json=body).status_code == 403


def test_another_wish_voids_the_one_before(stack, member):
    client, old, new = member
    change(stack, client, new)
    before = link_in(newest(stack, new))
    change(stack, client, relative(old, "newer"))
    assert click(before).fragment["error_code"] == "otp_expired"


def test_an_address_that_somebody_took_meanwhile_stays_theirs(stack, member):
    client, old, new = member
    change(stack, client, new)
    links = [link_in(newest(stack, old)), link_in(newest(stack, new))]
    taker = {"email": new, "password": "correct horse"}
    stack.http().post("/auth/v1/signup", json=taker)
    click(links[0])
    assert click(links[1]).fragment["error_code"] == "email_exists"
    assert email_of(client) == old


def test_a_taken_address_is_refused_at_once(stack, member, person):
    client, _, new = member
    stack.http().post("/auth/v1/signup", json={**person, "email": new})
    with pytest.raises(AuthApiError, match="already been registered") as caught:
        client.auth.update_user({"email": new.upper()})
    assert (caught.value.status, caught.value.code) == (422, "email_exists")


def test_the_mails_can_be_had_again(stack, member):
    client, old, new = member
    change(stack, client, new)
    body = {"type": "email_change", "email": old}
    assert stack.http().post("/auth/v1/resend", json=body).json() == {}
    for address in (old, new):
        click(link_in(newest(stack, address)))
    assert email_of(client) == new

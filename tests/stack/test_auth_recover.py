"""Forgotten passwords, mails once more, and the code that guards a password change."""

from __future__ import annotations

import pytest
from supabase_auth.errors import AuthApiError

from tests.stack.letters import click, code_in, config, link_in, newest, relative


@pytest.fixture(scope="module")
def stack_config():
    return config({"enable_confirmations": True, "secure_password_change": True})


@pytest.fixture
def member(stack, person):
    """Somebody who has signed up and confirmed."""
    stack.http().post("/auth/v1/signup", json=person)
    click(link_in(newest(stack, person["email"])))
    return person


def post(stack, path, **body):
    return stack.http().post(f"/auth/v1/{path}", json=body)


def test_recovery_tells_nobody_who_is_registered(stack, member):
    known = post(stack, "recover", email=member["email"])
    unknown = post(stack, "recover", email="stranger@example.com")
    assert (known.status_code, known.json()) == (unknown.status_code, unknown.json()) == (200, {})
    assert stack.mailbox.mails_to("stranger@example.com") == []
    assert newest(stack, member["email"])["Subject"] == "Choose a new password"


def test_signing_up_again_tells_nobody_either(stack, member):
    fresh = {**member, "email": relative(member["email"], "fresh")}
    taken, free = (post(stack, "signup", **one) for one in (member, fresh))
    assert taken.status_code == free.status_code == 200
    assert taken.json()["email"] == member["email"]
    assert taken.json()["identities"] == []
    assert "email_confirmed_at" not in taken.json()
    with stack.database.connect() as db:
        found = db.execute("select 1 from auth.users where id = %s", [taken.json()["id"]])
        assert found.fetchone() is None
    assert len(stack.mailbox.mails_to(member["email"])) == 1
    # the password that was offered is not taken over
    assert post(stack, "token?grant_type=password", **member).status_code == 200


def test_recovery_leads_to_a_new_password(stack, member):
    post(stack, "recover", email=member["email"])
    arrival = click(link_in(newest(stack, member["email"])))
    assert arrival.fragment["type"] == "recovery"
    bearer = {"authorization": f"Bearer {arrival.fragment['access_token']}"}
    changed = stack.http(**bearer).put("/auth/v1/user", json={"password": "battery staple"})
    assert changed.status_code == 200
    new = {**member, "password": "battery staple"}
    assert post(stack, "token?grant_type=password", **new).status_code == 200
    assert post(stack, "token?grant_type=password", **member).status_code == 400


def test_a_new_password_voids_what_was_mailed(stack, member):
    signed_in = stack.client()
    signed_in.auth.sign_in_with_password(member)
    post(stack, "recover", email=member["email"])
    signed_in.auth.update_user({"password": "battery staple"})
    link = link_in(newest(stack, member["email"]))
    assert click(link).fragment["error_code"] == "otp_expired"


def test_a_newer_mail_voids_the_older(stack, member):
    post(stack, "recover", email=member["email"])
    old = newest(stack, member["email"])
    post(stack, "recover", email=member["email"])
    assert click(link_in(old)).fragment["error_code"] == "otp_expired"
    assert click(link_in(newest(stack, member["email"]))).fragment["access_token"]


def test_resending_confirms_and_only_where_something_waits(stack, person, member):
    waiting = {**person, "email": relative(person["email"], "waiting")}
    post(stack, "signup", **waiting)
    for address in (waiting["email"], member["email"], "stranger@example.com"):
        answer = post(stack, "resend", type="signup", email=address)
        assert (answer.status_code, answer.json()) == (200, {})
    assert len(stack.mailbox.mails_to(waiting["email"])) == 2
    assert len(stack.mailbox.mails_to(member["email"])) == 1
    assert click(link_in(newest(stack, waiting["email"]))).fragment["access_token"]


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({}, "Missing one of these types: signup, email_change, sms, phone_change"),
        ({"type": "signup"}, "Type provided requires an email address"),
        ({"type": "sms"}, "Type provided requires a phone number"),
        ({"type": "sms", "phone": "+3212345678"}, "Phone logins are disabled"),
        ({"type": "email_change"}, "Missing email address or phone number"),
    ],
)
def test_resending_rubbish_is_refused(stack, body, message):
    answer = post(stack, "resend", **body)
    assert (answer.status_code, answer.json()["msg"]) == (400, message)


def grown_old(stack, person):
    """A client whose session is over a day old."""
    client = stack.client()
    client.auth.sign_in_with_password(person)
    with stack.database.connect() as db:
        db.execute(
            "update auth.sessions s set created_at = now() - interval '25 hours'"
            " from auth.users u where u.id = s.user_id and u.email = %s",
            [person["email"]],
        )
    return client


def test_an_old_session_needs_a_code_to_change_the_password(stack, member):
    client = grown_old(stack, member)
    with pytest.raises(AuthApiError, match="requires reauthentication") as caught:
        client.auth.update_user({"password": "battery staple"})
    assert (caught.value.status, caught.value.code) == (400, "reauthentication_needed")
    bearer = {"authorization": f"Bearer {client.auth.get_session().access_token}"}
    assert stack.http(**bearer).get("/auth/v1/reauthenticate").json() == {}
    mail = newest(stack, member["email"])
    assert "verify" not in mail["Text"]
    with pytest.raises(AuthApiError, match="Nonce has expired or is invalid") as caught:
        client.auth.update_user({"password": "battery staple", "nonce": "000000"})
    assert (caught.value.status, caught.value.code) == (422, "reauthentication_not_valid")
    client.auth.update_user({"password": "battery staple", "nonce": code_in(mail)})
    new = {**member, "password": "battery staple"}
    assert post(stack, "token?grant_type=password", **new).status_code == 200
    with pytest.raises(AuthApiError, match="Nonce has expired"):
        client.auth.update_user({"password": "third password", "nonce": code_in(mail)})


def test_the_code_to_prove_oneself_is_no_way_in(stack, member):
    client = grown_old(stack, member)
    bearer = {"authorization": f"Bearer {client.auth.get_session().access_token}"}
    stack.http(**bearer).get("/auth/v1/reauthenticate")
    code = code_in(newest(stack, member["email"]))
    for kind in ("email", "recovery", "magiclink", "signup"):
        answer = post(stack, "verify", type=kind, email=member["email"], token=code)
        assert answer.status_code == 403


def test_nobody_signed_in_nobody_to_prove(stack):
    assert stack.http().get("/auth/v1/reauthenticate").status_code in (401, 403)

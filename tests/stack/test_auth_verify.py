"""/verify: links and codes work once, for whom they were made, and for a while."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from tests.stack.letters import SITE, click, code_in, config, link_in, newest, token_in

EXPIRED = "Token has expired or is invalid"


@pytest.fixture(scope="module")
def stack_config():
    return config({"enable_confirmations": True})


@pytest.fixture
def mail(stack, person):
    """The mail of somebody who has signed up and not confirmed yet."""
    sign_up(stack, person)  # not by supabase-py: its links bring a PKCE code
    return newest(stack, person["email"])


def sign_up(stack, person):
    assert stack.http().post("/auth/v1/signup", json=person).status_code == 200


def verify(stack, **body):
    return stack.http().post("/auth/v1/verify", json=body)


def test_a_stranger_gets_no_session_before_the_mail_is_answered(stack, person, mail):
    wrong = stack.http().post("/auth/v1/token?grant_type=password", json=person)
    assert (wrong.status_code, wrong.json()["error_code"]) == (400, "email_not_confirmed")


def test_the_link_signs_in_and_leads_to_the_site(stack, person, mail):
    arrival = click(link_in(mail))
    assert (arrival.page, arrival.query) == (SITE, {})
    assert arrival.fragment["type"] == "signup"
    assert arrival.fragment["token_type"] == "bearer"
    assert int(arrival.fragment["expires_in"]) == 3600
    bearer = {"authorization": f"Bearer {arrival.fragment['access_token']}"}
    user = stack.http(**bearer).get("/auth/v1/user").json()
    assert user["email"] == person["email"]
    assert user["email_confirmed_at"]
    assert user["identities"][0]["identity_data"]["email_verified"] is True
    assert user["user_metadata"]["email_verified"] is True
    assert stack.client().auth.refresh_session(arrival.fragment["refresh_token"]).session


def test_a_link_works_once_and_then_says_why_not(stack, mail):
    click(link_in(mail))
    again = click(link_in(mail))
    assert again.fragment == {
        "error": "access_denied",
        "error_code": "otp_expired",
        "error_description": "Email link is invalid or has expired",
    }


def test_of_two_at_once_one_is_late(stack, mail):
    with ThreadPoolExecutor(4) as pool:
        arrivals = list(pool.map(click, [link_in(mail)] * 4))
    assert sum("access_token" in arrival.fragment for arrival in arrivals) == 1


def test_a_scanner_that_only_looks_does_not_use_the_link_up(stack, mail):
    assert httpx.head(link_in(mail)).status_code == 405
    assert "access_token" in click(link_in(mail)).fragment


def test_the_code_signs_in_whatever_the_case_of_the_address(stack, person, mail):
    code = code_in(mail)
    answer = verify(stack, type="email", email=person["email"].upper(), token=code)
    assert answer.json()["user"]["email"] == person["email"]
    assert verify(stack, type="email", email=person["email"], token=code).status_code == 403


def test_link_and_code_are_one_so_the_link_dies_with_the_code(stack, person, mail):
    verify(stack, type="signup", email=person["email"], token=code_in(mail))
    assert click(link_in(mail)).fragment["error_code"] == "otp_expired"


def test_the_hash_signs_in_by_post(stack, mail):
    token_hash = token_in(mail)
    assert verify(stack, type="email", token_hash=token_hash).json()["access_token"]
    again = verify(stack, type="email", token_hash=token_hash)
    assert again.json()["msg"] == "Email link is invalid or has expired"


def test_a_code_is_only_its_owners(stack, person, mail):
    other = {**person, "email": f"other.{person['email']}"}
    sign_up(stack, other)
    for address in (other["email"], "nobody@example.com"):
        answer = verify(stack, type="email", email=address, token=code_in(mail))
        assert (answer.status_code, answer.json()["error_code"]) == (403, "otp_expired")
        assert answer.json()["msg"] == EXPIRED


@pytest.mark.parametrize("kind", ["recovery", "magiclink", "email_change"])
def test_a_code_is_only_for_what_it_was_made(stack, person, mail, kind):
    code = code_in(mail)
    assert verify(stack, type=kind, email=person["email"], token=code).status_code == 403
    assert verify(stack, type=kind, token_hash=token_in(mail)).status_code == 403


def test_the_hash_is_not_the_code(stack, person, mail):
    token_hash = token_in(mail)
    assert verify(stack, type="email", email=person["email"], token=token_hash).status_code == 403
    assert verify(stack, type="email", token_hash=code_in(mail)).status_code == 403


def test_codes_expire(stack, person, mail):
    with stack.database.connect() as db:
        db.execute(
            "update auth.users set confirmation_sent_at = now() - interval '3601 seconds'"
            " where email = %s",
            [person["email"]],
        )
    assert verify(stack, type="email", email=person["email"], token=code_in(mail)).json()[
        "msg"
    ] == (EXPIRED)
    assert click(link_in(mail)).fragment["error_code"] == "otp_expired"


def test_the_banned_stay_out(stack, person, mail):
    with stack.database.connect() as db:
        db.execute(
            "update auth.users set banned_until = now() + interval '1 hour' where email = %s",
            [person["email"]],
        )
    answer = verify(stack, type="email", email=person["email"], token=code_in(mail))
    assert (answer.status_code, answer.json()["error_code"]) == (403, "user_banned")
    assert click(link_in(mail)).fragment["error_code"] == "user_banned"


def test_an_old_mailbox_does_not_open_the_account_that_moved_on(stack, person, mail):
    with stack.database.connect() as db:
        db.execute(
            "update auth.users set email = 'moved.' || email where email = %s", [person["email"]]
        )
    assert click(link_in(mail)).fragment["error_code"] == "otp_expired"


def test_only_hashes_are_stored(stack, person, mail):
    code = code_in(mail)
    expected = hashlib.sha224(f"{person['email']}{code}".encode()).hexdigest()
    with stack.database.connect() as db:
        user, tokens = db.execute(
            "select row_to_json(u)::text, (select json_agg(t)::text from auth.one_time_tokens t"
            " where t.user_id = u.id) from auth.users u where email = %s",
            [person["email"]],
        ).fetchone()
    assert expected in user
    assert expected in tokens
    assert f'"{code}"' not in user + tokens


def test_the_link_leads_only_where_it_may(stack, person):
    for wanted, led in [
        (f"{SITE}/welcome?x=1", f"{SITE}/welcome"),
        ("https://evil.example/", SITE),
    ]:
        answer = stack.http().post("/auth/v1/signup", params={"redirect_to": wanted}, json=person)
        assert answer.status_code == 200
        assert click(link_in(newest(stack, person["email"]))).page == led
        with stack.database.connect() as db:
            db.execute("delete from auth.users where email = %s", [person["email"]])
    forged = stack.http().get(
        "/auth/v1/verify",
        params={"token": "x", "type": "signup", "redirect_to": "https://evil.example/"},
    )
    assert forged.headers["location"].startswith(f"{SITE}#error=")


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"token": "1", "email": "a@example.com"}, "Verify requires a verification type"),
        ({"type": "email"}, "Verify requires either a token or a token hash"),
        (
            {"type": "email", "token": "1", "token_hash": "1"},
            "Verify requires either a token or a token hash",
        ),
        (
            {"type": "email", "token": "1"},
            "Only an email address or phone number should be provided on verify",
        ),
        (
            {"type": "email", "token_hash": "1", "email": "a@example.com"},
            "Only the token_hash and type should be provided",
        ),
        ({"type": "dance", "token_hash": "1"}, "Invalid email verification type"),
        (
            {"type": "sms", "token": "1", "phone": "x"},
            "Invalid phone number format (E.164 required)",
        ),
    ],
)
def test_rubbish_is_refused_in_upstreams_words(stack, body, message):
    answer = verify(stack, **body)
    assert (answer.status_code, answer.json()["msg"]) == (400, message)


def test_a_link_without_its_parts_is_refused_on_the_spot(stack):
    for query in ("", "?type=signup", "?token=x"):
        assert stack.http().get(f"/auth/v1/verify{query}").status_code == 400


def test_a_code_for_a_phone_was_never_sent(stack):
    answer = verify(stack, type="sms", phone="+3212345678", token="123456")
    assert (answer.status_code, answer.json()["msg"]) == (403, EXPIRED)

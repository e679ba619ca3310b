"""PKCE: a link alone is worth nothing, a code works once, and only with its verifier."""

from __future__ import annotations

import base64
import hashlib
import secrets

import pytest

from tests.stack.letters import SITE, click, config, link_in, newest


@pytest.fixture(scope="module")
def stack_config():
    return config({"enable_confirmations": True})


def pair(method="s256"):
    """A verifier, and the challenge made of it as a request body."""
    verifier = secrets.token_urlsafe(48)
    digest = hashlib.sha256(verifier.encode()).digest()
    hashed = base64.urlsafe_b64encode(digest).decode().rstrip("=")
    challenge = verifier if method == "plain" else hashed
    return verifier, {"code_challenge": challenge, "code_challenge_method": method}


def exchange(stack, code, verifier):
    body = {"auth_code": code, "code_verifier": verifier}
    return stack.http().post("/auth/v1/token?grant_type=pkce", json=body)


def clicked(stack, person, method="s256"):
    """Sign up with PKCE and click: the code and its verifier."""
    verifier, challenge = pair(method)
    stack.http().post("/auth/v1/signup", json={**person, **challenge})
    arrival = click(link_in(newest(stack, person["email"])))
    assert (arrival.page, arrival.fragment) == (SITE, {})
    return arrival.query["code"], verifier


@pytest.mark.parametrize("method", ["s256", "plain", "S256"])
def test_code_and_verifier_make_a_session_once(stack, person, method):
    code, verifier = clicked(stack, person, method)
    session = exchange(stack, code, verifier).json()
    assert session["user"]["email"] == person["email"]
    claims = stack.tokens.verify(session["access_token"])
    assert claims["amr"][0]["method"] == "email/signup"
    again = exchange(stack, code, verifier)
    assert (again.status_code, again.json()["error_code"]) == (404, "flow_state_not_found")


def test_a_stolen_code_is_worth_nothing_and_not_spoilt(stack, person):
    code, verifier = clicked(stack, person)
    stolen = exchange(stack, code, secrets.token_urlsafe(48))
    assert (stolen.status_code, stolen.json()["error_code"]) == (400, "bad_code_verifier")
    assert exchange(stack, code, verifier).status_code == 200


def test_before_the_click_there_is_no_code(stack, person):
    verifier, challenge = pair()
    stack.http().post("/auth/v1/signup", json={**person, **challenge})
    with stack.database.connect() as db:
        code = db.execute(
            "select auth_code from auth.flow_state f join auth.users u on u.id = f.user_id"
            " where email = %s",
            [person["email"]],
        ).fetchone()[0]
    assert exchange(stack, code, verifier).status_code == 404


def test_a_code_expires(stack, person):
    code, verifier = clicked(stack, person)
    with stack.database.connect() as db:
        db.execute(
            "update auth.flow_state set auth_code_issued_at = now() - interval '301 seconds'"
            " where auth_code = %s",
            [code],
        )
    late = exchange(stack, code, verifier)
    assert (late.status_code, late.json()["error_code"]) == (422, "flow_state_expired")


def test_errors_stand_in_query_and_fragment(stack, person):
    _, challenge = pair()
    stack.http().post("/auth/v1/signup", json={**person, **challenge})
    link = link_in(newest(stack, person["email"]))
    click(link)
    again = click(link)
    assert again.query == again.fragment
    assert again.query["error_code"] == "otp_expired"


@pytest.mark.parametrize(
    ("challenge", "complaint"),
    [
        ({"code_challenge": "x" * 43}, "PKCE flow requires code_challenge_method"),
        ({"code_challenge_method": "s256"}, "PKCE flow requires code_challenge_method"),
        (
            {"code_challenge": "x" * 42, "code_challenge_method": "s256"},
            "has to be between 43 and 128 characters",
        ),
        (
            {"code_challenge": "x" * 42 + "!", "code_challenge_method": "s256"},
            "can only contain alphanumeric characters",
        ),
        ({"code_challenge": "x" * 43, "code_challenge_method": "md5"}, "unsupported"),
    ],
)
@pytest.mark.parametrize("path", ["signup", "otp", "magiclink", "recover"])
def test_a_broken_challenge_is_refused_and_nothing_sent(stack, person, path, challenge, complaint):
    answer = stack.http().post(f"/auth/v1/{path}", json={**person, **challenge})
    assert answer.status_code == 400
    assert complaint in answer.json()["msg"]
    assert stack.mailbox.mails_to(person["email"]) == []


def test_both_halves_have_to_be_there(stack):
    for body in ({}, {"auth_code": "x"}, {"code_verifier": "x"}):
        answer = stack.http().post("/auth/v1/token?grant_type=pkce", json=body)
        assert answer.status_code == 400

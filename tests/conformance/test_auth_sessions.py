"""Sessions through the official clients: refreshing, taking over, signing out."""

from __future__ import annotations

import pytest
from supabase_auth.errors import AuthApiError


def test_supabase_js(js):
    js("auth_sessions.mjs")


def test_refresh_session(stack, person):
    client = stack.signed_up(person)
    before = client.auth.get_session()
    after = client.auth.refresh_session().session
    assert after.refresh_token != before.refresh_token
    assert client.auth.get_session().access_token == after.access_token


def test_set_session_takes_tokens_over(stack, person):
    session = stack.signed_up(person).auth.get_session()
    other = stack.client()
    taken = other.auth.set_session(session.access_token, session.refresh_token)
    assert taken.user.email == person["email"]
    assert other.auth.get_user().user.email == person["email"]


def test_an_unknown_refresh_token(stack):
    with pytest.raises(AuthApiError, match="Refresh Token Not Found") as caught:
        stack.client().auth.refresh_session("nosuchtoken")
    assert (caught.value.status, caught.value.code) == (400, "refresh_token_not_found")


@pytest.mark.parametrize(
    ("scope", "alive"), [("global", [0, 0]), ("local", [0, 1]), ("others", [1, 0])]
)
def test_sign_out_ends_the_sessions_of_its_scope(stack, person, scope, alive):
    first, second = stack.signed_up(person), stack.client()
    second.auth.sign_in_with_password(person)
    tokens = [one.auth.get_session().access_token for one in (first, second)]
    first.auth.sign_out({"scope": scope})
    answers = [
        stack.http(authorization=f"Bearer {token}").get("/auth/v1/user").status_code
        for token in tokens
    ]
    assert answers == [200 if lives else 403 for lives in alive]


def test_the_admin_signs_somebody_out(stack, person):
    client = stack.signed_up(person)
    stack.admin().auth.admin.sign_out(client.auth.get_session().access_token)
    with pytest.raises(AuthApiError) as caught:
        client.auth.refresh_session()
    assert caught.value.code == "refresh_token_not_found"


def test_a_stolen_refresh_token_helps_neither_thief_nor_victim(stack, person):
    victim = stack.signed_up(person)
    stolen = victim.auth.get_session().refresh_token
    victim.auth.refresh_session()
    victim.auth.refresh_session()
    with stack.database.connect() as db:  # as if the reuse interval had passed
        db.execute("update auth.refresh_tokens set updated_at = updated_at - interval '11 s'")
    with pytest.raises(AuthApiError, match="Already Used") as caught:
        stack.client().auth.refresh_session(stolen)
    assert caught.value.code == "refresh_token_already_used"
    with pytest.raises(AuthApiError, match="Already Used"):
        victim.auth.refresh_session()

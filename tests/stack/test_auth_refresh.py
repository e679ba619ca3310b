"""Refresh tokens: rotation, forgiveness, and what a stolen one leads to."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from supabase_auth.errors import AuthApiError

PATH = "/auth/v1/token?grant_type=refresh_token"


@pytest.fixture
def first(stack, person):
    """The refresh token of a new session."""
    return stack.client().auth.sign_up(person).session.refresh_token


def refresh(stack, token):
    return stack.http().post(PATH, json={"refresh_token": token})


def next_token(stack, token):
    answer = refresh(stack, token)
    assert answer.status_code == 200, answer.text
    return answer.json()["refresh_token"]


def make_old(stack):
    """Let more than the reuse interval pass."""
    with stack.database.connect() as db:
        db.execute("update auth.refresh_tokens set updated_at = updated_at - interval '11 s'")


def test_each_refresh_gives_new_tokens_for_the_same_session(stack, person):
    client = stack.client()
    before = client.auth.sign_up(person).session
    after = client.auth.refresh_session().session
    assert after.refresh_token != before.refresh_token
    claims = [stack.tokens.verify(one.access_token) for one in (before, after)]
    assert claims[0]["session_id"] == claims[1]["session_id"]
    assert claims[0]["amr"] == claims[1]["amr"]


def test_a_token_used_twice_at_once_gives_both_the_same_next_one(stack, first):
    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(lambda _: refresh(stack, first), range(4)))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.json()["refresh_token"] for answer in answers}) == 1


def test_within_the_interval_an_older_token_gives_the_current_one(stack, first):
    current = next_token(stack, next_token(stack, first))
    assert next_token(stack, first) == current


def test_a_lost_answer_can_be_asked_for_again(stack, first):
    second = next_token(stack, first)
    make_old(stack)
    assert next_token(stack, first) == second


def test_a_stolen_token_revokes_the_whole_family(stack, first):
    third = next_token(stack, next_token(stack, first))
    make_old(stack)
    answer = refresh(stack, first)
    assert answer.status_code == 400
    assert answer.json()["error_code"] == "refresh_token_already_used"
    assert refresh(stack, third).json()["error_code"] == "refresh_token_already_used"


def test_a_stolen_token_ends_the_session_for_thief_and_victim(stack, person):
    victim = stack.signed_up(person)
    stolen = victim.auth.get_session().refresh_token
    victim.auth.refresh_session()
    access = victim.auth.refresh_session().session.access_token
    make_old(stack)
    assert refresh(stack, stolen).status_code == 400
    answer = stack.http(authorization=f"Bearer {access}").get("/auth/v1/user")
    assert (answer.status_code, answer.json()["error_code"]) == (403, "session_not_found")
    with pytest.raises(AuthApiError, match="Already Used"):
        victim.auth.refresh_session()


def test_other_sessions_of_the_victim_live_on(stack, person):
    other = stack.signed_up(person)
    stolen = stack.client().auth.sign_in_with_password(person).session.refresh_token
    next_token(stack, next_token(stack, stolen))
    make_old(stack)
    assert refresh(stack, stolen).status_code == 400
    assert other.auth.refresh_session().session is not None


def test_the_thief_who_comes_first_is_found_out_by_the_victim(stack, first):
    thiefs = next_token(stack, next_token(stack, first))
    make_old(stack)
    assert refresh(stack, first).json()["error_code"] == "refresh_token_already_used"
    assert refresh(stack, thiefs).status_code == 400


def test_an_unknown_token_is_not_found(stack):
    with pytest.raises(AuthApiError, match="Refresh Token Not Found") as caught:
        stack.client().auth.refresh_session("nosuchtoken")
    assert (caught.value.status, caught.value.code) == (400, "refresh_token_not_found")


def test_signing_out_ends_refreshing(stack, person):
    client = stack.client()
    token = client.auth.sign_up(person).session.refresh_token
    client.auth.sign_out()
    assert refresh(stack, token).json()["error_code"] == "refresh_token_not_found"


def test_a_banned_user_is_kept_out(stack, person):
    client = stack.client()
    signed_up = client.auth.sign_up(person)
    stack.admin().auth.admin.update_user_by_id(signed_up.user.id, {"ban_duration": "1h30m"})
    assert refresh(stack, signed_up.session.refresh_token).json()["error_code"] == "user_banned"
    with pytest.raises(AuthApiError, match="User is banned"):
        client.auth.sign_in_with_password(person)
    stack.admin().auth.admin.update_user_by_id(signed_up.user.id, {"ban_duration": "none"})
    assert client.auth.sign_in_with_password(person).session is not None

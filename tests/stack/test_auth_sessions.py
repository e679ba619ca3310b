"""Sessions: what is kept of them, how long they last, and which ones a sign-out ends."""

from __future__ import annotations

import pytest

from autocrm.stack.auth import AuthSettings
from autocrm.stack.auth.security import SessionLimits
from autocrm.stack.errors import StackError
from tests.stack.harness import CONFIG

PATH = "/auth/v1/token?grant_type=refresh_token"


@pytest.fixture(scope="module")
def stack_config():
    sessions = {"timebox": "24h", "inactivity_timeout": "1h30m"}
    return {**CONFIG, "auth": {**CONFIG.get("auth", {}), "sessions": sessions}}


@pytest.fixture
def rows(stack):
    """`rows(user_id)`: the user's sessions, oldest first."""

    def read(user_id):
        with stack.database.connect() as db:
            return db.execute(
                "select id::text, user_agent, host(ip), refreshed_at, aal::text"
                " from auth.sessions where user_id = %s order by created_at",
                [user_id],
            ).fetchall()

    return read


def age(stack, user_id, interval):
    """Make the sessions of a user older, and their tokens with them."""
    with stack.database.connect() as db:
        db.execute(
            "update auth.sessions set created_at = created_at - %(by)s::interval,"
            " refreshed_at = refreshed_at - %(by)s::interval where user_id = %(user)s",
            {"by": interval, "user": user_id},
        )
        db.execute(
            "update auth.refresh_tokens set updated_at = updated_at - %s::interval"
            " where user_id = %s",
            [interval, user_id],
        )


def test_a_session_is_kept_with_its_agent_and_address(stack, person, rows):
    agent = {"user-agent": "Browser/1"}
    answer = stack.http(**agent).post("/auth/v1/signup", json=person).json()
    claims = stack.tokens.verify(answer["access_token"])
    user_id = answer["user"]["id"]
    assert rows(user_id) == [(claims["session_id"], "Browser/1", "127.0.0.1", None, "aal1")]
    body = {"refresh_token": answer["refresh_token"]}
    stack.http(**{"user-agent": "Browser/2"}).post(PATH, json=body).raise_for_status()
    ((_, agent, _, refreshed_at, _),) = rows(user_id)
    assert agent == "Browser/2"
    assert refreshed_at is not None


def test_an_idle_session_cannot_be_refreshed(stack, person):
    answer = stack.http().post("/auth/v1/signup", json=person).json()
    body = {"refresh_token": answer["refresh_token"]}
    age(stack, answer["user"]["id"], "1 hour 29 minutes")
    refreshed = stack.http().post(PATH, json=body).json()
    age(stack, answer["user"]["id"], "1 hour 31 minutes")
    late = stack.http().post(PATH, json={"refresh_token": refreshed["refresh_token"]}).json()
    assert late["error_code"] == "session_expired"
    assert late["msg"] == "Invalid Refresh Token: Session Expired (Inactivity)"


def test_a_session_ends_with_its_time_box_however_busy_it_is(stack, person):
    answer = stack.http().post("/auth/v1/signup", json=person).json()
    token = answer["refresh_token"]
    for _ in range(3):
        age(stack, answer["user"]["id"], "1 hour")
        token = stack.http().post(PATH, json={"refresh_token": token}).json()["refresh_token"]
    with stack.database.connect() as db:
        db.execute(
            "update auth.sessions set created_at = now() - interval '24 hours 1 minute'"
            " where user_id = %s",
            [answer["user"]["id"]],
        )
    late = stack.http().post(PATH, json={"refresh_token": token}).json()
    assert late["msg"] == "Invalid Refresh Token: Session Expired"


@pytest.mark.parametrize(("scope", "left"), [("global", []), ("local", [1, 2]), ("others", [0])])
def test_signing_out_ends_the_sessions_of_its_scope(stack, person, rows, scope, left):
    user_id = stack.http().post("/auth/v1/signup", json=person).json()["user"]["id"]
    path = "/auth/v1/token?grant_type=password"
    for _ in range(2):
        stack.http().post(path, json=person).raise_for_status()
    ids = [row[0] for row in rows(user_id)]
    claims = {"sub": user_id, "session_id": ids[0], "role": "authenticated", "exp": 9999999999}
    token = stack.tokens.sign(claims)
    http = stack.http(authorization=f"Bearer {token}")
    assert http.post(f"/auth/v1/logout?scope={scope}").status_code == 204
    assert [row[0] for row in rows(user_id)] == [ids[number] for number in left]


def test_an_unknown_scope_is_refused(stack, person):
    token = stack.http().post("/auth/v1/signup", json=person).json()["access_token"]
    http = stack.http(authorization=f"Bearer {token}")
    assert http.post("/auth/v1/logout?scope=universal").status_code == 400


def test_limits_come_from_config_toml():
    assert AuthSettings.from_toml({}).sessions == SessionLimits(0, 0)
    auth = {"sessions": {"timebox": "1h30m", "inactivity_timeout": "45s"}}
    assert AuthSettings.from_toml({"auth": auth}).sessions == SessionLimits(5400, 45)
    with pytest.raises(StackError, match=r"timebox in config\.toml: 'a day'"):
        AuthSettings.from_toml({"auth": {"sessions": {"timebox": "a day"}}})

"""auth.audit_log_entries: who did what, in upstream's shape, and never a secret."""

from __future__ import annotations

import json
import time

import pyotp
import pytest

from autocrm.stack.auth.probe import probe_auth
from tests.stack.harness import CONFIG

REFRESH = "/auth/v1/token?grant_type=refresh_token"
NIL = "00000000-0000-0000-0000-000000000000"


@pytest.fixture(scope="module")
def stack_config():
    mfa = {"totp": {"enroll_enabled": True, "verify_enabled": True}}
    return {**CONFIG, "auth": {**CONFIG.get("auth", {}), "mfa": mfa}}


@pytest.fixture
def entries(stack):
    """What has been recorded since the test began: payload and address, oldest first."""
    with stack.database.connect() as db:
        db.execute("delete from auth.audit_log_entries")

    def read():
        with stack.database.connect() as db:
            return db.execute(
                "select payload, ip_address from auth.audit_log_entries order by created_at, ctid"
            ).fetchall()

    return read


def actions(rows):
    return [payload["action"] for payload, _ in rows]


def test_a_sign_up_has_upstreams_payload(stack, person, entries):
    body = {**person, "data": {"full_name": "Ada L."}}
    user = stack.http().post("/auth/v1/signup", json=body).json()["user"]
    (signed_up, ip), (login, _) = entries()
    assert signed_up == {
        "action": "user_signedup",
        "actor_id": user["id"],
        "actor_name": "Ada L.",
        "actor_username": person["email"],
        "actor_via_sso": False,
        "log_type": "team",
        "traits": {"provider": "email"},
    }
    assert (login["action"], login["log_type"]) == ("login", "account")
    assert login["traits"] == {"provider": "email"}
    assert ip in ("", "127.0.0.1")


def test_a_life_of_signing_in_and_out(stack, person, entries):
    client = stack.signed_up(person)
    client.auth.refresh_session()
    client.auth.update_user({"data": {"a": 1}})
    client.auth.sign_out()
    client.auth.sign_in_with_password(person)
    assert actions(entries()) == [
        "user_signedup",
        "login",
        "token_refreshed",
        "token_revoked",
        "user_modified",
        "logout",
        "login",
    ]


def test_a_failed_sign_in_is_not_recorded_as_one(stack, person, entries):
    stack.signed_up(person)
    before = len(entries())
    wrong = {**person, "password": "wrong horse"}
    stack.http().post("/auth/v1/token?grant_type=password", json=wrong)
    stack.http().post(REFRESH, json={"refresh_token": "nosuchtoken"})
    assert len(entries()) == before


def test_a_stolen_refresh_token_leaves_a_trace(stack, person, entries):
    client = stack.signed_up(person)
    stolen = client.auth.get_session().refresh_token
    client.auth.refresh_session()
    client.auth.refresh_session()
    with stack.database.connect() as db:
        db.execute("update auth.refresh_tokens set updated_at = updated_at - interval '11 s'")
    before = len(entries())
    stack.http().post(REFRESH, json={"refresh_token": stolen})
    ((payload, _),) = entries()[before:]
    assert (payload["action"], payload["traits"]) == ("token_revoked", {"reason": "reuse"})


def test_a_new_password_is_recorded_without_it(stack, person, entries):
    client = stack.signed_up(person)
    client.auth.update_user({"password": "battery staple"})
    assert "user_updated_password" in actions(entries())
    assert "battery" not in json.dumps(entries())


def test_what_the_service_role_does_to_users(stack, person, entries):
    api = stack.admin().auth.admin
    user_id = api.create_user(person).user.id
    api.update_user_by_id(user_id, {"user_metadata": {"a": 1}})
    api.delete_user(user_id)
    assert actions(entries()) == ["user_signedup", "user_modified", "user_deleted"]
    for payload, _ in entries():
        assert (payload["actor_id"], payload["actor_username"]) == (NIL, "service_role")
        assert payload["traits"] == {
            "user_id": user_id, "user_email": person["email"], "user_phone": "",
        }  # fmt: skip


def test_the_life_of_a_factor(stack, person, entries):
    client = stack.signed_up(person)
    before = len(entries())
    factor = client.auth.mfa.enroll({"factor_type": "totp", "friendly_name": "app"})
    code = pyotp.TOTP(factor.totp.secret).now()
    client.auth.mfa.challenge_and_verify({"factor_id": factor.id, "code": code})
    client.auth.mfa.unenroll({"factor_id": factor.id})
    rows = entries()[before:]
    assert actions(rows) == [
        "factor_in_progress",
        "challenge_created",
        "verification_attempted",
        "factor_unenrolled",
    ]
    assert {payload["log_type"] for payload, _ in rows} == {"factor"}
    assert {payload["traits"]["factor_id"] for payload, _ in rows} == {factor.id}
    assert {ip for _, ip in rows} == {"127.0.0.1"}


def test_no_secret_is_in_any_entry(stack, person, entries):
    client = stack.signed_up(person)
    sessions = [client.auth.get_session()]
    factor = client.auth.mfa.enroll({"factor_type": "totp", "friendly_name": "app"})
    code = pyotp.TOTP(factor.totp.secret).at(time.time())
    client.auth.mfa.challenge_and_verify({"factor_id": factor.id, "code": code})
    sessions.append(client.auth.refresh_session().session)
    client.auth.sign_out()
    written = json.dumps(entries())
    secrets = [person["password"], factor.totp.secret, f'"{code}"']
    secrets += [one.access_token for one in sessions] + [one.refresh_token for one in sessions]
    assert [secret for secret in secrets if secret in written] == []


def test_the_health_probe_leaves_nothing(stack, tmp_path, entries):
    for _ in range(2):
        assert probe_auth(stack.url, stack.keys.secret_key, tmp_path) is None
    assert entries() == []

"""Who may do what: admin endpoints, API keys and claims (forged tokens: test_auth_attacks.py)."""

from __future__ import annotations

import time

import pytest


@pytest.mark.parametrize("role", ["postgres", "supabase_admin", "supabase_auth_admin", "nobody"])
def test_a_role_that_is_not_for_the_api_is_refused_by_the_database(stack, role):
    token = stack.tokens.sign({"role": role, "exp": int(time.time()) + 600})
    answer = stack.http(authorization=f"Bearer {token}").get("/rest/v1/anything")
    assert answer.status_code in (400, 401, 403)
    assert "permission denied" in answer.text or "does not exist" in answer.text


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/auth/v1/admin/users"),
        ("POST", "/auth/v1/admin/users"),
        ("GET", "/auth/v1/admin/users/00000000-0000-4000-8000-000000000000"),
        ("PUT", "/auth/v1/admin/users/00000000-0000-4000-8000-000000000000"),
        ("DELETE", "/auth/v1/admin/users/00000000-0000-4000-8000-000000000000"),
    ],
)
def test_admin_endpoints_refuse_users_anon_and_nobody(stack, person, method, path):
    token = stack.client().auth.sign_up(person).session.access_token
    user = stack.http(authorization=f"Bearer {token}").request(method, path, json={})
    anon = stack.http(apikey=stack.keys.publishable_key).request(method, path, json={})
    nobody = stack.http().request(method, path, json={})
    assert [answer.json()["error_code"] for answer in (user, anon, nobody)] == [
        "not_admin", "not_admin", "no_authorization",
    ]  # fmt: skip
    assert (user.status_code, anon.status_code, nobody.status_code) == (403, 403, 401)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"sub": None}, "missing sub claim"),
        ({"sub": "7"}, "sub claim must be a UUID"),
        ({"sub": "00000000-0000-4000-8000-000000000000"}, "User from sub claim"),
        ({"exp": None}, "exp or nbf is not a number"),
        ({"nbf": 99999999999}, "not valid yet"),
    ],
)
def test_claims_that_name_nobody_are_refused(stack, change, message):
    claims = {"role": "authenticated", "exp": int(time.time()) + 600, **change}
    answer = stack.http(authorization=f"Bearer {stack.tokens.sign(claims)}").get("/auth/v1/user")
    assert answer.status_code == 403
    assert message in answer.json()["msg"]


@pytest.mark.parametrize("key", ["sb_secret_guess", "sb_publishable_", "sb_"])
@pytest.mark.parametrize("where", ["apikey", "authorization"])
def test_unknown_opaque_keys_are_refused_wherever_they_stand(stack, key, where):
    value = f"Bearer {key}" if where == "authorization" else key
    http = stack.http(**{where: value})
    paths = ("/rest/v1/", "/auth/v1/admin/users", "/functions/v1/open")
    assert [http.get(path).status_code for path in paths] == [401] * 3


def test_a_key_and_a_users_token_give_the_users_rights(stack, person):
    token = stack.client().auth.sign_up(person).session.access_token
    http = stack.http(apikey=stack.keys.secret_key, authorization=f"Bearer {token}")
    assert http.get("/auth/v1/user").json()["email"] == person["email"]
    assert http.get("/auth/v1/admin/users").status_code == 403


def test_a_legacy_key_is_copied_without_bearer_and_so_is_anonymous(stack):
    http = stack.http(apikey=stack.keys.service_role_jwt)
    answer = http.get("/auth/v1/admin/users")
    assert answer.status_code == 401
    assert answer.json()["msg"] == "This endpoint requires a valid Bearer token"

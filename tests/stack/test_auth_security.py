"""Forged, stale and borrowed tokens: at Auth, at PostgREST and at the functions."""

from __future__ import annotations

import base64
import hmac
import json
import time

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from joserfc import jws
from joserfc.jwk import ECKey, OctKey

CLAIMS = {"role": "service_role", "aud": "authenticated"}


def part(value):
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def signed(header, claims, key):
    # jws and not jwt: it lets a test sign what it likes
    registry = jws.JWSRegistry(algorithms=["HS256", "ES256"])
    return jws.serialize_compact(header, json.dumps(claims), key, registry=registry)


def mac_signed(header, claims, secret):
    """HS256 by hand: the library refuses to misuse a public key."""
    body = f"{part(header)}.{part(claims)}"
    signature = hmac.digest(secret, body.encode(), "sha256")
    return f"{body}.{base64.urlsafe_b64encode(signature).decode().rstrip('=')}"


def forged(keys, kind):
    """A token of the service role that nobody gave out."""
    claims = {**CLAIMS, "exp": int(time.time()) + 600}
    ours, secret = ECKey.import_key(keys.es256), OctKey.import_key(keys.jwt_secret)
    stranger = ECKey.generate_key("P-256")
    kid = keys.es256["kid"]
    if kind == "alg none":
        return f"{part({'alg': 'none', 'typ': 'JWT'})}.{part(claims)}."
    if kind == "key confusion":
        public = ours.public_key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        return mac_signed({"alg": "HS256", "kid": kid}, claims, public)
    if kind == "key confusion with the coordinates":
        return mac_signed({"alg": "HS256", "kid": kid}, claims, keys.es256["x"].encode())
    if kind == "expired":
        # PostgREST forgives half a minute
        return signed({"alg": "HS256"}, {**claims, "exp": int(time.time()) - 60}, secret)
    if kind == "expired es256":
        stale = {**claims, "exp": int(time.time()) - 60}
        return signed({"alg": "ES256", "kid": kid}, stale, ours)
    if kind == "unknown kid":
        return signed({"alg": "ES256", "kid": "other"}, claims, stranger)
    if kind == "stranger with our kid":
        return signed({"alg": "ES256", "kid": kid}, claims, stranger)
    header, _, signature = signed({"alg": "HS256"}, {**claims, "role": "anon"}, secret).split(".")
    return f"{header}.{part(claims)}.{signature}"


KINDS = [
    "alg none",
    "key confusion",
    "key confusion with the coordinates",
    "expired",
    "expired es256",
    "unknown kid",
    "stranger with our kid",
    "changed payload",
]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("path", "refusal"),
    [("/auth/v1/admin/users", 403), ("/rest/v1/", 401), ("/functions/v1/closed", 401)],
)
def test_a_forged_token_opens_nothing(stack, kind, path, refusal):
    bearer = f"Bearer {forged(stack.keys, kind)}"
    assert stack.http(authorization=bearer).get(path).status_code == refusal


@pytest.mark.parametrize("algorithm", ["HS256", "ES256"])
def test_a_good_token_of_either_kind_opens_all_three(stack, algorithm):
    claims = {**CLAIMS, "exp": int(time.time()) + 600}
    ours = ECKey.import_key(stack.keys.es256)
    key = ours if algorithm == "ES256" else OctKey.import_key(stack.keys.jwt_secret)
    header = {"alg": algorithm} | ({"kid": stack.keys.es256["kid"]} if key is ours else {})
    http = stack.http(authorization=f"Bearer {signed(header, claims, key)}")
    paths = ("/auth/v1/admin/users", "/rest/v1/", "/functions/v1/closed")
    assert [http.get(path).status_code for path in paths] == [200] * 3


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
    paths = ("/rest/v1/", "/auth/v1/settings", "/functions/v1/open")
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

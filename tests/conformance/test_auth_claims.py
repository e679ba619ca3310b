"""getClaims and the published keys, through the official clients."""

from __future__ import annotations

import base64
import json

import pytest
from supabase_auth.errors import AuthApiError, AuthInvalidJwtError

from tests.stack.bad_tokens import BAD_TOKENS, bad_token, good_token


def test_supabase_js(js):
    js("auth_claims.mjs")


def test_get_claims_of_the_session(stack, person):
    client = stack.signed_up(person)
    answer = client.auth.get_claims()
    user = client.auth.get_user().user
    claims = answer["claims"]
    assert answer["headers"]["alg"] == "ES256"
    assert (claims["sub"], claims["email"], claims["role"]) == (
        user.id, person["email"], "authenticated",
    )  # fmt: skip
    assert claims["iss"] == f"{stack.url}/auth/v1"


def test_get_claims_of_a_legacy_hs256_token_asks_auth(stack, person):
    user = stack.signed_up(person).auth.get_user().user
    claims = {"sub": user.id, "role": "authenticated", "exp": 9999999999}
    token = good_token(stack.keys, claims, "HS256")
    assert stack.client().auth.get_claims(token)["claims"]["sub"] == user.id


def test_get_claims_refuses_a_changed_token(stack, person):
    client = stack.signed_up(person)
    header, payload, signature = client.auth.get_session().access_token.split(".")
    claims = json.loads(base64.urlsafe_b64decode(payload + "=="))
    forged = json.dumps({**claims, "role": "service_role"}).encode()
    body = base64.urlsafe_b64encode(forged).decode().rstrip("=")
    with pytest.raises(AuthInvalidJwtError):
        client.auth.get_claims(f"{header}.{body}.{signature}")


@pytest.mark.parametrize("kind", [kind for kind in BAD_TOKENS if "alg" in kind or "kid" in kind])
def test_get_claims_refuses_forged_tokens(stack, person, kind):
    client = stack.signed_up(person)
    token = bad_token(stack.keys, kind, sub=client.auth.get_user().user.id)
    with pytest.raises((AuthInvalidJwtError, AuthApiError)):
        client.auth.get_claims(token)


def test_the_user_of_a_token_that_was_signed_out_is_not_told(stack, person):
    client = stack.signed_up(person)
    token = client.auth.get_session().access_token
    client.auth.sign_out()
    with pytest.raises(AuthApiError, match="session_id claim in JWT does not exist"):
        stack.client().auth.get_user(token)

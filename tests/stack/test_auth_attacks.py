"""Attacks on Auth and on what trusts its tokens: each must be refused."""

from __future__ import annotations

import asyncio
import threading
import time

import bcrypt
import httpx
import pytest

from autocrm.stack.auth import (
    AuthContext,
    AuthDatabase,
    AuthSettings,
    create_auth_app,
    passwords,
)
from autocrm.stack.tokens import Signer
from tests.stack.bad_tokens import BAD_TOKENS, WRONG_AUDIENCE, bad_token, good_token

# PostgREST 12 answers 400 to a role that does not exist.
PATHS = {
    "/auth/v1/admin/users": {401, 403},
    "/rest/v1/tickets?limit=1": {400, 401, 403},
    "/functions/v1/closed": {401},
}
# PostgREST is not told of audiences, as on Supabase.
CASES = [
    (kind, path)
    for kind in BAD_TOKENS
    for path in PATHS
    if kind != WRONG_AUDIENCE or not path.startswith("/rest")
]


def bearer(token):
    return {"authorization": f"Bearer {token}".encode()}


@pytest.mark.parametrize(("kind", "path"), CASES)
def test_a_bad_token_opens_nothing(stack, kind, path):
    token = bad_token(stack.keys, kind)
    answer = stack.http().get(path, headers=bearer(token))
    assert answer.status_code in PATHS[path], answer.text
    assert "Traceback" not in answer.text
    assert token not in answer.text


@pytest.mark.parametrize("kind", BAD_TOKENS)
def test_a_bad_token_is_nobody_even_when_it_names_a_user(stack, person, kind):
    user = stack.signed_up(person).auth.get_user().user
    token = bad_token(stack.keys, kind, sub=user.id, role="authenticated")
    if kind.startswith("role "):
        token = good_token(stack.keys, {"sub": user.id, "role": kind[5:], "exp": 9999999999})
    answer = stack.http().get("/auth/v1/user", headers=bearer(token))
    assert answer.status_code in (401, 403), answer.text
    assert person["email"] not in answer.text


@pytest.mark.parametrize("algorithm", ["HS256", "ES256"])
def test_a_good_token_opens_what_the_bad_ones_do_not(stack, algorithm):
    claims = {"role": "service_role", "exp": int(time.time()) + 600}
    http = stack.http()
    for audience in ("authenticated", ["other", "authenticated"]):
        token = good_token(stack.keys, {**claims, "aud": audience}, algorithm)
        answers = [http.get(path, headers=bearer(token)).status_code for path in PATHS]
        assert answers == [200] * 3


def test_a_role_of_the_project_itself_is_accepted_once_a_user_has_it(stack, person):
    with stack.database.connect() as db:
        db.execute("create role manager nologin; grant manager to authenticator")
    client = stack.signed_up(person)
    user_id = client.auth.get_user().user.id
    stack.admin().auth.admin.update_user_by_id(user_id, {"role": "manager"})
    try:
        token = client.auth.refresh_session().session.access_token
        assert client.auth.get_user(token).user.role == "manager"
    finally:
        with stack.database.connect() as db:
            db.execute("drop role manager")


def test_a_session_of_somebody_else_is_no_session(stack, person):
    client = stack.signed_up(person)
    session_id = client.auth.get_claims()["claims"]["session_id"]
    other = stack.admin().auth.admin.create_user({"email": f"other-{person['email']}"}).user
    claims = {"role": "authenticated", "exp": int(time.time()) + 600}
    token = good_token(stack.keys, {**claims, "sub": other.id, "session_id": session_id})
    answer = stack.http().get("/auth/v1/user", headers=bearer(token))
    assert answer.json()["error_code"] == "session_not_found"


def test_a_body_over_the_limit_is_refused_declared_or_not(stack):
    big = b'{"email":"' + b"x" * (1024 * 1024) + b'"}'
    http = stack.http()
    whole = http.post("/auth/v1/signup", content=big)
    chunked = http.post("/auth/v1/signup", content=iter([big[:1000], big[1000:]]))
    assert [whole.status_code, chunked.status_code] == [413, 413]


@pytest.mark.parametrize(
    "body", [b"[" * 100_000, b'{"email":' * 20_000, b'{"email":1e999}', b"\xff\xfe", b"null"]
)
def test_a_hostile_body_is_a_plain_refusal(stack, body):
    answer = stack.http().post("/auth/v1/token?grant_type=password", content=body)
    assert answer.status_code == 400
    assert "Traceback" not in answer.text


async def test_hashing_leaves_the_loop_free(monkeypatch):
    released = threading.Event()

    def waits_for_the_loop(*_arguments):
        assert released.wait(20), "the event loop was blocked"
        return b"$2a$10$hash"

    monkeypatch.setattr(bcrypt, "hashpw", waits_for_the_loop)
    hashing = asyncio.ensure_future(passwords.hash_password("correct horse"))
    await asyncio.sleep(0)
    released.set()  # only a free loop gets here while the hash is under way
    assert await hashing == "$2a$10$hash"


async def test_guessing_passwords_is_bounded_whatever_address_the_guesser_claims(
    bare_database, keys, monkeypatch
):
    monkeypatch.setattr(bcrypt, "checkpw", lambda *_arguments: False)
    pool = AuthDatabase(bare_database.conninfo("supabase_auth_admin"))
    context = AuthContext(AuthSettings(), pool, Signer(keys, "ES256"), issuer="http://auth")
    transport = httpx.ASGITransport(create_auth_app(context))
    async with httpx.AsyncClient(transport=transport, base_url="http://auth") as client:
        await pool.open()
        answers = [
            await client.post(
                "/token?grant_type=password",
                json={"email": f"victim{number % 3}@example.com", "password": str(number)},
                headers={"x-forwarded-for": f"198.51.100.{number}"},
            )
            for number in range(40)
        ]
        await pool.close()
    codes = [answer.json()["error_code"] for answer in answers]
    assert set(codes[:30]) == {"invalid_credentials"}
    assert codes[-1] == "over_request_rate_limit"

"""Auth under other settings than the usual ones."""

from __future__ import annotations

import contextlib

import httpx
import pytest

from autocrm.stack.auth import AuthContext, AuthDatabase, AuthSettings, create_auth_app
from autocrm.stack.errors import StackError
from autocrm.stack.tokens import Signer


@contextlib.asynccontextmanager
async def auth(database, keys, **settings):
    """Auth alone, asked in process."""
    chosen = AuthSettings(**settings)
    pool = AuthDatabase(database.conninfo("supabase_auth_admin"))
    context = AuthContext(chosen, pool, Signer(keys, chosen.algorithm), issuer="http://auth")
    transport = httpx.ASGITransport(create_auth_app(context), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://auth") as client:
        await pool.open()
        yield client
        await pool.close()


PERSON = {"email": "a@example.com", "password": "correct horse"}


@pytest.mark.parametrize(
    ("settings", "body", "status", "message"),
    [
        ({"enable_signup": False}, PERSON, 422, "Signups not allowed for this instance"),
        ({"email_signup": False}, PERSON, 400, "Email signups are disabled"),
        ({"email_confirmations": True}, PERSON, 500, "Error sending confirmation email"),
        ({"enable_signup": False}, {}, 422, "Anonymous sign-ins are disabled"),
        ({"minimum_password_length": 20}, PERSON, 422, "at least 20 characters"),
    ],
)
async def test_sign_up_follows_the_settings(bare_database, keys, settings, body, status, message):
    async with auth(bare_database, keys, **settings) as client:
        answer = await client.post("/signup", json=body)
    assert answer.status_code == status
    assert message in answer.json()["msg"]


async def test_anonymous_users_when_they_are_allowed(bare_database, keys):
    async with auth(bare_database, keys, enable_anonymous_sign_ins=True) as client:
        session = (await client.post("/signup", json={"data": {"seen": 1}})).json()
    assert session["user"]["is_anonymous"] is True
    assert session["user"]["user_metadata"] == {"seen": 1}
    claims = Signer(keys, "ES256").verify(session["access_token"])
    assert (claims["is_anonymous"], claims["amr"][0]["method"]) == (True, "anonymous")


async def test_without_rotation_the_refresh_token_stays(bare_database, keys):
    async with auth(bare_database, keys, refresh_token_rotation=False) as client:
        token = (await client.post("/signup", json=PERSON)).json()["refresh_token"]
        path, body = "/token?grant_type=refresh_token", {"refresh_token": token}
        answers = [(await client.post(path, json=body)).json() for _ in range(2)]
    assert [answer["refresh_token"] for answer in answers] == [token, token]


async def test_hs256_when_it_is_wanted(bare_database, keys):
    async with auth(bare_database, keys, algorithm="HS256", jwt_expiry=60) as client:
        session = (await client.post("/signup", json=PERSON)).json()
        bearer = {"authorization": f"Bearer {session['access_token']}"}
        assert (await client.get("/user", headers=bearer)).json()["email"] == PERSON["email"]
    assert session["expires_in"] == 60


async def test_a_failing_trigger_on_users_is_a_plain_error(bare_database, keys, caplog):
    with bare_database.connect("postgres") as db:
        db.execute(
            "create function public.refuse() returns trigger language plpgsql as"
            " $$ begin raise exception 'no room'; end $$;"
            " create trigger refuse after insert on auth.users"
            " for each row execute function public.refuse()"
        )
    async with auth(bare_database, keys) as client:
        answer = await client.post("/signup", json=PERSON)
    assert (answer.status_code, answer.json()["error_code"]) == (500, "unexpected_failure")
    assert "no room" in caplog.text
    assert PERSON["password"] not in caplog.text


async def test_rows_written_by_hand_can_be_read(bare_database, keys):
    with bare_database.connect("postgres") as db:
        db.execute("insert into auth.users (id, email) values (gen_random_uuid(), 'x@y.example')")
    service = {"authorization": f"Bearer {keys.service_role_jwt}"}
    async with auth(bare_database, keys) as client:
        users = (await client.get("/admin/users", headers=service)).json()["users"]
    assert [(user["email"], user["created_at"]) for user in users] == [
        ("x@y.example", "0001-01-01T00:00:00Z")
    ]


def test_settings_come_from_config_toml(tmp_path):
    (tmp_path / "supabase").mkdir()
    file = tmp_path / "supabase" / "config.toml"
    file.write_text(
        "[auth]\njwt_expiry = 60\nenable_signup = false\nminimum_password_length = 1\n"
        "[auth.email]\nenable_confirmations = true\n"
    )
    assert AuthSettings.load(tmp_path) == AuthSettings(
        jwt_expiry=60, enable_signup=False, email_confirmations=True
    )
    file.write_text("[auth\n")
    with pytest.raises(StackError, match=r"config\.toml cannot be read"):
        AuthSettings.load(tmp_path)


def test_an_unknown_algorithm_is_refused(monkeypatch):
    monkeypatch.setenv("AUTOCRM_STACK_JWT_ALG", "none")
    with pytest.raises(StackError, match="use ES256 or HS256"):
        AuthSettings.from_toml({})

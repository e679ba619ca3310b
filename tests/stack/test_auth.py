"""Signing up, in and out, through the official client."""

from __future__ import annotations

import bcrypt
import pytest
from supabase_auth.errors import AuthApiError, AuthWeakPasswordError

# supabase-py passes PostgREST's client an option that it calls deprecated itself
pytestmark = pytest.mark.filterwarnings(
    "ignore:The '(timeout|verify)' parameter is deprecated:DeprecationWarning"
)
UNKNOWN = "Invalid login credentials"


def test_sign_up_answers_with_a_session_and_the_user(stack, person):
    answer = stack.client().auth.sign_up({**person, "options": {"data": {"name": "Ada"}}})
    assert answer.session is not None
    assert answer.user.email == person["email"]
    assert answer.user.user_metadata["name"] == "Ada"
    assert answer.user.app_metadata == {"provider": "email", "providers": ["email"]}
    assert answer.user.email_confirmed_at is not None
    assert [one.provider for one in answer.user.identities] == ["email"]


def test_the_token_is_the_user_to_postgres(stack, person):
    client = stack.signed_up(person)
    with stack.database.connect("postgres") as db:
        db.execute(
            "create or replace function public.who_asks() returns json language sql stable as"
            " $$ select json_build_object('uid', auth.uid(), 'role', auth.role(),"
            " 'email', auth.email(), 'user', current_user) $$;"
            " grant execute on function public.who_asks() to authenticated, anon;"
            " notify pgrst, 'reload schema'"
        )
    stack.wait_for_api("/rpc/who_asks")
    assert client.rpc("who_asks").execute().data == {
        "uid": client.auth.get_user().user.id,
        "role": "authenticated",
        "email": person["email"],
        "user": "authenticated",
    }


def test_claims_are_upstreams_and_verify_with_the_public_keys(stack, person):
    client = stack.signed_up(person)
    answer = client.auth.get_claims()
    claims = answer["claims"]
    assert answer["headers"]["alg"] == "ES256"
    assert claims["iss"] == f"{stack.url}/auth/v1"
    assert (claims["aud"], claims["role"], claims["aal"]) == ("authenticated",) * 2 + ("aal1",)
    assert claims["amr"][0]["method"] == "password"
    assert claims["exp"] - claims["iat"] == 3600
    assert claims["is_anonymous"] is False
    assert claims["session_id"]


def test_published_keys_hold_nothing_private(stack):
    jwks = stack.http().get("/auth/v1/.well-known/jwks.json").json()
    assert [key["kty"] for key in jwks["keys"]] == ["EC"]
    assert "d" not in jwks["keys"][0]


def test_signing_in_ignores_the_case_of_the_address(stack, person):
    stack.signed_up(person)
    person["email"] = person["email"].upper()
    assert stack.client().auth.sign_in_with_password(person).user.email == person["email"].lower()


@pytest.mark.parametrize("change", [{"password": "wrong"}, {"email": "nobody@example.com"}])
def test_wrong_password_and_unknown_user_get_the_same_answer(stack, person, change):
    stack.signed_up(person)
    with pytest.raises(AuthApiError) as caught:
        stack.client().auth.sign_in_with_password({**person, **change})
    assert (caught.value.status, caught.value.code) == (400, "invalid_credentials")
    assert caught.value.message == UNKNOWN


def test_an_unknown_user_costs_as_much_work_as_a_wrong_password(stack, person, monkeypatch):
    stack.signed_up(person)
    work = []
    real = bcrypt.checkpw
    monkeypatch.setattr(bcrypt, "checkpw", lambda p, h: work.append(h[:7]) or real(p, h))
    for email in (person["email"], "nobody@example.com"):
        body = {"email": email, "password": "wrong password"}
        stack.http().post("/auth/v1/token?grant_type=password", json=body)
    assert work == [b"$2a$10$"] * 2


def test_a_taken_address_is_refused_whatever_its_case(stack, person):
    stack.signed_up(person)
    person["email"] = person["email"].title()
    with pytest.raises(AuthApiError, match="User already registered") as caught:
        stack.client().auth.sign_up(person)
    assert (caught.value.status, caught.value.code) == (422, "user_already_exists")


def test_a_short_password_is_refused_with_its_reason(stack, person):
    with pytest.raises(AuthWeakPasswordError) as caught:
        stack.client().auth.sign_up({**person, "password": "12345"})
    assert "Password should be at least 6 characters" in caught.value.message
    assert caught.value.reasons == ["length"]


@pytest.mark.parametrize("email", ["nobody", "a@b c.de", "a b@example.com", "@example.com", "a@-b"])
def test_what_is_no_address_is_refused(stack, email):
    with pytest.raises(AuthApiError) as caught:
        stack.client().auth.sign_up({"email": email, "password": "correct horse"})
    assert caught.value.message == "Unable to validate email address: invalid format"


def test_passwords_over_72_bytes_are_refused_not_cut(stack, person):
    with pytest.raises(AuthApiError, match="longer than 72"):
        stack.client().auth.sign_up({**person, "password": "x" * 73})
    stack.client().auth.sign_up({**person, "password": "x" * 72})
    with pytest.raises(AuthApiError, match=UNKNOWN):
        stack.client().auth.sign_in_with_password({**person, "password": "x" * 73})


def test_other_ways_in_say_that_they_are_closed(stack):
    with pytest.raises(AuthApiError, match="Anonymous sign-ins are disabled"):
        stack.client().auth.sign_in_anonymously()
    with pytest.raises(AuthApiError, match="Phone signups are disabled"):
        stack.client().auth.sign_up({"phone": "+3212345678", "password": "correct horse"})
    later = stack.http().post("/auth/v1/passkeys/authentication/options")
    assert later.status_code == 501
    assert "not part of the embedded stack yet" in later.json()["msg"]


def test_auth_survives_the_loss_of_its_connections(stack, person):
    stack.signed_up(person)
    with stack.database.connect() as db:
        db.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where usename = 'supabase_auth_admin' and datname = current_database()"
        )
    for _ in range(6):
        assert stack.client().auth.sign_in_with_password(person).session is not None


def test_nothing_readable_of_a_password_is_stored(stack, person):
    stack.signed_up(person)
    with stack.database.connect() as db:
        row = db.execute(
            "select row_to_json(u)::text, encrypted_password from auth.users u where email = %s",
            [person["email"]],
        ).fetchone()
    assert person["password"] not in row[0]
    assert row[1].startswith("$2a$10$")


def test_settings_and_health(stack):
    http = stack.http()
    assert http.get("/auth/v1/health").json()["name"] == "GoTrue"
    settings = http.get("/auth/v1/settings").json()
    assert settings["external"]["email"] is True
    assert (settings["disable_signup"], settings["mailer_autoconfirm"]) == (False, True)

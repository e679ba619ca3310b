"""Hooks in SQL: what they may change in a token, and that a broken one opens nothing."""

from __future__ import annotations

import json
import time

import pytest
from supabase_auth.errors import AuthApiError

from autocrm.stack.auth import AuthSettings
from autocrm.stack.errors import StackError
from tests.stack.harness import CONFIG

URI = "pg-functions://postgres/public/token_hook"
CREATED = "pg-functions://postgres/public/created_hook"


@pytest.fixture(scope="module")
def stack_config():
    hook = {
        "custom_access_token": {"enabled": True, "uri": URI},
        "before_user_created": {"enabled": True, "uri": CREATED},
    }
    return {**CONFIG, "auth": {**CONFIG.get("auth", {}), "hook": hook}}


@pytest.fixture
def hook(stack):
    """`hook(body)`: make the token hook's SQL body; after the test it changes nothing."""

    def replace(body, name="token_hook", takes="jsonb", gives="jsonb"):
        with stack.database.connect("postgres") as db:
            db.execute(
                f"drop function if exists public.{name};"
                f"create function public.{name}(event {takes}) returns {gives}"
                f" language plpgsql as $hook$ begin {body} end $hook$;"
                f" grant execute on function public.{name} to supabase_auth_admin;"
                f" revoke execute on function public.{name} from public, anon, authenticated"
            )

    replace("return event;")
    replace("return '{}'::jsonb;", "created_hook")
    return replace


def refused(stack, person, status, message):
    answer = stack.http().post("/auth/v1/signup", json=person)
    assert answer.status_code == status, answer.text
    assert message in answer.json()["msg"]
    return answer.json()


def test_the_hook_adds_claims_that_postgrest_and_getclaims_see(stack, person, hook):
    hook("return jsonb_set(event, '{claims,tier}', '\"gold\"');")
    client = stack.signed_up(person)
    assert client.auth.get_claims()["claims"]["tier"] == "gold"
    assert client.auth.get_user().user.email == person["email"]


def test_the_hook_is_told_user_claims_and_method(stack, person, hook):
    hook("return jsonb_set(event, '{claims,app_metadata,seen}', event - 'claims');")
    client = stack.signed_up(person)
    user_id = client.auth.get_user().user.id
    seen = client.auth.get_claims()["claims"]["app_metadata"]["seen"]
    assert seen == {"user_id": user_id, "authentication_method": "password"}
    client.auth.refresh_session()
    seen = client.auth.get_claims()["claims"]["app_metadata"]["seen"]
    assert seen["authentication_method"] == "token_refresh"


def test_the_hook_runs_as_the_auth_service(stack, person, hook):
    hook("return jsonb_set(event, '{claims,tier}', to_jsonb(current_user::text));")
    client = stack.signed_up(person)
    assert client.auth.get_claims()["claims"]["tier"] == "supabase_auth_admin"


def test_a_hook_may_take_and_give_json(stack, person, hook):
    hook("return event;", takes="json", gives="json")
    assert stack.signed_up(person).auth.get_claims() is not None


def test_a_claim_taken_out_is_out(stack, person, hook):
    hook("return jsonb_set(event, '{claims}', (event -> 'claims') - 'user_metadata');")
    assert "user_metadata" not in stack.signed_up(person).auth.get_claims()["claims"]


@pytest.mark.parametrize("claim", ["aud", "exp", "iat", "sub", "email", "phone", "role", "aal",
                                   "session_id", "is_anonymous"])  # fmt: skip
def test_a_required_claim_must_stay(stack, person, hook, claim):
    hook(f"return jsonb_set(event, '{{claims}}', (event -> 'claims') - '{claim}');")
    message = "output claims do not conform to the expected schema"
    assert f"{claim} is required" in refused(stack, person, 500, message)["msg"]


@pytest.mark.parametrize("value", ['"soon"', "true", "null", "1.5"])
def test_a_claim_must_keep_its_type(stack, person, hook, value):
    hook(f"return jsonb_set(event, '{{claims,exp}}', '{value}');")
    refused(stack, person, 500, "exp: Invalid type")


def test_a_refusal_of_the_hook_is_the_answer(stack, person, hook):
    error = json.dumps({"error": {"http_code": 403, "message": "Not on Sundays"}})
    hook(f"return '{error}'::jsonb;")
    assert refused(stack, person, 403, "Not on Sundays")["error_code"] == "unknown"
    with stack.database.connect() as db:
        query = "select count(*) from auth.users where email = %s"
        assert db.execute(query, [person["email"]]).fetchone() == (0,)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("raise exception 'secret detail';", "Error running hook URI: " + URI),
        ("perform pg_sleep(60); return event;", "Error running hook URI: " + URI),
        ("return '{}'::jsonb;", "output claims field is missing"),
        ("return null;", "output claims field is missing"),
        ("return '[]'::jsonb;", "Error unmarshaling JSON output."),
        ("return '{\"claims\": 7}'::jsonb;", "claims must be an object"),
        ('return \'{"error": {"http_code": 200, "message": "no"}}\'::jsonb;', "no"),
    ],
)
def test_a_broken_hook_fails_the_sign_in(stack, person, hook, body, message):
    hook(body)
    answer = refused(stack, person, 500, message)
    assert "secret detail" not in json.dumps(answer)


def test_a_hook_that_failed_leaves_the_refresh_token_as_it_was(stack, person, hook):
    client = stack.signed_up(person)
    hook("raise exception 'down';")
    with pytest.raises(AuthApiError, match="Error running hook"):
        client.auth.refresh_session()
    hook("return event;")
    assert client.auth.refresh_session().session is not None


def test_a_role_given_by_the_hook_must_still_be_one_of_the_api(stack, person, hook):
    hook("return jsonb_set(event, '{claims,role}', '\"supabase_admin\"');")
    token = stack.http().post("/auth/v1/signup", json=person).json()["access_token"]
    http = stack.http(authorization=f"Bearer {token}")
    assert http.get("/auth/v1/user").status_code == 403
    assert http.get("/rest/v1/tickets?limit=1").status_code in (401, 403)


def test_before_user_created_may_refuse(stack, person, hook):
    hook(
        "if event -> 'user' ->> 'email' like '%@example.com' and event -> 'metadata' ->> 'name'"
        ' = \'before-user-created\' then return \'{"error": {"http_code": 403,'
        ' "message": "Not from there"}}\'::jsonb; end if; return \'{}\'::jsonb;',
        "created_hook",
    )
    refused(stack, person, 403, "Not from there")
    assert (
        stack.http()
        .post("/auth/v1/signup", json={**person, "email": f"x{time.time_ns()}@example.org"})
        .status_code
        == 200
    )


def test_hooks_come_from_config_toml():
    def hooks(**section):
        return AuthSettings.from_toml({"auth": {"hook": {"custom_access_token": section}}}).hooks

    assert hooks().custom_access_token is None
    assert hooks(enabled=False, uri=URI).custom_access_token is None
    assert hooks(enabled=True, uri=URI).custom_access_token == URI
    with pytest.raises(StackError, match="enabled without uri"):
        hooks(enabled=True)

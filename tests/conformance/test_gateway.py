"""Keys and headers through the official clients: who one is, and what SQL sees of it."""

from __future__ import annotations

import httpx
import pytest
from supabase_auth.errors import AuthApiError

from supabase import ClientOptions, create_client


@pytest.fixture(scope="module", autouse=True)
def functions_in_sql(running_stack) -> None:
    with running_stack.database.connect("postgres") as db:
        db.execute(
            "create function public.seen_headers() returns json language sql stable"
            " set search_path = '' as $$ select current_setting('request.headers')::json $$;"
            " create function public.seen_role() returns text language sql stable"
            " set search_path = '' as $$ select current_user::text $$;"
            " grant execute on function public.seen_headers(), public.seen_role()"
            " to anon, authenticated, service_role;"
            " notify pgrst, 'reload schema'"
        )
    running_stack.wait_for_api("/rpc/seen_role")


@pytest.fixture
def known(stack):
    """A client that anybody may have."""
    return stack.client()


def test_supabase_js(known, js):
    js("gateway.mjs")


@pytest.mark.parametrize(
    ("key", "role"),
    [
        ("publishable_key", "anon"),
        ("secret_key", "service_role"),
        ("anon_jwt", "anon"),
        ("service_role_jwt", "service_role"),
    ],
)
def test_a_key_is_its_role(stack, known, key, role):
    client = stack.client(getattr(stack.keys, key))
    assert client.rpc("seen_role").execute().data == role


def test_a_session_is_authenticated(stack, known, person):
    assert stack.signed_up(person).rpc("seen_role").execute().data == "authenticated"


def test_sql_sees_the_callers_headers(stack, known):
    options = ClientOptions(headers={"x-tenant": "bergbach", "traceparent": "00-abc"})
    with httpx.Client() as http:
        options.httpx_client = http
        client = create_client(stack.url, stack.keys.publishable_key, options)
        seen = client.rpc("seen_headers").execute().data
    assert (seen["x-tenant"], seen["traceparent"]) == ("bergbach", "00-abc")
    assert seen["x-client-info"].startswith("supabase-py/")
    assert seen["apikey"] == stack.keys.publishable_key


@pytest.mark.parametrize(
    ("key", "status", "sentence"),
    [
        ("sb_publishable_of-another-project", 401, "requires a valid Bearer token"),
        ("nonsense", 403, "invalid JWT"),  # which supabase-py sends as Bearer
    ],
)
def test_auth_itself_answers_a_key_that_is_no_token(stack, key, status, sentence):
    with pytest.raises(AuthApiError, match=sentence) as caught:
        stack.client(key).auth.admin.list_users()
    assert caught.value.status == status


def test_graphql_says_that_it_is_not_there(stack):
    answer = stack.http(apikey=stack.keys.publishable_key).post("/graphql/v1", json={})
    assert (answer.status_code, answer.json()["code"]) == (501, "not_implemented")

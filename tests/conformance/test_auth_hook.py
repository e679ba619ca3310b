"""The custom access token hook, as the official clients see it."""

from __future__ import annotations

import pytest
from supabase_auth.errors import AuthApiError

from tests.stack.harness import CONFIG

URI = "pg-functions://postgres/public/custom_access_token_hook"


@pytest.fixture(scope="module")
def stack_config():
    hook = {"custom_access_token": {"enabled": True, "uri": URI}}
    return {**CONFIG, "auth": {**CONFIG.get("auth", {}), "hook": hook}}


@pytest.fixture(autouse=True)
def hook(running_stack):
    with running_stack.database.connect("postgres") as db:
        db.execute("""
            create or replace function public.custom_access_token_hook(event jsonb)
            returns jsonb language plpgsql stable as $hook$
            begin
              if event -> 'claims' ->> 'email' like 'refused-%' then
                return '{"error": {"http_code": 403, "message": "Not you"}}';
              end if;
              return jsonb_set(event, '{claims,tier}', '"gold"');
            end
            $hook$;
            grant usage on schema public to supabase_auth_admin;
            grant execute on function public.custom_access_token_hook to supabase_auth_admin;
            revoke execute on function public.custom_access_token_hook
              from authenticated, anon, public
        """)


def test_supabase_js(js):
    js("auth_hook.mjs")


def test_claims_that_the_hook_adds_are_in_the_token(stack, person):
    client = stack.signed_up(person)
    assert client.auth.get_claims()["claims"]["tier"] == "gold"
    client.auth.refresh_session()
    assert client.auth.get_claims()["claims"]["tier"] == "gold"


def test_a_refusal_of_the_hook_reaches_the_caller(stack, person):
    person["email"] = f"refused-{person['email']}"
    with pytest.raises(AuthApiError, match="Not you") as caught:
        stack.client().auth.sign_up(person)
    assert caught.value.status == 403

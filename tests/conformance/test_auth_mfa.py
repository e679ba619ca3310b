"""Second factors through the official clients."""

from __future__ import annotations

import time

import pyotp
import pytest
from supabase_auth.errors import AuthApiError

from tests.stack.harness import CONFIG


@pytest.fixture(scope="module")
def stack_config():
    mfa = {"totp": {"enroll_enabled": True, "verify_enabled": True}}
    return {**CONFIG, "auth": {**CONFIG.get("auth", {}), "mfa": mfa}}


def test_supabase_js(js):
    js("auth_mfa.mjs")


@pytest.fixture
def client(stack, person):
    return stack.signed_up(person)


@pytest.fixture
def factor(client):
    return client.auth.mfa.enroll({"factor_type": "totp", "friendly_name": "app"})


def code_of(factor, steps=0):
    """One step ahead of now is accepted as well."""
    return pyotp.TOTP(factor.totp.secret).at(time.time() + 30 * steps)


def prove(client, factor, steps=0):
    code = code_of(factor, steps)
    return client.auth.mfa.challenge_and_verify({"factor_id": factor.id, "code": code})


def levels(client):
    level = client.auth.mfa.get_authenticator_assurance_level()
    return level.current_level, level.next_level


def test_enroll_challenge_verify(client, factor):
    assert factor.type == "totp"
    assert factor.totp.qr_code.startswith("data:image/svg+xml;utf-8,<svg ")
    challenge = client.auth.mfa.challenge({"factor_id": factor.id})
    assert challenge.factor_type == "totp"
    assert levels(client) == ("aal1", "aal1")
    answer = client.auth.mfa.verify(
        {"factor_id": factor.id, "challenge_id": challenge.id, "code": code_of(factor)}
    )
    assert answer.user.factors[0].status == "verified"
    assert levels(client) == ("aal2", "aal2")
    methods = client.auth.mfa.get_authenticator_assurance_level().current_authentication_methods
    assert [entry.method for entry in methods] == ["totp", "password"]


def test_a_new_sign_in_has_to_prove_it_again(stack, person, client, factor):
    prove(client, factor)
    again = stack.client()
    again.auth.sign_in_with_password(person)
    assert levels(again) == ("aal1", "aal2")
    prove(again, factor, steps=1)
    again.auth.refresh_session()
    assert levels(again) == ("aal2", "aal2")


def test_list_and_unenroll(client, factor):
    assert [one.status for one in client.auth.mfa.list_factors().all] == ["unverified"]
    assert client.auth.mfa.list_factors().totp == []
    prove(client, factor)
    assert [one.id for one in client.auth.mfa.list_factors().totp] == [factor.id]
    assert client.auth.mfa.unenroll({"factor_id": factor.id}).id == factor.id
    assert client.auth.mfa.list_factors().all == []


def test_a_wrong_code(client, factor):
    with pytest.raises(AuthApiError, match="Invalid TOTP code entered") as caught:
        client.auth.mfa.challenge_and_verify({"factor_id": factor.id, "code": "abcdef"})
    assert (caught.value.status, caught.value.code) == (422, "mfa_verification_failed")


def test_a_phone_factor_is_refused(client):
    with pytest.raises(AuthApiError, match="MFA enroll is disabled for Phone"):
        client.auth.mfa.enroll({"factor_type": "phone", "phone": "+3212345678"})


def test_the_admin_lists_and_deletes_factors(stack, client, factor):
    prove(client, factor)
    user_id = client.auth.get_user().user.id
    mfa = stack.admin().auth.admin.mfa
    assert [one.id for one in mfa.list_factors({"user_id": user_id})] == [factor.id]
    assert mfa.delete_factor({"user_id": user_id, "id": factor.id}).id == factor.id
    assert mfa.list_factors({"user_id": user_id}) == []


def test_policies_can_demand_aal2(stack, client, factor):
    with stack.database.connect("postgres") as db:
        db.execute(
            "create or replace function public.level() returns text language sql stable"
            " as $$ select auth.jwt() ->> 'aal' $$;"
            " grant execute on function public.level to anon, authenticated;"
            " notify pgrst, 'reload schema'"
        )
    stack.wait_for_api("/rpc/level")
    assert client.rpc("level").execute().data == "aal1"
    prove(client, factor)
    assert client.rpc("level").execute().data == "aal2"

"""Phones where config.toml names a provider: all that needs no SMS works, the rest says so."""

from __future__ import annotations

import pytest
from supabase_auth.errors import AuthApiError, AuthWeakPasswordError

from autocrm.stack.auth.settings import AuthSettings
from autocrm.stack.errors import StackError
from tests.stack.letters import config

PHONE = {"phone": "+3212345678", "password": "Correct horse 1"}


@pytest.fixture(scope="module")
def stack_config():
    sms = {"enable_signup": True, "twilio": {"enabled": True}}
    return config(sms=sms, password_requirements="lower_upper_letters_digits")


def test_sign_up_and_in_by_phone(stack):
    user = stack.client().auth.sign_up({**PHONE, "options": {"data": {"name": "Ada"}}}).user
    assert (user.phone, user.email) == ("3212345678", "")
    assert user.phone_confirmed_at is not None
    assert user.app_metadata == {"provider": "phone", "providers": ["phone"]}
    assert user.user_metadata["name"] == "Ada"
    assert stack.client().auth.sign_in_with_password(PHONE).user.id == user.id
    with pytest.raises(AuthApiError, match="User already registered"):
        stack.client().auth.sign_up(PHONE)


def test_a_code_cannot_be_sent(stack):
    with pytest.raises(AuthApiError, match="no SMS leaves the embedded stack") as caught:
        stack.client().auth.sign_in_with_otp({"phone": PHONE["phone"]})
    assert caught.value.code == "sms_send_failed"


@pytest.mark.parametrize("phone", ["nonsense", "+0123", "+32123456789012345"])
def test_what_is_no_number_is_refused(stack, phone):
    with pytest.raises(AuthApiError, match=r"Invalid phone number format \(E\.164 required\)"):
        stack.client().auth.sign_up({**PHONE, "phone": phone})


def test_confirmations_by_sms_switch_off_what_needs_them():
    sms = {"enable_signup": True, "enable_confirmations": True, "twilio": {"enabled": True}}
    assert AuthSettings.from_toml({"auth": {"sms": sms}}).phone.confirmations
    assert not AuthSettings.from_toml({"auth": {"sms": {"enable_signup": True}}}).phone.signup


def test_required_characters(stack, person):
    with pytest.raises(AuthWeakPasswordError) as caught:
        stack.client().auth.sign_up({**person, "password": "abc"})
    assert caught.value.reasons == ["length", "characters"]
    assert "at least one character of each: abcdef" in caught.value.message
    assert stack.client().auth.sign_up({**person, "password": "Abcde1"}).session is not None
    with pytest.raises(StackError, match="password_requirements"):
        AuthSettings.from_toml({"auth": {"password_requirements": "many"}})

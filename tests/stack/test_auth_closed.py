"""Ways to sign in that are closed, in upstream's words; and identities."""

from __future__ import annotations

import uuid

import pytest

from tests.stack.letters import config


@pytest.fixture(scope="module")
def stack_config():
    external = {"github": {"enabled": True}}
    return config(enable_manual_linking=True, external=external)


def problem(answer):
    return answer.status_code, answer.json()["error_code"], answer.json()["msg"]


@pytest.mark.parametrize(
    ("provider", "status", "message"),
    [
        ("google", 400, "Unsupported provider: provider is not enabled"),
        ("nobody", 400, "Unsupported provider: Provider nobody could not be found"),
        ("github", 501, "Signing in with github ([auth.external.github]) is not part of"),
    ],
)
def test_oauth_providers(stack, provider, status, message):
    answer = stack.http().get("/auth/v1/authorize", params={"provider": provider})
    assert answer.status_code == status
    assert answer.json()["msg"].startswith(message)


def test_saml_is_disabled(stack):
    for answer in (
        stack.http().post("/auth/v1/sso", json={"domain": "example.com"}),
        stack.http().get("/auth/v1/sso/saml/metadata"),
    ):
        assert problem(answer) == (404, "saml_provider_disabled", "SAML 2.0 is disabled")


@pytest.mark.parametrize(
    ("path", "body", "message"),
    [
        ("signup", {"password": "correct horse"}, "Phone signups are disabled"),
        ("otp", {}, "Unsupported phone provider"),
        ("resend", {"type": "sms"}, "Phone logins are disabled"),
    ],
)
def test_phones_are_refused_without_a_provider(stack, path, body, message):
    answer = stack.http().post(f"/auth/v1/{path}", json={"phone": "+3212345678", **body})
    assert problem(answer) == (400, "phone_provider_disabled", message)


def test_the_last_identity_stays(stack, person):
    client = stack.signed_up(person)
    identity = client.auth.get_user().user.identities[0]
    signed_in = stack.http(authorization=f"Bearer {client.auth.get_session().access_token}")
    path = "/auth/v1/user/identities"
    assert problem(signed_in.delete(f"{path}/{identity.identity_id}"))[:2] == (
        422,
        "single_identity_not_deletable",
    )
    assert signed_in.delete(f"{path}/x").status_code == 404
    linked = signed_in.get(f"{path}/authorize", params={"provider": "google"})
    assert linked.json()["msg"] == "Unsupported provider: provider is not enabled"
    assert stack.http().get(f"{path}/authorize").status_code in (401, 403)


def test_one_of_two_identities_can_go(stack, person):
    client = stack.signed_up(person)
    client.auth.update_user({"phone": "+3211223344"})
    user = client.auth.get_user().user
    assert user.app_metadata["providers"] == ["email", "phone"]
    phone = next(one for one in user.identities if one.provider == "phone")
    signed_in = stack.http(authorization=f"Bearer {client.auth.get_session().access_token}")
    path = "/auth/v1/user/identities"
    assert problem(signed_in.delete(f"{path}/{uuid.uuid4()}"))[1] == "identity_not_found"
    assert signed_in.delete(f"{path}/{phone.identity_id}").json() == {}
    user = client.auth.get_user().user
    assert (user.phone, user.app_metadata["providers"]) == ("", ["email"])
    assert user.email == person["email"]


def test_app_metadata_is_not_for_users(stack, person):
    client = stack.signed_up(person)
    signed_in = stack.http(authorization=f"Bearer {client.auth.get_session().access_token}")
    answer = signed_in.put("/auth/v1/user", json={"app_metadata": {"role": "admin"}})
    assert problem(answer)[:2] == (403, "not_admin")


def test_magic_links_only_for_the_known_when_asked_so(stack, person):
    body = {"email": person["email"], "create_user": False}
    answer = stack.http().post("/auth/v1/otp", json=body)
    assert problem(answer) == (422, "otp_disabled", "Signups not allowed for otp")


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({}, "One of email or phone must be set"),
        (
            {"email": "a@example.com", "phone": "+321234567"},
            "Only an email address or phone number should be provided",
        ),
        (
            {"email": "a@example.com", "channel": "sms"},
            "Channel should only be specified with Phone OTP",
        ),
        ({"email": "nobody"}, "Unable to validate email address: invalid format"),
    ],
)
def test_one_time_passwords_for_rubbish(stack, body, message):
    answer = stack.http().post("/auth/v1/otp", json=body)
    assert (answer.status_code, answer.json()["msg"]) == (400, message)


@pytest.mark.parametrize(
    ("grant", "body", "refusal"),
    [
        ("id_token", {}, (400, "validation_failed", "id_token required")),
        (
            "id_token",
            {"id_token": "x", "provider": "google"},
            (
                400,
                "provider_disabled",
                'Provider (issuer "https://accounts.google.com") is not enabled',
            ),
        ),
        (
            "id_token",
            {"id_token": "x", "provider": "own"},
            (400, "validation_failed", 'Custom OIDC provider "own" not allowed'),
        ),
        ("web3", {}, (422, "web3_provider_disabled", "Web3 provider is disabled")),
    ],
)
def test_foreign_tokens_and_wallets(stack, grant, body, refusal):
    answer = stack.http().post("/auth/v1/token", params={"grant_type": grant}, json=body)
    assert problem(answer) == refusal

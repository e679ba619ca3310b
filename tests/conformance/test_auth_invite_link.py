"""Invitations and generated links, through the official clients."""

from __future__ import annotations

import pytest
from supabase_auth.errors import AuthApiError

from tests.stack.letters import SITE, click, config, link_in, newest, relative


@pytest.fixture(scope="module")
def stack_config():
    return config()


def test_supabase_js(js):
    js("auth_invite_link.mjs")


def test_invite_user_by_email(stack, person):
    options = {"data": {"team": "red"}, "redirect_to": f"{SITE}/welcome"}
    user = stack.admin().auth.admin.invite_user_by_email(person["email"], options).user
    assert user.invited_at is not None
    assert user.user_metadata["team"] == "red"
    arrival = click(link_in(newest(stack, person["email"])))
    assert (arrival.page, arrival.fragment["type"]) == (f"{SITE}/welcome", "invite")


@pytest.mark.parametrize("kind", ["signup", "invite", "magiclink", "recovery"])
def test_generate_link(stack, person, kind):
    admin = stack.admin().auth.admin
    if kind == "recovery":
        admin.create_user({**person, "email_confirm": True})
    params = {"type": kind, **person, "options": {"redirect_to": f"{SITE}/in"}}
    link = admin.generate_link(params)
    properties = link.properties
    assert link.user.email == person["email"]
    assert properties.verification_type == {"magiclink": "signup"}.get(kind, kind)
    assert properties.redirect_to == f"{SITE}/in"
    proof = {"token_hash": properties.hashed_token, "type": properties.verification_type}
    assert stack.client().auth.verify_otp(proof).user.email == person["email"]


def test_generate_link_to_change_an_address(stack, person):
    admin, new = stack.admin().auth.admin, relative(person["email"], "new")
    admin.create_user({**person, "email_confirm": True})
    params = {"type": "email_change_new", "email": person["email"], "new_email": new}
    properties = admin.generate_link(params).properties
    code = {"email": new, "token": properties.email_otp, "type": "email_change"}
    assert stack.client().auth.verify_otp(code).user.email == new


def test_nobody_else_may(stack, person):
    with pytest.raises(AuthApiError, match="User not allowed") as caught:
        stack.client().auth.admin.generate_link({"type": "magiclink", "email": person["email"]})
    assert caught.value.code == "not_admin"
    with pytest.raises(AuthApiError, match="User not allowed"):
        stack.client().auth.admin.invite_user_by_email(person["email"])

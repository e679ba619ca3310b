"""The admin's users, through the official clients (links and invitations: auth_invite_link)."""

from __future__ import annotations

import uuid

import pytest
from supabase_auth.errors import AuthApiError


def test_supabase_js(js):
    js("auth_admin.mjs")


@pytest.fixture
def api(stack):
    return stack.admin().auth.admin


def test_create_read_change_delete(api, person):
    user = api.create_user({**person, "email_confirm": True, "user_metadata": {"a": 1}}).user
    assert user.email_confirmed_at is not None
    assert api.get_user_by_id(user.id).user.email == person["email"]
    changed = api.update_user_by_id(user.id, {"app_metadata": {"plan": "pro"}}).user
    assert changed.app_metadata == {"provider": "email", "providers": ["email"], "plan": "pro"}
    api.delete_user(user.id)
    with pytest.raises(AuthApiError) as caught:
        api.get_user_by_id(user.id)
    assert (caught.value.status, caught.value.code) == (404, "user_not_found")


def test_users_newest_first_in_pages(api, person):
    ids = [api.create_user({"email": f"{number}-{person['email']}"}).user.id for number in range(3)]
    assert [user.id for user in api.list_users(page=1, per_page=2)] == ids[:0:-1]
    assert api.list_users(page=2, per_page=2)[0].id == ids[0]


def test_a_new_password_works_and_ends_the_sessions(stack, api, person):
    client = stack.signed_up(person)
    user_id = client.auth.get_user().user.id
    api.update_user_by_id(user_id, {"password": "battery staple"})
    with pytest.raises(AuthApiError):
        client.auth.refresh_session()
    signed_in = stack.client().auth.sign_in_with_password({**person, "password": "battery staple"})
    assert signed_in.user.id == user_id


def test_a_soft_deleted_user_is_gone_but_for_the_row(stack, api, person):
    user_id = stack.signed_up(person).auth.get_user().user.id
    api.delete_user(user_id, should_soft_delete=True)
    with pytest.raises(AuthApiError, match="Invalid login credentials"):
        stack.client().auth.sign_in_with_password(person)
    with stack.database.connect() as db:
        row = db.execute(
            "select deleted_at is not null, email from auth.users where id = %s", [user_id]
        ).fetchone()
    assert row[0]
    assert row[1] != person["email"]


def test_errors_as_upstream_words_them(stack, api, person):
    stack.signed_up(person)
    with pytest.raises(AuthApiError, match="already been registered") as caught:
        api.create_user({"email": person["email"]})
    assert (caught.value.status, caught.value.code) == (422, "email_exists")
    with pytest.raises(AuthApiError, match="User not found"):
        api.delete_user(str(uuid.uuid4()))


def test_without_the_secret_key_nothing_opens(stack, person):
    for client in (stack.client(), stack.signed_up(person)):
        with pytest.raises(AuthApiError) as caught:
            client.auth.admin.list_users()
        assert caught.value.status in (401, 403)

"""The admin API with the secret key, and the health probe that stands on it."""

from __future__ import annotations

import stat
import uuid

import pytest
from supabase_auth.errors import AuthApiError

from autocrm.stack.auth.probe import probe_auth


def created(stack, person, **more):
    attributes = {**person, "email_confirm": True, **more}
    return stack.admin().auth.admin.create_user(attributes).user


def test_a_created_user_can_sign_in_and_carries_the_metadata(stack, person):
    made = created(stack, person, app_metadata={"team": "north"}, user_metadata={"name": "Ada"})
    user = stack.client().auth.sign_in_with_password(person).user
    assert user.id == made.id
    assert user.app_metadata == {"provider": "email", "providers": ["email"], "team": "north"}
    assert user.user_metadata["name"] == "Ada"


def test_an_unconfirmed_user_cannot_sign_in_until_confirmed(stack, person):
    made = stack.admin().auth.admin.create_user(dict(person)).user
    with pytest.raises(AuthApiError, match="Email not confirmed"):
        stack.client().auth.sign_in_with_password(person)
    stack.admin().auth.admin.update_user_by_id(made.id, {"email_confirm": True})
    assert stack.client().auth.sign_in_with_password(person).session is not None


def test_id_and_password_hash_can_be_given(stack, person):
    wanted = str(uuid.uuid4())
    known = created(stack, person)
    with stack.database.connect() as db:
        password_hash = db.execute(
            "select encrypted_password from auth.users where id = %s", [known.id]
        ).fetchone()[0]
    email = f"copy.{person['email']}"
    attributes = {"email": email, "id": wanted, "password_hash": password_hash}
    made = stack.admin().auth.admin.create_user({**attributes, "email_confirm": True}).user
    signed_in = stack.client().auth.sign_in_with_password({**person, "email": email})
    assert (made.id, signed_in.user.id) == (wanted, wanted)


def test_the_same_address_twice_is_refused(stack, person):
    created(stack, person)
    with pytest.raises(AuthApiError, match="already been registered") as caught:
        created(stack, {**person, "email": person["email"].upper()})
    assert (caught.value.status, caught.value.code) == (422, "email_exists")


def test_listing_is_newest_first_and_paged(stack, person):
    names = [f"{number}.{person['email']}" for number in range(3)]
    for name in names:
        created(stack, {**person, "email": name})
    listed = stack.admin().auth.admin.list_users(page=1, per_page=2)
    assert [user.email for user in listed] == [names[2], names[1]]
    answer = stack.http(apikey=stack.keys.secret_key).get("/auth/v1/admin/users?per_page=2")
    with stack.database.connect() as db:
        shown = "select count(*) from auth.users where email not like '%@stack.invalid'"
        total = db.execute(shown).fetchone()[0]
    assert int(answer.headers["x-total-count"]) == total
    assert 'page=2&per_page=2>; rel="next"' in answer.headers["link"]
    assert f'page={-(-total // 2)}&per_page=2>; rel="last"' in answer.headers["link"]


def test_update_changes_everything_and_a_new_password_signs_out(stack, person):
    made = created(stack, person, user_metadata={"a": 1, "b": 2})
    client = stack.client()
    client.auth.sign_in_with_password(person)
    changed = {"email": f"new.{person['email']}", "password": "battery staple"}
    more = {"user_metadata": {"a": None, "c": 3}, "role": "authenticated"}
    user = stack.admin().auth.admin.update_user_by_id(made.id, {**changed, **more}).user
    assert user.email == changed["email"]
    assert user.user_metadata == {"b": 2, "c": 3, "email_verified": True}
    with pytest.raises(AuthApiError, match="Session from session_id"):
        client.auth.get_user()
    assert stack.client().auth.sign_in_with_password(changed).session is not None


def test_a_deleted_user_is_gone_with_session_and_identity(stack, person):
    client = stack.client()
    user = client.auth.sign_up(person).user
    stack.admin().auth.admin.delete_user(user.id)
    with pytest.raises(AuthApiError, match="User not found"):
        stack.admin().auth.admin.get_user_by_id(user.id)
    with pytest.raises(AuthApiError, match="User from sub claim"):
        client.auth.get_user()
    with stack.database.connect() as db:
        left = db.execute(
            "select (select count(*) from auth.sessions where user_id = %(id)s)"
            " + (select count(*) from auth.identities where user_id = %(id)s)"
            " + (select count(*) from auth.refresh_tokens where user_id = %(id)s::text)",
            {"id": user.id},
        ).fetchone()
    assert left == (0,)


def test_a_softly_deleted_user_leaves_nothing_personal(stack, person):
    user = created(stack, person, user_metadata={"name": "Ada"})
    stack.admin().auth.admin.delete_user(user.id, should_soft_delete=True)
    with stack.database.connect() as db:
        row = db.execute(
            "select row_to_json(u)::text || (select json_agg(i)::text from auth.identities i"
            " where i.user_id = u.id) from auth.users u where id = %s and deleted_at is not null",
            [user.id],
        ).fetchone()[0]
    assert person["email"] not in row
    assert "Ada" not in row
    assert created(stack, person).id != user.id  # the address is free again


@pytest.mark.parametrize(
    ("attributes", "message"),
    [
        ({}, "Cannot create a user without either an email or phone"),
        ({"email": "x"}, "Unable to validate email address: invalid format"),
        ({"email": "a@example.com", "password": "123"}, "at least 6 characters"),
        ({"email": "a@example.com", "id": "7"}, "ID must conform to the uuid v4 format"),
        ({"email": "a@example.com", "ban_duration": "soon"}, "invalid format for ban duration"),
        ({"email": "a@example.com", "password_hash": "md5"}, "must be a bcrypt hash"),
        ({"phone": "12-34"}, "Invalid phone number format"),
    ],
)
def test_bad_attributes_are_refused(stack, attributes, message):
    with pytest.raises(Exception, match=message):
        stack.admin().auth.admin.create_user(attributes)


@pytest.mark.parametrize("path", ["/auth/v1/admin/users/7", "/auth/v1/admin/users?page=x"])
def test_bad_paths_are_refused(stack, path):
    answer = stack.http(apikey=stack.keys.secret_key).get(path)
    assert answer.json()["error_code"] == "validation_failed"


def test_the_probe_signs_in_for_real_and_leaves_nothing(stack, tmp_path):
    def probe():
        return probe_auth(stack.url, stack.keys.secret_key, tmp_path)

    def rows():
        with stack.database.connect() as db:
            return db.execute(
                "select (select count(*) from auth.users), (select count(*) from auth.sessions),"
                " (select count(*) from auth.refresh_tokens)"
            ).fetchone()

    assert probe() is None
    before = rows()
    assert [probe(), probe()] == [None, None]
    assert rows() == before
    kept = tmp_path / "auth-probe.json"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    listed = stack.admin().auth.admin.list_users(per_page=1000)
    assert not [user for user in listed if user.email.endswith("@stack.invalid")]


def test_the_probe_makes_a_new_user_in_a_new_database(stack, tmp_path):
    assert probe_auth(stack.url, stack.keys.secret_key, tmp_path) is None
    with stack.database.connect() as db:
        db.execute("delete from auth.users where email like '%@stack.invalid'")
    assert probe_auth(stack.url, stack.keys.secret_key, tmp_path) is None


def test_the_probe_says_what_is_wrong(stack, tmp_path):
    assert "HTTP 401" in probe_auth(stack.url, "sb_secret_wrong", tmp_path)
    assert "does not answer" in probe_auth("http://127.0.0.1:9", "x", tmp_path)

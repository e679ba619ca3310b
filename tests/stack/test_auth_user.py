"""What a signed-in user can do to oneself, through the official client."""

from __future__ import annotations

import pytest
from supabase_auth.errors import AuthApiError

UNKNOWN = "Invalid login credentials"


def test_update_changes_metadata_at_once_and_the_address_when_it_is_confirmed(stack, person):
    client = stack.signed_up(person)
    new = person["email"].replace("@", ".new@")
    client.auth.update_user({"data": {"name": "Ada", "colour": "red"}})
    user = client.auth.update_user({"data": {"colour": None}, "email": new}).user
    assert user.user_metadata["name"] == "Ada"
    assert "colour" not in user.user_metadata
    assert (user.email, user.new_email) == (person["email"], new)
    stack.client().auth.sign_in_with_password(person)
    assert len(stack.mailbox.mails_to(new)) == 1


def test_an_address_of_somebody_else_cannot_be_taken(stack, person):
    stack.signed_up(person)
    other = stack.signed_up({**person, "email": f"other.{person['email']}"})
    with pytest.raises(AuthApiError) as caught:
        other.auth.update_user({"email": person["email"].upper()})
    assert (caught.value.status, caught.value.code) == (422, "email_exists")


def test_a_new_password_ends_the_other_sessions_only(stack, person):
    client = stack.signed_up(person)
    elsewhere = stack.client()
    elsewhere.auth.sign_in_with_password(person)
    client.auth.update_user({"password": "battery staple"})
    assert client.auth.get_user().user.email == person["email"]
    with pytest.raises(AuthApiError, match="Session from session_id claim"):
        elsewhere.auth.get_user()
    with pytest.raises(AuthApiError, match=UNKNOWN):
        stack.client().auth.sign_in_with_password(person)
    with pytest.raises(AuthApiError, match="should be different from the old"):
        client.auth.update_user({"password": "battery staple"})


@pytest.mark.parametrize(
    ("scope", "left"),
    [("global", [False, False]), ("local", [False, True]), ("others", [True, False])],
)
def test_sign_out_ends_what_its_scope_says(stack, person, scope, left):
    clients = [stack.signed_up(person), stack.client()]
    clients[1].auth.sign_in_with_password(person)
    tokens = [client.auth.get_session().access_token for client in clients]
    clients[0].auth.sign_out({"scope": scope})
    alive = [
        stack.http(authorization=f"Bearer {token}").get("/auth/v1/user").status_code == 200
        for token in tokens
    ]
    assert alive == left

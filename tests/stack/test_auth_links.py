"""Invitations, and links that the service role makes for itself."""

from __future__ import annotations

import pytest

from tests.stack.letters import SITE, click, config, link_in, newest, relative


@pytest.fixture(scope="module")
def stack_config():
    return config({"enable_confirmations": True})


@pytest.fixture
def service(stack):
    """The service role, over HTTP."""
    return stack.http(authorization=f"Bearer {stack.keys.service_role_jwt}")


def link_of(service, kind, email, **more):
    body = {"type": kind, "email": email, **more}
    return service.post("/auth/v1/admin/generate_link", json=body)


@pytest.mark.parametrize("path", ["invite", "admin/generate_link"])
def test_both_are_for_the_service_role_only(stack, person, path):
    body = {"type": "magiclink", "email": person["email"]}
    assert stack.http().post(f"/auth/v1/{path}", json=body).status_code in (401, 403)
    anybody = {"authorization": f"Bearer {stack.keys.anon_jwt}"}
    answer = stack.http(**anybody).post(f"/auth/v1/{path}", json=body)
    assert (answer.status_code, answer.json()["error_code"]) == (403, "not_admin")
    with stack.database.connect() as db:
        found = db.execute("select 1 from auth.users where email = %s", [person["email"]])
        assert found.fetchone() is None


def test_an_invitation_is_a_mail_and_a_way_in(stack, service, person):
    body = {"email": person["email"], "data": {"team": "red"}}
    user = service.post("/auth/v1/invite", json=body).json()
    assert user["invited_at"]
    assert "email_confirmed_at" not in user
    assert user["user_metadata"]["team"] == "red"
    mail = newest(stack, person["email"])
    assert mail["Subject"] == "An invitation for you"
    arrival = click(link_in(mail))
    assert arrival.fragment["type"] == "invite"
    bearer = {"authorization": f"Bearer {arrival.fragment['access_token']}"}
    member = stack.http(**bearer)
    assert member.get("/auth/v1/user").json()["email_confirmed_at"]
    assert member.put("/auth/v1/user", json={"password": "my own one"}).status_code == 200
    again = service.post("/auth/v1/invite", json=body)
    assert (again.status_code, again.json()["error_code"]) == (422, "email_exists")


def test_who_signs_up_over_an_invitation_learns_nothing_of_it(stack, service, person):
    body = {"email": person["email"], "data": {"salary": 5}}
    service.post("/auth/v1/invite", json=body)
    user = stack.http().post("/auth/v1/signup", json=person).json()
    assert (user["user_metadata"], user["identities"]) == ({}, [])


@pytest.mark.parametrize("kind", ["signup", "invite", "magiclink"])
def test_links_for_newcomers(stack, service, person, kind):
    link = link_of(service, kind, **person, data={"team": "red"}).json()
    assert link["email"] == person["email"]
    # a magic link for somebody new is a sign-up
    assert link["verification_type"] == {"magiclink": "signup"}.get(kind, kind)
    assert link["redirect_to"] == SITE
    assert link["hashed_token"] in link["action_link"]
    assert stack.mailbox.mails_to(person["email"]) == []
    arrival = click(link["action_link"])
    assert arrival.fragment["type"] == link["verification_type"]


@pytest.mark.parametrize("kind", ["magiclink", "recovery"])
@pytest.mark.parametrize("by", ["action_link", "hashed_token", "email_otp"])
def test_links_for_the_known_work_in_all_three_ways(stack, service, person, kind, by):
    service.post("/auth/v1/admin/users", json={**person, "email_confirm": True})
    link = link_of(service, kind, person["email"], redirect_to=f"{SITE}/in").json()
    assert link["redirect_to"] == f"{SITE}/in"
    if by == "action_link":
        assert click(link["action_link"]).page == f"{SITE}/in"
        return
    proof = {"token_hash": link["hashed_token"]}
    if by == "email_otp":
        proof = {"token": link["email_otp"], "email": person["email"]}
    answer = stack.http().post("/auth/v1/verify", json={"type": kind, **proof})
    assert answer.json()["user"]["email"] == person["email"]


def test_links_to_change_an_address(stack, service, person):
    service.post("/auth/v1/admin/users", json={**person, "email_confirm": True})
    new = relative(person["email"], "new")
    links = [
        link_of(service, kind, person["email"], new_email=new).json()
        for kind in ("email_change_current", "email_change_new")
    ]
    assert [link["new_email"] for link in links] == [new, new]
    assert "message" in click(links[0]["action_link"]).fragment
    assert "access_token" in click(links[1]["action_link"]).fragment
    users = service.get("/auth/v1/admin/users").json()["users"]
    assert new in [user["email"] for user in users]


@pytest.mark.parametrize(
    ("kind", "more", "status", "code"),
    [
        ("recovery", {}, 404, "user_not_found"),
        ("email_change_new", {"new_email": "x@example.com"}, 404, "user_not_found"),
        ("signup", {}, 400, "validation_failed"),  # no password
        ("dance", {}, 400, "validation_failed"),
    ],
)
def test_links_that_cannot_be(service, person, kind, more, status, code):
    answer = link_of(service, kind, person["email"], **more)
    assert (answer.status_code, answer.json()["error_code"]) == (status, code)


@pytest.mark.parametrize("kind", ["signup", "invite"])
def test_who_is_confirmed_is_not_asked_in_again(service, person, kind):
    service.post("/auth/v1/admin/users", json={**person, "email_confirm": True})
    answer = link_of(service, kind, **person)
    assert (answer.status_code, answer.json()["error_code"]) == (422, "email_exists")


def test_a_link_to_a_strangers_page_leads_to_the_site(service, person):
    link = link_of(service, "magiclink", person["email"], redirect_to="https://evil.example/")
    assert link.json()["redirect_to"] == SITE


def test_what_an_admin_vouches_for_is_marked_as_upstream_does(service, person):
    user = service.post("/auth/v1/admin/users", json={**person, "email_confirm": True}).json()
    assert user["email_confirmed_at"]
    assert user["identities"][0]["identity_data"]["email_verified"] is False
    new = relative(person["email"], "new")
    path = f"/auth/v1/admin/users/{user['id']}"
    user = service.put(path, json={"email": new, "email_confirm": True}).json()
    assert user["identities"][0]["identity_data"]["email_verified"] is True
    user = service.put(path, json={"email": person["email"]}).json()
    assert user["identities"][0]["identity_data"]["email_verified"] is False

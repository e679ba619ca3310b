"""Rate limits: how buckets fill, what counts, and that nobody talks their way around them."""

from __future__ import annotations

import pytest

from autocrm.stack.auth.limits import Buckets, Limit, limits_of
from autocrm.stack.errors import StackError
from tests.stack.letters import config

GUESSES = 5


class Clock:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_a_bucket_fills_up_again_evenly():
    clock = Clock()
    buckets = Buckets({"x": Limit(3, 300)}, clock)
    assert [buckets.take("x", "a") for _ in range(4)] == [True, True, True, False]
    assert buckets.take("x", "b")
    clock.now += 99
    assert not buckets.take("x", "a")
    clock.now += 2
    assert [buckets.take("x", "a") for _ in range(2)] == [True, False]
    clock.now += 10_000
    assert [buckets.take("x", "a") for _ in range(4)] == [True, True, True, False]


def test_what_is_given_back_was_never_taken():
    buckets = Buckets({"x": Limit(1, 300)}, Clock())
    for _ in range(5):
        assert buckets.take("x", "a")
        buckets.give_back("x", "a")
    assert [buckets.take("x", "a") for _ in range(2)] == [True, False]


def test_callers_that_are_gone_are_forgotten():
    clock = Clock()
    buckets = Buckets({"x": Limit(1, 300)}, clock)
    for number in range(10_002):
        buckets.take("x", str(number))
    clock.now += 301
    buckets.take("x", "one more")
    assert len(buckets._left) == 1


def test_limits_are_those_of_config_toml_and_else_the_clis():
    assert limits_of({})["token_verifications"] == Limit(30, 300, guesses_only=True)
    assert limits_of({})["anonymous_users"] == Limit(30, 3600)
    assert "email_sent" not in limits_of({"rate_limit": {"email_sent": 2}})
    with_smtp = {"email": {"smtp": {"enabled": True}}, "rate_limit": {"email_sent": 7}}
    assert limits_of(with_smtp)["email_sent"] == Limit(7, 3600)
    assert limits_of({"rate_limit": {"sign_in_sign_ups": 5}})["sign_in_sign_ups"] == Limit(5, 300)
    with pytest.raises(StackError, match="sign_in_sign_ups = 0"):
        limits_of({"rate_limit": {"sign_in_sign_ups": 0}})


@pytest.fixture(scope="module")
def stack_config():
    limits = {"token_verifications": GUESSES, "anonymous_users": 2, "email_sent": 1}
    return config({"smtp": {"enabled": True}}, enable_anonymous_sign_ins=True, rate_limit=limits)


def refused(answer) -> bool:
    """Whether the limit answered; any other refusal is not one."""
    if answer.status_code != 429:
        return False
    assert answer.json()["error_code"] == "over_request_rate_limit"
    assert answer.json()["msg"] == "Request rate limit reached"
    return True


def test_passwords_cannot_be_guessed_on_and_on(stack, person):
    stack.signed_up(person)
    http, path = stack.http(), "/auth/v1/token?grant_type=password"
    for _ in range(32):  # right ones are not counted
        assert http.post(path, json=person).status_code == 200
    wrong = {**person, "password": "guessed"}
    for guesses in range(60):
        spoofed = {"x-forwarded-for": f"10.0.0.{guesses}"}
        if refused(http.post(path, json=wrong, headers=spoofed)):
            break
    assert 30 <= guesses < 60  # more than 30 where the machine is slow: one more in 10 seconds
    assert refused(http.post(path, json=person))


def test_codes_cannot_be_guessed_on_and_on(stack, person):
    body = {"type": "email", "email": person["email"], "token": "000000"}
    answers = [stack.http().post("/auth/v1/verify", json=body) for _ in range(GUESSES + 1)]
    assert [refused(answer) for answer in answers] == [False] * GUESSES + [True]


def test_links_cannot_be_guessed_on_and_on(stack):
    # the module's limit is not the default, so every request counts, and links have their own
    path = "/auth/v1/verify?type=signup&token=x"
    statuses = [stack.http().get(path).status_code for _ in range(GUESSES + 1)]
    assert statuses[-1] == 429


def test_anonymous_users_are_counted(stack):
    answers = [stack.http().post("/auth/v1/signup", json={}) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]


def test_mails_are_counted_when_an_own_mail_server_is_named(stack, person):
    stack.signed_up(person)
    answers = [stack.http().post("/auth/v1/recover", json=person) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 429]
    assert answers[1].json()["error_code"] == "over_email_send_rate_limit"
    assert len(stack.mailbox.mails_to(person["email"])) == 1

"""One mail at a time to one address."""

from __future__ import annotations

import pytest

from tests.stack.letters import config


@pytest.fixture(scope="module")
def stack_config():
    return config({"enable_confirmations": True, "max_frequency": "1h"})


@pytest.mark.parametrize("path", ["signup", "otp", "resend"])
def test_a_second_mail_within_the_time_is_refused(stack, person, path):
    first = stack.http().post("/auth/v1/signup", json=person)
    assert first.status_code == 200
    answer = stack.http().post(f"/auth/v1/{path}", json={**person, "type": "signup"})
    assert answer.status_code == 429
    assert answer.json()["error_code"] == "over_email_send_rate_limit"
    said = answer.json()["msg"]
    assert said.startswith("For security purposes, you can only request this after 35")
    assert said.endswith(" seconds.")
    assert len(stack.mailbox.mails_to(person["email"])) == 1

"""The mails themselves: both parts, nothing injected, and what happens when none can go out."""

from __future__ import annotations

import contextlib

import httpx
import pytest

from autocrm.stack.auth import AuthContext, AuthDatabase, AuthSettings, create_auth_app
from autocrm.stack.auth.mail_settings import MailSettings
from autocrm.stack.auth.mailer import Letter, Mailer
from autocrm.stack.tokens import Signer
from tests.stack.letters import SITE, code_in, config, link_in, newest, token_in

CONTENT = '<p>{{ .Data.name }} <a href="{{ .ConfirmationURL }}">in</a> {{ .Token }}</p>'


@pytest.fixture(scope="module")
def stack_config():
    template = {
        "recovery": {"subject": "For {{ .Data.name }} ({{ .Email }})", "content": CONTENT},
    }
    return config({"enable_confirmations": True, "template": template})


def test_a_mail_has_link_and_code_as_text_and_as_html(stack, person):
    stack.client().auth.sign_up(person)
    mail = newest(stack, person["email"])
    assert mail["From"] == {"Name": "Admin", "Address": "admin@email.com"}
    assert [to["Address"] for to in mail["To"]] == [person["email"]]
    assert mail["Subject"] == "Please confirm your e-mail address"
    link, code = link_in(mail), code_in(mail)
    assert link.startswith(f"{stack.url}/auth/v1/verify?token={token_in(mail)}&type=signup&")
    assert link.replace("&", "&amp;") in mail["HTML"]
    assert code in mail["HTML"]
    assert SITE in mail["Text"]


def test_names_that_users_give_themselves_inject_nothing(stack, person):
    name = "Ada\r\nBcc: victim@example.com\r\n\r\n<script>alert(1)</script>"
    stack.client().auth.sign_up({**person, "options": {"data": {"name": name}}})
    stack.client().auth.reset_password_for_email(person["email"])
    mail = newest(stack, person["email"])
    assert mail["Subject"].startswith("For Ada Bcc: victim@example.com <script>")
    assert mail["Bcc"] == []
    assert len(stack.mailbox.mails_to("victim@example.com")) == 0
    assert "<script>" not in mail["HTML"]
    assert link_in(mail)


@pytest.mark.parametrize("address", ["a@example.com\r\nBcc: b@example.com", "a@example.com\nx"])
def test_an_address_with_a_line_break_is_no_address(stack, address):
    answer = stack.http().post("/auth/v1/otp", json={"email": address})
    assert answer.status_code == 400
    mailer = Mailer(MailSettings(), smtp_port=None)
    with pytest.raises(ValueError, match=r"line feed|CR|newline|line-end|invalid|parse|inside"):
        mailer.message(Letter("recovery", address, {}))


@contextlib.asynccontextmanager
async def unplugged(database, keys):
    """Auth whose mail server does not answer."""
    settings = AuthSettings(email_confirmations=True)
    pool = AuthDatabase(database.conninfo("supabase_auth_admin"))
    context = AuthContext(settings, pool, Signer(keys, "ES256"), "http://auth", smtp_port=1)
    transport = httpx.ASGITransport(create_auth_app(context))
    async with httpx.AsyncClient(transport=transport, base_url="http://auth") as client:
        await pool.open()
        yield client
        await pool.close()


async def test_without_a_mail_server_the_request_fails_and_says_so(bare_database, keys, caplog):
    person = {"email": "a@example.com", "password": "correct horse"}
    async with unplugged(bare_database, keys) as client:
        answer = await client.post("/signup", json=person)
    assert (answer.status_code, answer.json()["error_code"]) == (500, "unexpected_failure")
    assert answer.json()["msg"] == "Error sending confirmation email"
    assert person["email"] not in caplog.text

"""A rating link from the mail in the customer's mailbox to the ticket that is open again."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from typing import Any

import httpx
import pytest

from tests.flows.desk import Desk, raw_mail, wait_for


def page_url(desk: Desk) -> str:
    return f"{desk.config.api_url}/functions/v1/feedback"


@pytest.fixture(scope="module")
def asked(seeded_desk: Desk) -> dict[str, Any]:
    """A ticket that is solved, and the link that its customer was mailed."""
    desk = seeded_desk
    desk.rpc("set_setting", p_key="feedback_url", p_value=page_url(desk))
    raw = raw_mail("Rita <rita@feedback.example>", "rate.1", "Where is my parcel?", "Parcel")
    ticket = desk.receive(raw).json()
    wait_for(
        lambda: desk.select(f"ai_decisions?ticket_id=eq.{ticket['ticket_id']}"), 20, "a decision"
    )
    desk.rpc("set_ticket_status", p_ticket_id=ticket["ticket_id"], p_status="solved")
    desk.rpc("run_timers", p_now=(datetime.now(UTC) + timedelta(days=2)).isoformat())
    mail = wait_for(lambda: _mail_to(desk, "rita@feedback.example"), 20, "the mail that asks")
    [link] = re.findall(rf"{re.escape(page_url(desk))}\?token=\S+", mail)
    return {**ticket, "link": link}


def _mail_to(desk: Desk, address: str) -> str:
    """The text of the mail that asks, "" while there is none."""
    for found in desk.mails():
        parsed = message_from_bytes(desk.raw_mail(found["ID"]), policy=policy.default)
        body = parsed.get_body(("plain",))
        text = body.get_content() if body else ""
        if address in str(parsed["To"]) and "token=" in text:
            return text
    return ""


def test_the_page_asks_and_gives_nothing_away(asked: dict[str, Any]) -> None:
    page = httpx.get(asked["link"])
    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert f"#{asked['number']}" in page.text
    assert "Parcel" not in page.text
    assert "script" not in page.text
    assert page.headers["referrer-policy"] == "no-referrer"
    assert page.headers["cache-control"] == "no-store"
    assert "default-src 'none'" in page.headers["content-security-policy"]


def test_opening_the_page_rates_nothing(seeded_desk: Desk, asked: dict[str, Any]) -> None:
    httpx.get(asked["link"])
    httpx.head(asked["link"])
    assert seeded_desk.select(f"csat_ratings?ticket_id=eq.{asked['ticket_id']}") == []


@pytest.mark.parametrize(
    ("form", "status", "words"),
    [
        ({}, 422, "Choose a number from 1 to 5"),
        ({"score": "6"}, 422, "Choose a number from 1 to 5"),
        ({"score": "1; drop"}, 422, "Choose a number"),
        ({"score": "5", "comment": "x" * 4001}, 422, "4000 characters at most"),
        ({"score": "5", "comment": "x" * 50_000}, 413, "4000 characters at most"),
    ],
)
def test_a_form_that_is_none_is_told(
    asked: dict[str, Any], form: dict[str, str], status: int, words: str
) -> None:
    page = httpx.post(asked["link"], data=form)
    assert page.status_code == status
    assert words in page.text


@pytest.mark.parametrize("token", ["", "x.y", "<script>alert(1)</script>"])
def test_a_wrong_link_is_told_in_words(seeded_desk: Desk, token: str) -> None:
    for page in (
        httpx.get(page_url(seeded_desk), params={"token": token}),
        httpx.post(page_url(seeded_desk), params={"token": token}, data={"score": "5"}),
    ):
        assert page.status_code == 403
        assert "This link is not valid" in page.text
        assert "<script>" not in page.text


def test_a_rating_is_kept_changed_and_brings_the_ticket_back(
    seeded_desk: Desk, asked: dict[str, Any]
) -> None:
    ticket = f"ticket_id=eq.{asked['ticket_id']}"
    thanks = httpx.post(asked["link"], data={"score": "4", "comment": "Gut & <b>schnell</b>"})
    assert (thanks.status_code, "Thank you" in thanks.text) == (200, True)
    [rating] = seeded_desk.select(f"csat_ratings?select=*,csat_comments(comment)&{ticket}")
    assert (rating["score"], rating["way"]) == (4, "link")
    assert rating["csat_comments"] == {"comment": "Gut & <b>schnell</b>"}

    page = httpx.get(asked["link"])
    assert "Gut &amp; &lt;b&gt;schnell&lt;/b&gt;" in page.text
    assert 'value="4" required checked' in page.text

    worse = httpx.post(asked["link"], data={"score": "1"})
    assert "a person will look into it" in worse.text
    [rating] = seeded_desk.select(f"csat_ratings?select=*,csat_comments(comment)&{ticket}")
    assert (rating["score"], rating["csat_comments"]) == (1, None)
    [row] = seeded_desk.select(f"tickets?select=status,reopen_count&id=eq.{asked['ticket_id']}")
    assert row == {"status": "open", "reopen_count": 1}

"""A desk that nobody has trained or taught: every message still reaches a person."""

from __future__ import annotations

from tests.flows.desk import Desk, raw_mail, wait_for


def test_a_mail_waits_for_a_person_and_says_why(empty_desk: Desk) -> None:
    received = empty_desk.receive(raw_mail("mia@cafe.example", "new.1", "Do you sell tea?")).json()
    ticket = received["ticket_id"]
    [decision] = wait_for(
        lambda: empty_desk.select(f"ai_decisions?ticket_id=eq.{ticket}"), 10, "a decision"
    )
    assert decision["outcome"] == "review"
    assert "autocrm ai train" in decision["reason"]
    [row] = empty_desk.select(f"tickets?select=status,category&id=eq.{ticket}")
    assert row == {"status": "open", "category": None}

"""What the copilot does without a model: it quotes, leaves out, and chooses named reports."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from autocrm.ai.added import added
from autocrm.ai.ask_data import read_question
from autocrm.ai.rewrite import rewrite
from autocrm.ai.summarise import summarise
from autocrm.domain.copilot import Vocabulary
from autocrm.domain.ticket import TicketContext, Turn

NOW = datetime(2026, 11, 25, 14, tzinfo=UTC)  # a Wednesday
REPORTS = (
    "backlog created_and_solved first_response resolution sla csat reopen workload ai_outcomes "
    "tags channels"
)
WORDS = Vocabulary(
    dict.fromkeys(REPORTS.split(), "about"),
    teams={"front": "front", "front desk": "front"},
    categories={"shipping": "shipping"},
    tags={"refund": "refund"},
    members={"reto": "reto@postbox.example"},
)
REPLY = """Hi Ada,

Thank you for reaching out to us! Please note that parcels don't leave on Sundays. \
In order to change the address, reply by 3 pm with order 4417. We'll ship it on Monday.

Please do not hesitate to contact us if you have any other questions.

Best regards,
Reto"""


def a_ticket(*turns: tuple[Any, str], status: str = "open") -> TicketContext:
    said = tuple(Turn(f"i{n}", author, text) for n, (author, text) in enumerate(turns, 1))
    return TicketContext("t", 1, "Order 4417", status, "email", "c", "Ada", "a@b.example", "", said)


THREAD = (
    ("customer", "Hello,\nmy order 4417 has not arrived. Can you check where it is? "
                 "Please send the invoice again.\nThanks, Ada"),
    ("agent", "Hi Ada,\nWe will check with the carrier. Which address did you use?"),
)  # fmt: skip


def test_a_summary_only_quotes() -> None:
    found = summarise(a_ticket(*THREAD))
    assert [p.text for p in found.wants] == [
        "Can you check where it is?", "Please send the invoice again.",
    ]  # fmt: skip
    assert [(p.text, p.interaction_id) for p in found.promised] == [
        ("We will check with the carrier.", "i2")
    ]
    assert [(p.text, p.author) for p in found.open] == [("Which address did you use?", "agent")]
    assert (found.waiting_for, found.model) == ("customer", "local")
    whole = " ".join(" ".join(text.split()) for _, text in THREAD)
    assert all(p.text in whole for p in (*found.wants, *found.promised, *found.open))


@pytest.mark.parametrize(
    ("turns", "status", "waiting"),
    [
        (THREAD[:1], "open", "us"),
        (THREAD, "pending", "customer"),
        ((*THREAD, ("customer", "Rue 5, Lyon.")), "open", "us"),
        (THREAD, "solved", "nobody"),
        ((), "new", "us"),
    ],
)
def test_whose_turn_it_is(turns: Any, status: str, waiting: str) -> None:
    found = summarise(a_ticket(*turns, status=status))
    assert found.waiting_for == waiting
    assert bool(found.open) is (waiting != "nobody" and bool(turns))


def test_shorter_leaves_out_only_what_says_nothing() -> None:
    new = rewrite(REPLY, "shorter", "en")
    assert new.text == (
        "Hi Ada,\n\nParcels don't leave on Sundays. To change the address, reply by 3 pm with "
        "order 4417. We'll ship it on Monday.\n\nBest regards,\nReto"
    )
    assert (new.warnings, new.model) == ((), "local")
    assert "Without a hosted model" in new.note


@pytest.mark.parametrize(
    ("tone", "language", "greeting", "closing"),
    [
        ("friendlier", "en", "Hi Ada,", "Warm wishes"),
        ("formal", "en", "Dear Ada,", "Kind regards"),
        ("formal", "de", "Guten Tag Ada,", "Freundliche Grüsse"),
        ("friendlier", "fr", "Bonjour Ada,", "Bien à vous"),
    ],
)
def test_a_tone_is_a_frame(tone: Any, language: str, greeting: str, closing: str) -> None:
    new = rewrite("We don't ship on 24 December.", tone, language, "Ada")
    short = "do not" if (tone, language) == ("formal", "en") else "don't"
    assert new.text == f"{greeting}\n\nWe {short} ship on 24 December.\n\n{closing}"


def test_nothing_to_change_is_said() -> None:
    assert rewrite("Parcels leave at 3 pm.", "shorter", "en").done == ("Nothing was changed.",)


@pytest.mark.parametrize(
    ("source", "text", "new"),
    [
        ("on 25.11. for 1'000 francs", "for 1000 francs on 11/25", ()),
        ("within 3 days", "within 14 days", ("14",)),
        ("see us", "see https://x.example/a.", ("https://x.example/a",)),
        ("write to a@b.example", "write to A@b.example or c@b.example", ("c@b.example",)),
        ("order 4417", "order 4471", ("4471",)),
    ],
)
def test_what_is_new_in_a_text(source: str, text: str, new: tuple[str, ...]) -> None:
    assert added(source, text) == new


@pytest.mark.parametrize(
    ("question", "report", "by", "begins", "ends", "where"),
    [
        ("How many tickets did we solve last week by team?",
         "created_and_solved", ("team",), "2026-11-16", "2026-11-23", {}),
        ("Wie viele offene Tickets haben wir pro Team?",
         "backlog", ("team",), "2026-11-25", None, {}),
        ("combien de tickets reçus le mois dernier par canal",
         "channels", None, "2026-10-01", "2026-11-01", {}),
        ("How satisfied were customers in October?",
         "csat", None, "2026-10-01", "2026-11-01", {}),
        ("first response time of the front desk since 2026-11-01",
         "first_response", None, "2026-11-01", None, {"team": "front"}),
        ("urgent tickets about shipping that came in yesterday",
         "created_and_solved", None, "2026-11-24", "2026-11-25",
         {"priority": "1", "category": "shipping"}),
        ("how many tickets did Reto solve in the last 14 days?",
         "created_and_solved", None, "2026-11-11", None, {"assignee": "reto@postbox.example"}),
        ("tickets tagged refund this year",
         "created_and_solved", None, "2026-01-01", None, {"tag": "refund"}),
        ("Wie schnell haben wir letzte Woche geantwortet?",
         "first_response", None, "2026-11-16", "2026-11-23", {}),
        ("who solved most this month?", "workload", None, "2026-11-01", None, {}),
        ("drop table tickets; --", "created_and_solved", None, None, None, {}),
    ],
)  # fmt: skip
def test_a_question_becomes_one_named_report(
    question: str, report: str, by: Any, begins: str | None, ends: str | None, where: Any
) -> None:
    wish = read_question(question, WORDS, NOW)
    assert wish is not None
    days = [f"{day:%Y-%m-%d}" if day else None for day in (wish.begins, wish.ends)]
    assert (wish.report, wish.by, *days, wish.where) == (report, by, begins, ends, where)


def test_what_no_report_tells_is_no_report() -> None:
    assert read_question("What is the capital of France?", WORDS, NOW) is None

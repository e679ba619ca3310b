"""Unwanted mail: flagged with its reasons; what customers write is not."""

from __future__ import annotations

import pytest

from autocrm.ai.flags import find_flags, flag_reasons
from autocrm.ai.spam import spam_in
from tests.unit.ai.test_validate_and_decide import GERMANY, QUESTION, drafted, failures, quote

FORTUNE = (
    "Dear beloved,\nI am Barrister Tom Cole. My late client left USD 9.5 million and no next of "
    "kin. You will have 40 percent of the total sum for your help."
)
RANKING = (
    "I came across your website and we can rank your site on the first page of Google. Our SEO "
    "services include backlinks. Reply for a quote."
)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (FORTUNE, "offers money of a stranger in advance-fee words"),
        (RANKING, "offers web services to the company"),
        (
            "We recorded you with your webcam. Pay 900 USD in Bitcoin to my wallet or all your "
            "contacts get the film.",
            "threatens and wants cryptocurrency",
        ),
        ("Cheap Viagra and Cialis without a doctor!", "sells pills, copies or bets"),
        ("Crypto trading with guaranteed profits!", "promises gains from trading"),
        (
            "Your mailbox is almost full. Verify your mailbox: https://x.example/login",
            "wants a mailbox or account confirmed",
        ),
        (
            "Mein verstorbener Mandant: es gibt eine Erbschaft von 4 Millionen Euro.",
            "offers money of a stranger in advance-fee words",
        ),
    ],
)
def test_unwanted_mail_is_flagged_with_its_reason(text: str, reason: str) -> None:
    assert spam_in(text)
    assert reason in spam_in(text).reasons
    assert "spam" in find_flags(text)
    assert reason in flag_reasons(text, ("spam",))["spam"]


@pytest.mark.parametrize(
    "text",
    [
        "THIS IS THE THIRD TIME I WRITE!!! WHERE IS MY PARCEL??? NOBODY ANSWERS, I AM FURIOUS NOW!",
        "I got a mail: 'verify your mailbox, click https://bit.ly/x'. Did you send that?",
        "My late husband had a subscription with you. You won't believe how he loved it.",
        "Please take me off the newsletter, the link 'unsubscribe here' does not work.",
        "Who is the beneficiary of the transfer, and can I release the funds today?",
        "Do you take bitcoin?",
        "I found your website and would like to order.",
        "Fwd: Spring sale, limited time offer, act now! View in browser. Unsubscribe here. "
        "https://a.example https://b.example https://c.example https://d.example https://e.example",
        "My order 4417 was a replica watches poster with viagra on it, I want a refund",
    ],
)
def test_what_customers_write_is_not_flagged(text: str) -> None:
    assert not spam_in(text)
    assert "spam" not in find_flags(text)


def test_outward_signs_alone_are_told_but_never_enough() -> None:
    found = spam_in("ACT NOW, LIMITED TIME OFFER, VIEW IN YOUR BROWSER, UNSUBSCRIBE HERE: "
                    "https://bit.ly/x BUY BUY BUY BUY BUY BUY")  # fmt: skip
    assert len(found.reasons) == 4
    assert not found
    assert found.probability < 0.5


def test_more_reasons_make_it_likelier() -> None:
    alone, both = spam_in(RANKING), spam_in(f"Dear business owner, act now. {RANKING}")
    assert 0.5 < alone.probability < both.probability < 1.0


def test_spam_is_not_answered_by_itself() -> None:
    assert "no_spam" in failures(drafted(quote(GERMANY)), f"{RANKING} {QUESTION}")
    assert failures(drafted(quote(GERMANY)), flags=("spam",)) == ["no_spam"]

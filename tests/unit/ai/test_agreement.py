"""Whether what the AI wrote is what a person sent."""

from __future__ import annotations

import pytest

from autocrm.ai.agreement import agrees, is_worse, kept, without_frame

SAID = "Parcels to Germany take two to three days. Returns are free within 30 days."


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        (SAID, True),
        (f"Dear Hannah, {SAID} Kind regards", True),
        (
            f"{SAID} {'But not this week, for we have all caught the flu and stay in bed. ' * 2}",
            True,
        ),
        (f"{'Nobody knows what comes next in this most uncertain of worlds. ' * 5} {SAID}", False),
        ("Hi Hannah, to Germany our parcels take two to three days; returns: free, 30 days.", True),
        (
            "Hi Hannah, to Germany our parcels take two to three days; returns: free, 14 days.",
            False,
        ),
        ("We are closed this week, sorry.", False),
        ("", False),
    ],
)
def test_agreement_is_about_words_and_numbers(sent: str, expected: bool) -> None:
    assert agrees(SAID, sent, "en") is expected


@pytest.mark.parametrize(
    ("draft", "sent", "share"),
    [("a b c d", "a b c d", 1.0), ("a b c d", "a b", 0.5), ("a b", "", 0.0), ("", "a", 0.0)],
)
def test_kept_is_the_share_of_the_drafts_words(draft: str, sent: str, share: float) -> None:
    assert kept(draft, sent) == share


def test_the_frame_of_a_mail_is_no_agreement() -> None:
    mail = f"Hello Hannah,\n\n{SAID}\n\nJust reply.\n\nFrom our help pages:\n- Delivery\n"
    assert without_frame(mail, mail, SAID) == SAID
    other = mail.replace(SAID, "It rained on Tuesday.")
    assert without_frame(other, mail, SAID) == "It rained on Tuesday."


@pytest.mark.parametrize(
    ("lost", "won", "worse"), [(4, 0, False), (5, 0, True), (5, 3, False), (0, 9, False)]
)
def test_worse_is_what_chance_does_not_explain(lost: int, won: int, worse: bool) -> None:
    assert is_worse(lost, won) is worse

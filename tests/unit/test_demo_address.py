"""Which addresses a start of the demo may set anew, and which somebody has said."""

from __future__ import annotations

import pytest

from autocrm.cli.demo_address import of_a_stack


@pytest.mark.parametrize(
    "value",
    [
        "",
        None,
        "http://127.0.0.1:54321",
        "http://localhost:54321/",
        "http://127.0.0.1:42000/rate",
        "http://127.0.0.1:42000/functions/v1/feedback",
    ],
)
def test_what_nobody_has_said_follows_the_stack(value: str | None) -> None:
    assert of_a_stack(value)


@pytest.mark.parametrize(
    "value",
    [
        "https://help.example",
        "https://help.example/rate",
        "https://127.0.0.1/rate",
        "http://127.0.0.1:8000/my-own-page",
        "http://127.0.0.1:8000/rate?from=mail",
        "http://desk.local/rate",
        "not an address",
        7,
    ],
)
def test_what_a_person_has_said_stays(value: object) -> None:
    assert not of_a_stack(value)

"""What `ticket update` and `ticket bulk` make of their options: the language of changes."""

from __future__ import annotations

from typing import Any

import pytest
import typer

from autocrm.cli.ticket_change import changes, facts

TICKET = {
    "number": 7, "status": "open", "priority": 1, "category": None, "assignee_id": None,
    "tags": ["late"], "fields": {"size": "[red]3[/]"}, "is_snoozed": True, "snoozed_until": None,
    "version": 4,
}  # fmt: skip


@pytest.mark.parametrize(
    ("sets", "made"),
    [
        (["priority=urgent"], {"priority": "urgent"}),
        (["assignee="], {"assignee": None}),
        (["subject=a=b"], {"subject": "a=b"}),
        (["field.size=3", "field.paid=true"], {"fields": {"size": 3, "paid": True}}),
        (["field.note=three"], {"fields": {"note": "three"}}),
        (['field.beans=["moka"]'], {"fields": {"beans": ["moka"]}}),
        (["field.size="], {"fields": {"size": None}}),
    ],
)
def test_options_become_changes(sets: list[str], made: dict[str, Any]) -> None:
    assert changes(sets, None, None, "") == made


def test_tags_and_a_note_go_with_them() -> None:
    made = changes(None, ["a"], ["b"], "Hi")
    assert made == {"tags_add": ["a"], "tags_remove": ["b"], "note": "Hi"}


@pytest.mark.parametrize(("sets", "said"), [(["priority"], "KEY=VALUE"), (None, "what to change")])
def test_what_is_no_change_is_a_usage_error(sets: list[str] | None, said: str) -> None:
    with pytest.raises(typer.BadParameter, match=said):
        changes(sets, None, None, "")


def test_a_changed_ticket_is_told_in_one_line() -> None:
    assert facts(TICKET) == (
        "open · urgent · unassigned · +late · size=\\[red]3\\[/] · "
        "put aside until the customer writes · version 4"
    )

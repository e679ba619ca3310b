"""From a mail to a person: rules, triage and routing on a whole desk, by worker and CLI."""

from __future__ import annotations

from autocrm import AutoCRM
from tests.flows.desk import Desk, wait_for
from tests.sdk.test_lifecycle import MEMBERS, QUESTION, run


async def test_what_needs_a_person_gets_one(seeded_desk: Desk) -> None:
    run(seeded_desk, "routing", "strategy", "set", "front", "least_loaded", as_member="Anna")
    run(seeded_desk, "routing", "absence", "add", MEMBERS["Anna"]["email"], as_member="Anna")
    for name in ("Reto", "Priya"):
        run(seeded_desk, "routing", "member", "set", MEMBERS[name]["email"], "--skill", "dogs",
            as_member="Anna")  # fmt: skip
    run(seeded_desk, "rule", "set", "Dogs", "--event", "created",
        "--if", "content has_word dogs", "--then", "tags_add=dogs", "--then", "team=front",
        as_member="Anna")  # fmt: skip
    run(seeded_desk, "routing", "skill", "set", "tag", "dogs", "dogs", as_member="Anna")
    refused = run(seeded_desk, "rule", "delete", "Dogs", as_member="Reto", code=1)
    assert refused == "Error: Only an admin may delete rules.\n"

    settings = seeded_desk.settings
    async with AutoCRM(settings.url, settings.secret_key) as crm:
        tickets = [
            await crm.tickets.create("Dogs", f"{QUESTION} I have {n}.", customer="kim@dogs.example")
            for n in (1, 2)
        ]
        for ticket in tickets:
            wait_for(
                lambda ticket=ticket: seeded_desk.select(
                    f"tickets?id=eq.{ticket.id}&assignee_id=not.is.null"
                ),
                30,
                "somebody who has it",
            )
        holders = {(await crm.tickets.get(ticket.id)).assignee_id for ticket in tickets}
        assert len(holders) == 2  # of the three at the front desk, the two who are here

    rows = run(seeded_desk, "routing", "history", str(tickets[0].number), as_member="Reto")
    assert [row["source"] for row in rows][-1] == "routing"
    assert "of 2 who can take it" in rows[-1]["reason"]
    assert rows[-1]["team"] == "front"
    [did] = run(seeded_desk, "rule", "runs", "--ticket", tickets[0].id, as_member="Reto")
    assert (did["rule_name"], did["error"]) == ("Dogs", "")
    tried = run(seeded_desk, "rule", "try", "Dogs", "--then", "priority=1", as_member="Anna")
    assert tried["matched"] == len(tickets)
    overview = run(seeded_desk, "routing", "show", as_member="Reto")
    [anna] = [row for row in overview["members"] if row["email"] == MEMBERS["Anna"]["email"]]
    assert (anna["away"], anna["load"]) == (True, 0)

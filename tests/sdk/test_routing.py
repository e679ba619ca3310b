"""Rules and routing through the SDK, as admin, agents and customer, on a real PostgREST."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from autocrm import errors
from tests.db.acting import id_of
from tests.sdk.conftest import As

HERS = id_of("ticket of hannah")


async def test_a_rule_is_tried_made_and_acts(as_: As) -> None:
    anna, reto = as_("anna"), as_("reto")
    conditions = {"all": [{"fact": "changed", "op": "is", "value": "tag"},
                          {"fact": "tag", "op": "is", "value": "vip"}]}  # fmt: skip
    trial = await anna.rules.try_out({"all": conditions["all"][:1]}, {"priority": 1})
    assert (trial.looked_at, trial.matched, trial.by_change) == (2, 2, {"priority": 2})
    assert {t.changes["priority"]["to"] for t in trial.tickets} == {1}
    made = await anna.rules.set(
        "VIP first", event="updated", conditions=conditions, actions={"priority": 1}
    )
    assert (made.event, made.position, made.active) == ("updated", 100, True)

    before = await reto.tickets.get(HERS)
    changed = await reto.tickets.update(HERS, {"tags_add": ["vip"]}, version=before.version)
    assert changed.priority == 1
    again = await reto.tickets.update(HERS, {"subject": "Hers"}, version=changed.version)
    assert again.subject == "Hers"  # whoever changed it has seen what the rule did
    [run] = await reto.rules.runs(ticket=HERS)
    assert (run.rule_name, run.changes["after"]["priority"], run.error) == ("VIP first", 1, "")
    assert await as_("mathilde").rules.runs() == []
    assert await as_("hannah").rules.runs() == []
    assert [rule.name for rule in await reto.rules.list()] == ["VIP first"]
    assert await as_("hannah").rules.list() == []

    with pytest.raises(errors.Forbidden):
        await reto.rules.set("VIP first", active=False)
    with pytest.raises(errors.Invalid, match=r"conditions.all\[1\]: there is no fact"):
        await anna.rules.set(
            "VIP first", conditions={"all": [{**conditions["all"][0], "fact": "x"}]}
        )
    assert (await anna.rules.delete("VIP first")).id == made.id
    with pytest.raises(errors.NotFound):
        await anna.rules.get("VIP first")


async def test_what_rules_are_made_of_is_told_to_members(as_: As) -> None:
    language = await as_("reto").rules.language()
    assert "timer" in language["events"]
    assert {fact["fact"] for fact in language["facts"]} >= {"status", "tag", "customer.domain"}
    assert {"priority", "notify", "route"} <= {*language["actions"]}
    with pytest.raises(errors.Forbidden):
        await as_("hannah").rules.language()


async def test_a_ticket_is_assigned_and_it_is_said_why(as_: As) -> None:
    anna, reto = as_("anna"), as_("reto")
    await anna.routing.set_team("front", strategy="least_loaded", fallback="orders")
    await anna.routing.set_team("orders", strategy="round_robin")
    await anna.routing.set_member("mathilde@postbox.example", skills=["books"], capacity=3)
    await reto.tickets.update(HERS, {"priority": 2})
    done = await reto.routing.assign(HERS)
    assert (done.assigned, done.member_id) == (True, id_of("member reto"))
    assert "Reto has the smallest load in Front desk" in done.reason
    history = await reto.routing.history(HERS)
    assert history[-1].details["tried"][0]["strategy"] == "least_loaded"

    away = await reto.routing.add_absence(ends_at=datetime.now(UTC) + timedelta(days=3), note="Ski")
    with pytest.raises(errors.Forbidden):
        await reto.routing.add_absence("mathilde@postbox.example")
    overview = await reto.routing.show()
    [row] = [member for member in overview.members if member.name == "Reto"]
    assert (row.away, row.load) == (True, 1.5)
    moved = await reto.routing.assign(HERS)
    assert moved.member_id == id_of("member mathilde")
    with pytest.raises(errors.NotFound):  # it is the books' now
        await reto.routing.assign(HERS)
    assert "Nobody in Front desk can take it (Reto: away until " in moved.reason

    assert (await reto.routing.end_absence(away.id)).ends_at is not None
    with pytest.raises(errors.Conflict):
        await reto.routing.end_absence(away.id)
    assert [absence.id for absence in await anna.routing.absences()] == [away.id]
    with pytest.raises(errors.Forbidden):
        await as_("hannah").routing.show()
    assert await as_("hannah").routing.history(HERS) == []


async def test_skills_are_set_by_admins(as_: As) -> None:
    await as_("anna").routing.set_skills("language", "fr", ["French"])
    overview = await as_("anna").routing.show()
    assert overview.skills_needed == ({"fact": "language", "value": "fr", "skill": "french"},)
    with pytest.raises(errors.Forbidden):
        await as_("reto").routing.set_skills("language", "fr", [])
    with pytest.raises(errors.Invalid):
        await as_("anna").routing.set_skills("mood", "bad", ["patience"])

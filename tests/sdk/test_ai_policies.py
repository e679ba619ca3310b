"""What the AI has earned, through the SDK as admin, agent and customer, on a real PostgREST."""

from __future__ import annotations

import pytest

from autocrm import errors
from tests.conftest import RestApi
from tests.sdk.conftest import As


async def test_admins_set_and_members_look(as_: As) -> None:
    anna, reto = as_("anna"), as_("reto")
    made = await anna.ai.set_policy("shipping", "review", min_confidence=0.7)
    assert (made.mode, made.min_confidence, made.promote, made.bar) == ("review", 0.7, "hand", 0.9)
    changed = await anna.ai.set_promotion("shipping", promote="itself", bar=0.8)
    assert (changed.promote, changed.bar, changed.version) == ("itself", 0.8, made.version + 1)
    assert [p.category for p in await reto.ai.policies()] == ["shipping"]
    earned = await reto.ai.agreement("shipping")
    # 0.05 ** (1 / 14) is 0.807: fourteen that agree clear a bar of 0.8
    assert (earned.n, earned.low, earned.next, earned.missing) == (0, 0, "auto", 14)
    with pytest.raises(errors.Conflict, match="lower bound"):
        await anna.ai.promote("shipping")


async def test_others_change_nothing(as_: As) -> None:
    with pytest.raises(errors.Forbidden, match="admin"):
        await as_("reto").ai.set_promotion("shipping", promote="itself")
    with pytest.raises(errors.Forbidden, match="member"):
        await as_("hannah").ai.agreement("shipping")
    with pytest.raises(errors.NotFound, match="no policy"):
        await as_("anna").ai.agreement("weather")


async def test_a_member_judges_decisions_of_their_tickets(as_: As, world: RestApi) -> None:
    [decision] = [d for d in await as_("service_role").decisions(1) if d.category == "shipping"]
    said = await as_("reto").ai.judge(decision.id, right=True)
    assert not said.counts  # it has no sentences: it could not have left by itself
    with pytest.raises(errors.NotFound, match="no such decision"):
        await as_("mathilde").ai.judge(decision.id, right=False)

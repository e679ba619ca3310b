"""A gap, from the report to the article, as those who do it, on a real PostgREST."""

from __future__ import annotations

import pytest

from autocrm import errors
from autocrm.adapters.supabase.learning import SupabaseLearning
from autocrm.ports import FoundGap
from tests.conftest import RestApi
from tests.db.acting import id_of
from tests.sdk.conftest import As

TICKET = id_of("ticket of hannah")
VECTOR = tuple([1.0] + [0.0] * 1535)
SAID = "We ship to Norway in three days."


async def test_a_report_becomes_an_article_that_an_admin_approves(as_: As, world: RestApi) -> None:
    reto, anna = as_("reto"), as_("anna")
    assert await reto.learning.record_feedback(TICKET, "Norway was not known.")
    with pytest.raises(errors.NotFound):
        await as_("mathilde").learning.record_feedback(TICKET)
    with world.database.connect("postgres") as owner:
        owner.execute(
            "insert into public.interactions (ticket_id, customer_id, type, author, content)"
            " values (tests.id('ticket of hannah'), tests.id('customer hannah'), 'reply', 'agent',"
            " 'Hannah, we ship to Norway in three days.')"
        )
    service = as_("service_role")
    gaps = SupabaseLearning(service._connection.client)
    [signal] = await gaps.new_signals(10)
    assert (signal.answer, signal.language) == ("Hannah, we ship to Norway in three days.", "en")
    assert "hannah@postbox.example" in signal.names
    found = FoundGap(
        None, "Norway?", "en", "shipping", VECTOR, ((signal.id, "Norway?", SAID),), SAID
    )
    kept = await gaps.save_gap("test", found)
    assert await gaps.new_signals(10) == []
    [known] = await gaps.open_gaps("test")
    assert (known.id, known.vector, known.questions, known.answers) == (
        kept, VECTOR, ("Norway?",), (SAID,),
    )  # fmt: skip

    [gap] = await reto.learning.gaps()
    assert [(one.kind, one.note) for one in gap.signals] == [("reported", "Norway was not known.")]
    assert await as_("mathilde").learning.gaps() == []
    with pytest.raises(errors.NotFound):
        await as_("mathilde").learning.gap(gap.id)
    [waiting] = await reto.learning.suggestions(gap=gap.id)
    with pytest.raises(errors.Forbidden):
        await reto.learning.approve(waiting.id)
    with pytest.raises(errors.Conflict, match="it has changed nothing"):
        await anna.learning.effect(waiting.id)
    approved = await anna.learning.approve(waiting.id, title="Norway", slug="norway")
    assert (approved.state, approved.edited, approved.article_version) == ("approved", True, 1)
    assert (await anna.knowledge.get("norway")).content == SAID
    assert (await reto.learning.gap(gap.id)).state == "closed"
    effect = await anna.learning.effect(approved.id)
    assert (effect.days, effect.after.tickets, effect.after.reopened) == (30, 0, None)
    with pytest.raises(errors.Conflict, match="approved already"):
        await anna.learning.reject(approved.id, "No.")

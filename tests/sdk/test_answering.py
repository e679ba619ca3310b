"""Answering through the SDK, as those who do it, on a real PostgREST. Files: see tests/flows."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from autocrm import errors
from tests.db.acting import id_of
from tests.sdk.conftest import As

TICKET, OTHERS = id_of("ticket of hannah"), id_of("ticket of tobias")


async def test_a_reply_is_called_back_and_is_what_its_author_writes_on(as_: As) -> None:
    reto = as_("reto")
    ticket = await reto.tickets.get(TICKET)
    draft = await reto.tickets.reply(TICKET, "Hello", status="solved", version=ticket.version)
    assert draft.send_at is not None
    assert draft.send_at > datetime.now(UTC)
    assert (draft.state, draft.then_status) == ("approved", "solved")
    with pytest.raises(errors.Conflict, match="Somebody changed this ticket meanwhile"):
        await as_("anna").tickets.reply(TICKET, "Hi", version=ticket.version)
    back = await reto.tickets.unsend(draft)
    assert back.draft is not None
    assert (back.state, back.text, back.draft.text) == ("cancelled", "Hello", "Hello")
    assert [d.text for d in await reto.drafts.list(ticket=TICKET)] == ["Hello"]
    assert await as_("anna").drafts.list() == []
    assert await reto.drafts.discard(TICKET)


async def test_an_answer_to_older_words_asks_first(as_: As) -> None:
    hannah, reto = as_("hannah"), as_("reto")
    first = await hannah.tickets.add_message(TICKET, "And in blue?")
    await hannah.tickets.add_message(TICKET, "No, in red.")
    with pytest.raises(errors.Conflict, match="The customer has written again since"):
        await reto.tickets.reply(TICKET, "Blue it is.", answers=first.id)
    sent = await reto.tickets.reply(TICKET, "Blue it is.", answers=first, anyway=True)
    await reto.tickets.unsend(sent)
    assert await reto.drafts.discard(TICKET)
    with pytest.raises(errors.NotFound):
        await as_("mathilde").tickets.reply(TICKET, "Hello")


async def test_of_two_reviewers_the_second_is_told_and_an_edit_is_kept(as_: As) -> None:
    mathilde, anna = as_("mathilde"), as_("anna")
    [draft] = await mathilde.review.list(ticket=OTHERS)
    approved = await mathilde.review.approve(draft.id, "Two to four days.", status="solved")
    assert (approved.state, approved.final_text) == ("approved", "Two to four days.")
    with pytest.raises(errors.Conflict, match="Mathilde has approved this draft already"):
        await anna.review.reject(draft.id, "No.")
    [edit] = await mathilde.review.feedback(ticket=OTHERS)
    assert (edit.kind, edit.kept) == ("edit", 0.75)
    assert edit.difference == (
        ("=", "Two to"), ("-", " three"), ("+", " four"), ("=", " days."),
    )  # fmt: skip
    assert await as_("reto").review.feedback(ticket=OTHERS) == []
    assert (await mathilde.tickets.unsend(draft.id)).state == "pending"
    rejected = await anna.review.reject(draft.id, "Not our words.")
    assert rejected.state == "rejected"
    [refused] = await anna.review.feedback(kind="reject")
    assert refused.comment == "Not our words."


async def test_a_draft_in_two_windows(as_: As) -> None:
    reto = as_("reto")
    kept = await reto.drafts.save(TICKET, "Dear", mode="note", version=0)
    assert (await reto.drafts.save(TICKET, "Dear all", mode="note", version=kept.version)).version
    with pytest.raises(errors.Conflict, match="written on in another window"):
        await reto.drafts.save(TICKET, "Dear me", mode="note", version=kept.version)
    await reto.tickets.note(TICKET, "Dear all")
    assert await reto.drafts.list() == []


async def test_a_macro_is_made_shown_and_applied(as_: As) -> None:
    anna, reto = as_("anna"), as_("reto")
    macro = await anna.macros.save(
        "Thanks", text="Thank you, {{customer.name|there}}!",
        actions={"priority": 4, "tags_add": ["thanks"]}, scope="all",
    )  # fmt: skip
    with pytest.raises(errors.Invalid, match=r"There is no variable \{\{customer\.nam\}\}"):
        await anna.macros.save(text="{{customer.nam}}", id=macro.id)
    with pytest.raises(errors.Forbidden):
        await reto.macros.save("Mine", text="x", scope="all")
    assert [m.name for m in await reto.macros.list()] == ["Thanks"]
    shown = await reto.macros.preview(TICKET, macro)
    assert (shown.text, shown.actions["priority"]) == ("Thank you, Hannah!", 4)
    used = await reto.macros.apply(TICKET, macro)
    assert used.draft is not None
    assert (used.draft.text, used.ticket.priority) == ("Thank you, Hannah!", 4)
    sent = await reto.macros.apply(TICKET, macro.id, send=True, version=used.ticket.version)
    assert sent.reply is not None
    assert (await reto.tickets.unsend(sent.reply["draft_id"])).text == "Thank you, Hannah!"
    assert (await reto.macros.list())[0].uses == 2
    await anna.macros.delete(macro)
    assert await reto.macros.list(all=True) == []


async def test_a_canned_answer_is_found_and_used(as_: As) -> None:
    reto = as_("reto")
    made = await reto.canned.save("/refund", "Money back, {{customer.name}}.", team="front")
    await reto.canned.save("/refund", "Geld zurück.", language="de", title="Rückzahlung")
    assert {a.language for a in await reto.canned.search("refund")} == {"en", "de"}
    assert [a.title for a in await reto.canned.search("zuruck geld")] == ["Rückzahlung"]
    assert (await reto.canned.use("/refund", TICKET)).text == "Money back, Hannah."
    assert (await reto.canned.use("/refund", TICKET, language="de")).text == "Geld zurück."
    assert await as_("mathilde").canned.search("refund") == []
    await reto.canned.delete(made)
    with pytest.raises(errors.NotFound):
        await reto.canned.use("/nothing", TICKET)

"""book_call: three free times for whoever asks to be called, and the one they pick.

While an answer is made nothing is booked: the tool reads the free times of the desk's calendar and
puts a wish to the answer. The database carries it out when the draft is released, in the same
transaction: an offer is remembered, a call is booked. So a draft in shadow or in review books
nothing until a person approves it, and a time that was taken meanwhile sends it to a person.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from autocrm.ai.questions import asked_in
from autocrm.domain.draft import Triage
from autocrm.domain.ticket import TicketContext
from autocrm.domain.tool import Reading, Wish
from autocrm.ports import Records
from autocrm.tools.book_call import texts
from autocrm.tools.book_call.asked import call_sentences, phone_in, picked, was_offered
from autocrm.tools.words import LANGUAGES, record


class BookCall:
    """Three free times for a call, and the one that is picked."""

    name = "book_call"

    def wants(self, context: TicketContext, triage: Triage) -> dict[str, Any] | None:
        """{"step": "offer"}, or {"step": "book", "phone", and "number" or "weekday"}."""
        if triage.language not in LANGUAGES:
            return None
        if was_offered(context) and (choice := picked(context)) is not None:
            return {"step": "book", "phone": phone_in(context), **choice}
        return {"step": "offer"} if call_sentences(context) else None

    async def run(self, records: Records, ticket_id: str, arguments: Mapping[str, Any]) -> Any:
        """Free times, and those offered before. Raises AutoCRMError."""
        return await records.ask("call_slots", ticket_id, {})

    def tell(
        self, context: TicketContext, triage: Triage, arguments: Mapping[str, Any], result: Any
    ) -> Reading | None:
        """The times, or the promise; None where the calendar has no time."""
        language = triage.language
        if arguments["step"] == "offer":
            return self._offer(result, language, call_sentences(context))
        slot = _chosen(result["offered"], arguments)
        asked = [q.text for q in asked_in(context).questions]
        if slot is None or not slot["free"]:
            return self._offer(result, language, asked)
        zone, phone = result["zone"], str(arguments["phone"])
        lines = texts.booked(slot["local"], zone, language, has_phone=bool(phone))
        wish = Wish(
            self.name,
            {
                "step": "book",
                "starts_at": slot["starts_at"],
                "phone": phone,
                "says": texts.when(slot["local"], language),
            },
        )
        key = f"book:{slot['starts_at']}"
        return Reading(
            record(self.name, key, texts.TITLE[language], lines, language, answers=asked), wish
        )

    def _offer(self, result: Any, language: str, answers: Sequence[str]) -> Reading | None:
        free = result["free"]
        if not free:
            return None
        lines = texts.offer([slot["local"] for slot in free], result["zone"], language)
        starts = [slot["starts_at"] for slot in free]
        title = texts.TITLE[language]
        key = f"offer:{','.join(starts)}"
        return Reading(
            record(self.name, key, title, lines, language, answers=answers),
            Wish(self.name, {"step": "offer", "starts": starts}),
        )


def _chosen(offered: Sequence[Mapping[str, Any]], arguments: Mapping[str, Any]) -> Any:
    """The one slot that is meant; None where none or more than one is."""
    if "number" in arguments:
        at = int(arguments["number"]) - 1
        return offered[at] if at < len(offered) else None
    day = arguments["weekday"]
    fitting = [s for s in offered if date.fromisoformat(s["local"][:10]).weekday() == day]
    return fitting[0] if len(fitting) == 1 else None

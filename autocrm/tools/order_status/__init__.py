"""order_status: what became of an order whose number the customer names.

Asked only where a sentence of the message asks for it (`asked`), and about one order. The database
looks among the orders of the ticket's own customer: another's number finds nothing, and the answer
is the same as for a number that does not exist. Where the row itself calls for a person (it should
have arrived, it was delivered and is asked for), the sentences are a suggestion for them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from autocrm.domain.draft import Triage
from autocrm.domain.ticket import TicketContext
from autocrm.domain.tool import Reading
from autocrm.ports import Records
from autocrm.tools.order_status import texts
from autocrm.tools.order_status.asked import (
    MOST,
    asked_numbers,
    asks_status,
    asks_when,
    status_questions,
)
from autocrm.tools.words import LANGUAGES, record


class OrderStatus:
    """What became of an order whose number the customer names."""

    name = "order_status"

    def wants(self, context: TicketContext, triage: Triage) -> dict[str, str] | None:
        """{"number": as the customer wrote it}, where one order is asked for."""
        numbers = asked_numbers(context)
        if triage.language not in LANGUAGES or not 0 < len(numbers) <= MOST:
            return None
        return {"number": numbers[0]} if status_questions(context) else None

    async def run(self, records: Records, ticket_id: str, arguments: Mapping[str, Any]) -> Any:
        """The order, or None. Raises AutoCRMError."""
        return await records.ask("order_of_ticket", ticket_id, arguments)

    def tell(
        self, context: TicketContext, triage: Triage, arguments: Mapping[str, Any], result: Any
    ) -> Reading | None:
        """What the row says, cited as "Order B-10432"."""
        number, language = str(arguments["number"]), triage.language
        asked = status_questions(context)
        if result is None:
            lines, answers = texts.not_found(number, language), asked
        else:
            lines = texts.found(result, language)
            answers = [] if _for_a_person(result, asked) else asked
        title = texts.TITLE[language].format(number=number)
        if answers and asks_status(context.subject):
            answers = [*answers, context.subject]
        return Reading(
            record(self.name, number, title, lines, language, answers=answers, values=[number])
        )


def _for_a_person(order: Mapping[str, Any], asked: Sequence[str]) -> bool:
    """Where the row alone is no answer: it is late, has arrived, or names no day that is asked."""
    if order["status"] not in ("placed", "packed", "shipped"):
        return True
    if order["expected_on"] is not None and order["expected_on"] < order["today"]:
        return True
    return order["expected_on"] is None and asks_when(asked)

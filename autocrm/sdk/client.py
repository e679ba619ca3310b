"""AutoCRM: one object a connection, one namespace a noun."""

from __future__ import annotations

from collections.abc import Mapping
from types import TracebackType
from typing import Self

import httpx
from supabase_auth.errors import AuthError

from autocrm import errors
from autocrm.adapters.supabase.client import translate_auth
from autocrm.sdk.ai import AI
from autocrm.sdk.answering import CannedAnswers, Macros, MemberDrafts
from autocrm.sdk.answers import Answer, Decision
from autocrm.sdk.assist import Assist
from autocrm.sdk.connection import Connection
from autocrm.sdk.customers import Customers
from autocrm.sdk.knowledge import Knowledge
from autocrm.sdk.learning import Learning
from autocrm.sdk.notifications import Notices, Notifications
from autocrm.sdk.operations import Deliveries, Jobs
from autocrm.sdk.people import Companies, Members, Teams
from autocrm.sdk.presence import Presence
from autocrm.sdk.reports import Ratings, Reports
from autocrm.sdk.review import Review
from autocrm.sdk.routing import Routing, Rules
from autocrm.sdk.search import Search
from autocrm.sdk.setup import Fields, Settings, Tags
from autocrm.sdk.sla import Calendars, Sla
from autocrm.sdk.tickets import Interactions, Tickets
from autocrm.sdk.timers import Timers
from autocrm.sdk.tools import Calls, Orders, Tools
from autocrm.sdk.views import Views
from autocrm.settings import load


class AutoCRM:
    """A support desk, with the rights of a key or of whoever signs in.

    ```python
    async with AutoCRM.from_env() as crm:
        for ticket in await crm.tickets.list(status="open"):
            print(ticket.number, ticket.subject)
    ```

    With the publishable key one is a visitor until `sign_in`; the secret key may do everything
    and belongs on servers only. All errors are `autocrm.errors`.
    """

    def __init__(self, url: str, key: str, *, access_token: str | None = None) -> None:
        """`access_token`: act as its bearer from the start. Raises NotConfigured."""
        self._connection = Connection(url, key, access_token)
        self.tickets = Tickets(self._connection)
        self.search = Search(self._connection)
        self.views = Views(self._connection)
        self.interactions = Interactions(self._connection)
        self.fields = Fields(self._connection)
        self.tags = Tags(self._connection)
        self.settings = Settings(self._connection)
        self.calendars = Calendars(self._connection)
        self.sla = Sla(self._connection, self.tickets)
        self.customers = Customers(self._connection)
        self.companies = Companies(self._connection)
        self.members = Members(self._connection)
        self.teams = Teams(self._connection)
        self.knowledge = Knowledge(self._connection)
        self.review = Review(self._connection, self.tickets)
        self.reports = Reports(self._connection)
        self.ratings = Ratings(self._connection, self.tickets)
        self.drafts = MemberDrafts(self._connection, self.tickets)
        self.macros = Macros(self._connection, self.tickets)
        self.canned = CannedAnswers(self._connection, self.tickets)
        self.rules = Rules(self._connection, self.tickets)
        self.routing = Routing(self._connection, self.tickets)
        self.ai = AI(self._connection)
        self.learning = Learning(self._connection, self.tickets)
        self.tools = Tools(self._connection)
        self.orders = Orders(self._connection)
        self.calls = Calls(self._connection, self.tickets)
        self.assist = Assist(self._connection, self.tickets)
        self.jobs = Jobs(self._connection)
        self.timers = Timers(self._connection, self.tickets)
        self.deliveries = Deliveries(self._connection, self.tickets)
        self.notifications = Notifications(self._connection, self.tickets)
        self.notices = Notices(self._connection, self.tickets)
        self.presence = Presence(self._connection, self.tickets)

    @classmethod
    def from_env(cls, env: Mapping[str, str] | None = None) -> Self:
        """From SUPABASE_URL and a key in the environment, or the running stack of this folder.

        The secret key where there is one, else the publishable one.
        """
        settings = load(env)
        return cls(settings.url, settings.secret_key or settings.publishable_key)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Close the connections."""
        await self._connection.close()

    async def sign_in(self, email: str, password: str) -> str:
        """Act as this user from now on; returns their id. Raises Unauthenticated.

        The token holds for an hour; sign in again after that.
        """
        try:
            answer = await self._connection.client.auth.sign_in_with_password(
                {"email": email, "password": password}
            )
        except (AuthError, httpx.HTTPError) as error:
            raise translate_auth(error) from error
        if answer.user is None or answer.session is None:
            raise errors.Unauthenticated(f"{email} cannot sign in yet: confirm the address first.")
        return str(answer.user.id)

    async def sign_up(self, email: str, password: str) -> str:
        """Make a user and act as them, unless the address must be confirmed first; returns the id.

        Raises Conflict when the address is known, Invalid for a weak password.
        """
        try:
            answer = await self._connection.client.auth.sign_up(
                {"email": email, "password": password}
            )
        except (AuthError, httpx.HTTPError) as error:
            raise translate_auth(error) from error
        if answer.user is None:
            raise errors.AutoCRMError("Auth made no user: see its log.")
        return str(answer.user.id)

    async def sign_out(self) -> None:
        """Be what the key is again. The session of this client ends, others go on."""
        try:
            await self._connection.client.auth.sign_out({"scope": "local"})
        except (AuthError, httpx.HTTPError) as error:
            raise translate_auth(error) from error

    async def ask(self, question: str, language: str | None = None) -> Answer:
        """What would be answered to `question` from the articles you may read. Sends nothing.

        `language` (two letters): raises Conflict when the question is answered in another one,
        since an answer quotes articles and is never translated.
        """
        answer = await self._connection.function("answer", {"question": question}, Answer)
        if language and answer.language != language:
            raise errors.Conflict(
                f"The question was read as {answer.language!r}, not {language!r}: ask it in that "
                "language."
            )
        return answer

    async def decisions(self, ticket: str | int) -> list[Decision]:
        """What the AI decided on a ticket, newest first."""
        ticket_id = await self.tickets.id_of(ticket)
        query = self._connection.table("ai_decisions").select("*").eq("ticket_id", ticket_id)
        return await self._connection.rows(
            query.order("created_at", desc=True).order("id"), Decision
        )

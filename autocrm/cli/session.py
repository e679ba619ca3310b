"""Who the command line is: the secret key, or a user who signs in. Connects late."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

import typer

from autocrm.errors import NotConfigured, Unauthenticated

if TYPE_CHECKING:
    import httpx

    from autocrm.settings import Settings
    from supabase import AsyncClient

T = TypeVar("T")


@dataclass(frozen=True)
class Desk:
    """A connection with the rights of `user`, or of the secret key when that is ""."""

    settings: Settings
    client: AsyncClient
    http: httpx.AsyncClient = field(repr=False)
    user: str = ""

    def table(self, name: str) -> Any:
        """Begin a query."""
        return self.client.table(name)

    async def rows(self, query: Any) -> list[dict[str, Any]]:
        """Run a query. Raises AutoCRMError only."""
        from autocrm.adapters.supabase.client import run

        # A person waits: supabase-py's silent repeats of a read would take 7 s to say it is down.
        found: list[dict[str, Any]] = await run(query.retry(False))
        return found

    async def call(self, name: str, **arguments: Any) -> Any:
        """Call a SQL function. Raises AutoCRMError only."""
        from autocrm.adapters.supabase.client import rpc

        return await rpc(self.client, name, **arguments)

    async def function(self, name: str, **request: Any) -> dict[str, Any]:
        """POST to an HTTP function; `request` as httpx takes it. Raises AutoCRMError only."""
        from autocrm.adapters.supabase.functions import call_function

        answer: dict[str, Any] = await call_function(
            self.client, self.settings.url, name, **request
        )
        return answer


def work(action: Callable[[Desk], Awaitable[T]], user: str = "") -> T:
    """Run one command's work on a connection of its own."""
    return asyncio.run(_work(action, user))


async def _work(action: Callable[[Desk], Awaitable[T]], user: str) -> T:
    async with open_desk(user) as desk:
        return await action(desk)


@asynccontextmanager
async def open_desk(user: str = "") -> AsyncIterator[Desk]:
    """Connect; raises NotConfigured without a key, Unauthenticated for a wrong password."""
    import httpx

    from autocrm.adapters.supabase.client import TIMEOUT_S, connect
    from autocrm.settings import load

    settings = load()
    key = settings.publishable_key if user else settings.secret_key
    if not key:
        name = "SUPABASE_PUBLISHABLE_KEY" if user else "SUPABASE_SECRET_KEY"
        raise NotConfigured(
            f"Set {name}" + ("." if user else ", or act as a user with --as EMAIL.")
        )
    async with httpx.AsyncClient(timeout=TIMEOUT_S) as http:
        client = connect(settings.url, key, http=http)
        if user:
            token = await _sign_in(client, user)
            client = connect(settings.url, key, token, http=http)
        yield Desk(settings, client, http, user)


async def _sign_in(client: AsyncClient, email: str) -> str:
    """The user's access token."""
    import httpx
    from supabase_auth.errors import AuthError

    from autocrm.adapters.supabase.client import translate_auth

    password = os.environ.get("AUTOCRM_PASSWORD") or typer.prompt(
        f"Password of {email}", hide_input=True, err=True
    )
    try:
        answer = await client.auth.sign_in_with_password({"email": email, "password": password})
    except (AuthError, httpx.HTTPError) as error:
        raise translate_auth(error) from error
    if answer.session is None:
        raise Unauthenticated(f"{email} cannot sign in yet: the address is not confirmed.")
    return answer.session.access_token

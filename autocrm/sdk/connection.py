"""One connection: queries, SQL functions and HTTP functions, with errors of ours only."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any, TypeVar
from uuid import UUID

from pydantic import ValidationError

from autocrm import errors
from autocrm.adapters.supabase.channel import Channel, joined
from autocrm.adapters.supabase.client import close, connect, rpc, run
from autocrm.adapters.supabase.files import SupabaseFiles
from autocrm.adapters.supabase.functions import call_function
from autocrm.sdk.rows import Me, Row
from supabase import AsyncClient

R = TypeVar("R", bound=Row)


class Connection:
    """A client with a key, and perhaps somebody's token."""

    def __init__(self, url: str, key: str, access_token: str | None) -> None:
        if not url.startswith(("http://", "https://")):
            raise errors.NotConfigured(f"The API's address must begin with http, not {url!r}.")
        if not key:
            raise errors.NotConfigured("Give a key: the publishable one, or the secret one.")
        self.client: AsyncClient = connect(url, key, access_token)
        self._url = url

    async def close(self) -> None:
        await close(self.client)

    def table(self, name: str) -> Any:
        """Begin a query."""
        return self.client.table(name)

    async def rows(self, query: Any, row: type[R]) -> list[R]:
        """Run a query; its rows as `row`."""
        return [parsed(row, found) for found in await run(query)]

    async def one(self, query: Any, row: type[R], missing: str) -> R:
        """Run a query for one row. Raises NotFound with the sentence `missing`."""
        found = await run(query.limit(1))
        if not found:
            raise errors.NotFound(missing)
        return parsed(row, found[0])

    async def call(self, name: str, **arguments: Any) -> Any:
        """Call a SQL function."""
        return await rpc(self.client, name, **arguments)

    async def file(self, bucket: str, path: str) -> bytes:
        """The bytes of a file in Storage."""
        return await SupabaseFiles(self.client).get(bucket, path)

    async def upload(self, bucket: str, path: str, content: bytes, content_type: str) -> None:
        """Store a file where none is. Raises Conflict when there is one."""
        await SupabaseFiles(self.client).add(bucket, path, content, content_type)

    async def remove(self, bucket: str, path: str) -> None:
        """Delete a file in Storage."""
        await SupabaseFiles(self.client).remove(bucket, path)

    async def me(self) -> Me:
        """The signed-in member. Raises Forbidden for anybody else."""
        user = _subject(self._token())
        query = self.table("members").select("id, name").eq("user_id", user).eq("active", True)
        found = await run(query.limit(1)) if user else []
        if not found:
            raise errors.Forbidden("Only members may do that: sign in as one.")
        return parsed(Me, found[0])

    def channel(
        self, topic: str, *, events: Sequence[str] = (), own_key: str = ""
    ) -> AbstractAsyncContextManager[Channel]:
        """Join a private Realtime channel (see adapters.supabase.channel.joined)."""
        key = self.client.supabase_key
        return joined(self._url, key, self._token(), topic, events=events, own_key=own_key)

    def _token(self) -> str:
        return self.client.options.headers.get("Authorization", "").removeprefix("Bearer ")

    async def function(self, name: str, body: dict[str, Any], answer: type[R]) -> R:
        """POST to an HTTP function; its answer as `answer`."""
        return parsed(answer, await call_function(self.client, self._url, name, json=body))


def parsed(row: type[R], data: Any) -> R:
    """`data` as `row`. Raises AutoCRMError when the server speaks another language than we."""
    try:
        return row.model_validate(data)
    except ValidationError as error:
        wrong = ", ".join(sorted({".".join(map(str, e["loc"])) for e in error.errors()}))
        raise errors.AutoCRMError(
            f"The server's {row.__name__} is not as expected ({wrong}): are its migrations as new "
            "as this package?",
            code="unexpected_answer",
        ) from error


def _subject(token: str) -> str:
    """The user that a token names, "" if none. The API checks the token; this only reads it."""
    try:
        body = token.split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    except (IndexError, ValueError):
        return ""
    return str(claims.get("sub") or "")


def ticket_column(ticket: str | int) -> tuple[str, str]:
    """Column and value that name a ticket: its number (12, "12", "#12") or its id."""
    text = str(ticket).strip().removeprefix("#")
    if text.isascii() and text.isdigit() and len(text) < 19:
        return "number", text
    return "id", as_id(text, "a ticket's number or id")


def as_id(text: str, what: str = "an id") -> str:
    """The id in its usual form. Raises Invalid."""
    try:
        return str(UUID(text))
    except ValueError as error:
        raise errors.Invalid(f"{text!r} is not {what}.") from error

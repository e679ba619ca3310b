"""What the soak does all the time: one never-ending task a service, each outcome kept."""

from __future__ import annotations

import asyncio
import contextlib
import os
import smtplib
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import NamedTuple

import httpx

from autocrm.stack.config import HOST, StackConfig
from autocrm.stack.keys import Keys

PAUSE = 0.05  # seconds between two rounds of a task
BUCKET = "soak"
PASSWORD = "correct horse battery"


class Refused(Exception):
    """An answer that is not the one awaited; the message says which."""


class Span(NamedTuple):
    """When a request was sent and when its answer was read: the commit was between the two."""

    begun: float
    ended: float


@dataclass(frozen=True)
class Failure:
    """One round that went wrong: begin and end (monotonic seconds), and a sentence."""

    begun: float
    ended: float
    what: str


@dataclass
class Tally:
    """Outcomes of one service: (begin, end) of what went well, and the failures."""

    name: str
    good: list[tuple[float, float]] = field(default_factory=list)
    bad: list[Failure] = field(default_factory=list)

    async def round(self, work: Callable[[], Awaitable[None]]) -> None:
        """Do it once and keep how it went."""
        begun = time.monotonic()
        try:
            await work()
        except (Refused, httpx.HTTPError, OSError, smtplib.SMTPException) as error:
            what = f"{type(error).__name__}: {error}"
            self.bad.append(Failure(begun, time.monotonic(), what[:200]))
        else:
            self.good.append((begun, time.monotonic()))

    def recovered(self, since: float) -> float | None:
        """End of the first good round begun at `since` or later."""
        return next((ended for begun, ended in self.good if begun >= since), None)


@dataclass
class Load:
    """The clients of all services; `rows` holds when each row, by its id, was written."""

    config: StackConfig
    keys: Keys
    http: httpx.AsyncClient
    rows: dict[int, Span] = field(default_factory=dict)
    tallies: dict[str, Tally] = field(default_factory=dict)

    async def run(self) -> None:
        """All tasks, until cancelled."""
        works = {
            "rest": self._rest,
            "auth": self._auth,
            "storage": self._storage,
            "mail": self._mail,
        }
        async with asyncio.TaskGroup() as group:
            for name, work in works.items():
                self.tallies[name] = Tally(name)
                for number in range(2):
                    group.create_task(self._forever(self.tallies[name], work, number))

    async def _forever(
        self, tally: Tally, work: Callable[[int], Awaitable[None]], number: int
    ) -> None:
        while True:
            await tally.round(lambda: work(number))
            await asyncio.sleep(PAUSE)

    async def _ask(
        self, method: str, path: str, key: str | None = None, **options: object
    ) -> httpx.Response:
        headers = {"apikey": key or self.keys.secret_key}
        headers.update(options.pop("headers", {}))  # type: ignore[call-overload]
        url = f"{self.config.api_url}{path}"
        answer = await self.http.request(method, url, headers=headers, **options)  # type: ignore[arg-type]
        if not answer.is_success:
            raise Refused(f"{method} {path}: {answer.status_code} {answer.text[:120]}")
        return answer

    async def _rest(self, _: int) -> None:
        """Write a row and read it back."""
        wanted = {"prefer": "return=representation"}
        begun = time.monotonic()
        made = await self._ask("POST", "/rest/v1/soak_rows", json={"body": "x"}, headers=wanted)
        row = made.json()[0]
        self.rows[row["id"]] = Span(begun, time.monotonic())
        found = await self._ask("GET", f"/rest/v1/soak_rows?id=eq.{row['id']}&select=id,body")
        if found.json() != [{"id": row["id"], "body": "x"}]:
            raise Refused(f"row {row['id']} was written and is not there")

    async def _auth(self, number: int) -> None:
        """Sign in, refresh, and ask who one is."""
        key, who = self.keys.publishable_key, {"email": mail_of(number), "password": PASSWORD}
        token = "/auth/v1/token?grant_type="
        session = (await self._ask("POST", f"{token}password", key, json=who)).json()
        once_more = {"refresh_token": session["refresh_token"]}
        fresh = (await self._ask("POST", f"{token}refresh_token", key, json=once_more)).json()
        bearer = {"authorization": f"Bearer {fresh['access_token']}"}
        user = (await self._ask("GET", "/auth/v1/user", key, headers=bearer)).json()
        if user["email"] != who["email"]:
            raise Refused("somebody else's session came back")

    async def _storage(self, number: int) -> None:
        """Upload 50 kB over what is there and read it back."""
        path, content = f"{BUCKET}/{number}.bin", os.urandom(50_000)
        headers = {"x-upsert": "true", "content-type": "application/octet-stream"}
        await self._ask("POST", f"/storage/v1/object/{path}", content=content, headers=headers)
        found = await self._ask("GET", f"/storage/v1/object/authenticated/{path}")
        if found.content != content:
            raise Refused(f"{path} is not what was uploaded")

    async def _mail(self, number: int) -> None:
        """Send a mail and find it in the capture."""
        address = f"soak{time.monotonic_ns()}@example.com"
        await asyncio.to_thread(self._send_mail, address)
        url = f"{self.config.mail_url}/api/v1/search"
        answer = await self.http.get(url, params={"query": f'to:"{address}"'})
        if len(answer.json()["messages"]) != 1:
            raise Refused(f"the mail to {address} was taken and is not there")

    def _send_mail(self, address: str) -> None:
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = "soak@example.com", address, "Soak"
        mail.set_content("x" * 500)
        with smtplib.SMTP(HOST, self.config.smtp_port, timeout=20) as server:
            server.send_message(mail)

    async def prepare(self) -> None:
        """The bucket and the people; both may be there already."""
        for number in range(2):
            who = {"email": mail_of(number), "password": PASSWORD, "email_confirm": True}
            with contextlib.suppress(Refused):
                await self._ask("POST", "/auth/v1/admin/users", json=who)
        with contextlib.suppress(Refused):
            await self._ask("POST", "/storage/v1/bucket", json={"id": BUCKET, "name": BUCKET})


def mail_of(number: int) -> str:
    """Address of one of the people who sign in."""
    return f"soak-{number}@example.com"

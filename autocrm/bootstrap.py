"""Settings to adapters to an App: the only wiring."""

from __future__ import annotations

import asyncio
import base64
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import parseaddr
from typing import Protocol, runtime_checkable

import httpx

from autocrm.adapters.embedding.local import LocalEmbedder
from autocrm.adapters.llm.local import LocalLLM
from autocrm.adapters.mail.smtp import SmtpMailer
from autocrm.adapters.supabase.bell import RealtimeBell
from autocrm.adapters.supabase.client import TIMEOUT_S, connect, run
from autocrm.adapters.supabase.files import SupabaseFiles
from autocrm.adapters.supabase.jobs import SupabaseJobs
from autocrm.adapters.supabase.knowledge import SupabaseKnowledge, SupabasePolicies
from autocrm.adapters.supabase.notices import SupabaseNotices
from autocrm.adapters.supabase.tickets import SupabaseTickets
from autocrm.adapters.supabase.timers import SupabaseTimers
from autocrm.ai.head import Head
from autocrm.domain.draft import Draft, Triage
from autocrm.domain.knowledge import Evidence
from autocrm.domain.message import Address, OutboundMail
from autocrm.domain.ticket import TicketContext
from autocrm.errors import ModelFailed, NotConfigured
from autocrm.ports import LLM, Bell, Embedder, Services
from autocrm.settings import Settings
from supabase import AsyncClient

HEAD_FRESH_S = 10.0  # how long a trained head is used before asking whether there is a newer one


@runtime_checkable
class Closable(Protocol):
    """What holds connections of its own."""

    async def aclose(self) -> None: ...


class SystemClock:
    """ports.Clock on the machine's own."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


class NoMailer:
    """For a process that is given no mail server: only sending needs one."""

    async def send(self, mail: OutboundMail) -> str:
        raise NotConfigured("Set AUTOCRM_SMTP_URL (smtp://host:port) to send mail.")


class TrainedLLM:
    """The local LLM with whichever triage head is active in the database now."""

    def __init__(
        self, embedder: Embedder, policies: SupabasePolicies, languages: Sequence[str]
    ) -> None:
        self._embedder = embedder
        self._policies = policies
        self._languages = languages
        self._llm: LLM | None = None
        self._version = ""
        self._checked = float("-inf")

    async def triage(self, context: TicketContext, categories: Sequence[str]) -> Triage:
        return await (await self._current()).triage(context, categories)

    async def draft(
        self, context: TicketContext, triage: Triage, evidence: Sequence[Evidence]
    ) -> Draft:
        return await (await self._current()).draft(context, triage, evidence)

    async def _current(self) -> LLM:
        if self._llm is None or time.monotonic() - self._checked > HEAD_FRESH_S:
            await self._refresh()
        assert self._llm is not None
        return self._llm

    async def _refresh(self) -> None:
        row = await self._policies.head(self._embedder.model)
        if row is None:
            raise ModelFailed("No triage head is trained yet: run `autocrm ai train`.")
        if row["version"] != self._version:
            head = await asyncio.to_thread(Head.from_bytes, base64.b64decode(row["weights"]))
            self._llm = LocalLLM(self._embedder, head, self._languages)
            self._version = row["version"]
        self._checked = time.monotonic()


@dataclass(frozen=True)
class App:
    """The wired application of one process."""

    settings: Settings
    services: Services
    client: AsyncClient  # with the secret key
    http: httpx.AsyncClient = field(repr=False)
    llm_name: str
    bell: Bell

    def acting_as(self, client: AsyncClient) -> Services:
        """The same services, but searching with the rights of `client`."""
        return replace(self.services, knowledge=SupabaseKnowledge(client))

    async def check_caller(self, client: AsyncClient) -> None:
        """Ask the API whether it accepts the caller's key or token. Raises Unauthenticated."""
        await run(client.table("knowledge_base").select("id").limit(1))


@asynccontextmanager
async def open_app(settings: Settings) -> AsyncIterator[App]:
    """Wire everything for one process; closes its connections at the end.

    Raises NotConfigured when the secret key or a model is missing.
    """
    if not settings.secret_key:
        raise NotConfigured("Set SUPABASE_SECRET_KEY: functions and worker need it.")
    limits = httpx.Limits(max_connections=50, max_keepalive_connections=20)
    async with httpx.AsyncClient(timeout=TIMEOUT_S, limits=limits) as http:
        client = connect(settings.url, settings.secret_key, http=http)
        policies = SupabasePolicies(client)
        embedder, llm, name = _models(settings, policies)
        services = Services(
            tickets=SupabaseTickets(client),
            files=SupabaseFiles(client),
            knowledge=SupabaseKnowledge(client),
            jobs=SupabaseJobs(client),
            timers=SupabaseTimers(client),
            notices=SupabaseNotices(client),
            policies=policies,
            llm=llm,
            embedder=embedder,
            mailer=SmtpMailer(settings.smtp_url) if settings.smtp_url else NoMailer(),
            clock=SystemClock(),
            mail_from=_address(settings.mail_from),
        )
        try:
            bell = RealtimeBell(settings.url, settings.secret_key)
            yield App(settings, services, client, http, name, bell)
        finally:
            for model in (embedder, llm):
                if isinstance(model, Closable):
                    await model.aclose()


def make_embedder(settings: Settings) -> Embedder:
    """OpenAI's with a key, MiniLM on this machine without."""
    if not settings.uses_openai:
        return LocalEmbedder(settings.cache_dir)
    # Imported late: the SDK takes a second that a keyless start does not owe.
    from autocrm.adapters.embedding.openai import OpenAIEmbedder

    return OpenAIEmbedder(
        settings.openai_api_key,
        base_url=settings.openai_base_url or None,
        cache_dir=settings.cache_dir,
        deadline_s=settings.openai_deadline_s,
    )


def _models(settings: Settings, policies: SupabasePolicies) -> tuple[Embedder, LLM, str]:
    embedder = make_embedder(settings)
    if not settings.uses_openai:
        return embedder, TrainedLLM(embedder, policies, settings.languages), "local"
    from autocrm.adapters.llm.openai import OpenAILLM

    llm = OpenAILLM(
        settings.openai_api_key,
        base_url=settings.openai_base_url or None,
        model=settings.openai_model,
        deadline_s=settings.openai_deadline_s,
        cache_dir=settings.cache_dir,
    )
    return embedder, llm, settings.openai_model


def _address(text: str) -> Address:
    name, email = parseaddr(text)
    if "@" not in email:
        raise NotConfigured(f"AUTOCRM_MAIL_FROM must be a mail address, not {text!r}.")
    return Address(email, name)

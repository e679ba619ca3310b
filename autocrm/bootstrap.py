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
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

import httpx

from autocrm.adapters.embedding.local import LocalEmbedder
from autocrm.adapters.languages import use_installed_languages
from autocrm.adapters.llm.local import LocalLLM
from autocrm.adapters.mail.smtp import SmtpMailer
from autocrm.adapters.supabase.bell import RealtimeBell
from autocrm.adapters.supabase.budget import SupabaseBudget
from autocrm.adapters.supabase.client import TIMEOUT_S, connect, run
from autocrm.adapters.supabase.files import SupabaseFiles
from autocrm.adapters.supabase.jobs import SupabaseJobs
from autocrm.adapters.supabase.knowledge import SupabaseKnowledge, SupabasePolicies
from autocrm.adapters.supabase.learning import SupabaseLearning
from autocrm.adapters.supabase.notices import SupabaseNotices
from autocrm.adapters.supabase.records import SupabaseRecords
from autocrm.adapters.supabase.tickets import SupabaseTickets
from autocrm.adapters.supabase.timers import SupabaseTimers
from autocrm.ai.head import Head
from autocrm.ai.language import detect_language
from autocrm.domain.draft import Draft, Triage
from autocrm.domain.knowledge import Evidence
from autocrm.domain.message import Address, OutboundMail
from autocrm.domain.ticket import TicketContext
from autocrm.errors import Invalid, ModelFailed, NotConfigured, NotFound
from autocrm.ports import LLM, Bell, Copilot, Embedder, Ledger, Recorded, Services, Terms
from autocrm.settings import Settings
from autocrm.tools import TOOLS
from supabase import AsyncClient

if TYPE_CHECKING:
    from autocrm.adapters.llm.openai import Endpoint

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
            head = await asyncio.to_thread(_read_head, row["weights"])
            self._llm = LocalLLM(self._embedder, head, self._languages)
            self._version = row["version"]
        self._checked = time.monotonic()


def _read_head(weights: str) -> Head:
    """Raises ModelFailed for a head of another version: the mails meanwhile go to a person."""
    try:
        return Head.from_bytes(base64.b64decode(weights))
    except Invalid as error:
        raise ModelFailed(
            "The triage head is of another version: run `autocrm ai train`."
        ) from error


@dataclass(frozen=True)
class App:
    """The wired application of one process."""

    settings: Settings
    services: Services
    client: AsyncClient  # with the secret key
    http: httpx.AsyncClient = field(repr=False)
    llm_name: str
    bell: Bell
    local_embedder: Embedder  # that of the local head, also where a key is set
    copilot: Copilot | None = None  # a hosted model for members; None without a key

    def acting_as(self, client: AsyncClient) -> Services:
        """The same services, but searching with the rights of `client`."""
        return replace(self.services, knowledge=SupabaseKnowledge(client))

    async def warm_up(self) -> None:
        """Load what the first mail needs: in threads, while the first calls are on their way."""
        await asyncio.gather(
            asyncio.to_thread(detect_language, "Hello"), self.local_embedder.embed(["Hello"])
        )

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
        use_installed_languages(settings.cache_dir)
        local_embedder = LocalEmbedder(settings.cache_dir, settings.threads)
        embedder, llm, name = _models(settings, client, policies, local_embedder)
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
            learning=SupabaseLearning(client),
            gaps=SupabaseLearning(client),
            head_embedder=local_embedder,
            tools=TOOLS,
            records=SupabaseRecords(client),
        )
        try:
            bell = RealtimeBell(settings.url, settings.secret_key)
            yield App(settings, services, client, http, name, bell, local_embedder, _copilot(llm))
        finally:
            for model in (embedder, llm):
                if isinstance(model, Closable):
                    await model.aclose()


def _models(
    settings: Settings, client: AsyncClient, policies: SupabasePolicies, local: Embedder
) -> tuple[Embedder, LLM, str]:
    """MiniLM and a trained head on this machine; with a key a hosted model in front of them."""
    trained = TrainedLLM(local, policies, settings.languages)
    if not settings.uses_openai:
        return local, trained, "local"
    # Imported late: the SDK takes a second that a keyless start does not owe.
    from autocrm.adapters.embedding.openai import OpenAIEmbedder
    from autocrm.adapters.llm.openai import TieredLLM

    endpoint = _endpoint(settings, client)
    llm = TieredLLM(_hosted(settings, endpoint), trained)
    if settings.openai_embedding_model == "local":
        return local, llm, settings.openai_model
    embedder = OpenAIEmbedder(
        settings.openai_api_key,
        base_url=_base_url(settings),
        model=settings.openai_embedding_model,
        cache_dir=settings.cache_dir,
        deadline_s=settings.openai_deadline_s,
        endpoint=endpoint,
    )
    return embedder, llm, settings.openai_model


def _copilot(llm: LLM) -> Copilot | None:
    """For members, on the hosted model that mails are answered with; None without one."""
    hosted = getattr(llm, "hosted", None)
    if hosted is None:
        return None
    from autocrm.adapters.llm.openai import OpenAICopilot

    return OpenAICopilot(hosted)


def _base_url(settings: Settings) -> str:
    from autocrm.adapters.llm.openai import DEFAULT_BASE_URL

    return settings.openai_base_url or DEFAULT_BASE_URL


def _endpoint(settings: Settings, client: AsyncClient) -> Endpoint:
    from autocrm.adapters.llm.openai import Endpoint

    return Endpoint(
        _base_url(settings),
        budget=SupabaseBudget(client),
        concurrency=settings.openai_concurrency,
    )


def _hosted(settings: Settings, endpoint: Endpoint) -> LLM:
    from autocrm.adapters.llm.openai import OpenAILLM

    return OpenAILLM(
        settings.openai_api_key,
        base_url=_base_url(settings),
        model=settings.openai_model,
        smaller=settings.openai_smaller_model,
        deadline_s=settings.openai_deadline_s,
        cache_dir=settings.cache_dir,
        endpoint=endpoint,
        redact=settings.redact,
    )


class WithPrompts:
    """A model asked with other prompts, by name, than those of the program."""

    def __init__(self, llm: LLM, prompts: dict[str, str]) -> None:
        self._llm = llm
        self._prompts = prompts

    async def triage(self, context: TicketContext, categories: Sequence[str]) -> Triage:
        from autocrm.adapters.llm.openai.prompts import prompts_instead

        with prompts_instead(self._prompts):
            return await self._llm.triage(context, categories)

    async def draft(
        self, context: TicketContext, triage: Triage, evidence: Sequence[Evidence]
    ) -> Draft:
        from autocrm.adapters.llm.openai.prompts import prompts_instead

        with prompts_instead(self._prompts):
            return await self._llm.draft(context, triage, evidence)


class FailedThen:
    """For a decision before which no model could be asked: it fails as it did."""

    def __init__(self, message: str) -> None:
        self._message = message

    async def triage(self, context: TicketContext, categories: Sequence[str]) -> Triage:
        raise ModelFailed(self._message)

    async def draft(
        self, context: TicketContext, triage: Triage, evidence: Sequence[Evidence]
    ) -> Draft:
        raise ModelFailed(self._message)


async def llm_with(app: App, weights: str | None, model: str, prompts: dict[str, str]) -> LLM:
    """The desk's LLM with another head (base64), hosted model or prompts; "" and None: its own.

    Raises NotConfigured for a model or prompts where no key is set.
    """
    policies = SupabasePolicies(app.client)
    local: LLM = TrainedLLM(app.local_embedder, policies, app.settings.languages)
    if weights is not None:
        local = await _with_head(app, weights)
    if not app.settings.uses_openai:
        if model or prompts:
            raise NotConfigured("Set OPENAI_API_KEY: a model and prompts are for hosted ones.")
        return local
    from autocrm.adapters.llm.openai import TieredLLM

    settings = replace(app.settings, openai_model=model or app.settings.openai_model)
    hosted = _hosted(settings, _endpoint(settings, app.client))
    return WithPrompts(TieredLLM(hosted, local), prompts)


async def _with_head(app: App, weights: str) -> LLM:
    """Raises Invalid for a head of another version."""
    head = await asyncio.to_thread(Head.from_bytes, base64.b64decode(weights))
    return LocalLLM(app.local_embedder, head, app.settings.languages)


async def services_then(app: App, ledger: Ledger, recorded: Recorded) -> Services:
    """The services that make a decision again: its head, and hosted models that are not asked.

    Raises NotFound when its triage head is gone.
    """
    steps = recorded.steps
    llm: LLM = FailedThen(steps.get("failed_triage", "No model was asked then."))
    if "head" in steps:
        weights = await ledger.head(steps["head"])
        if weights is None:
            raise NotFound(f"The triage head {steps['head']} of this decision is gone.")
        llm = await _with_head(app, weights)
    if "terms" in steps:
        llm = _hosted_then(steps, llm)
    return replace(app.services, llm=llm)


def _hosted_then(steps: dict[str, Any], local: LLM) -> LLM:
    from autocrm.adapters.llm.openai import Endpoint, OpenAILLM, TieredLLM
    from autocrm.adapters.llm.openai.unmetered import Unmetered

    nowhere = "http://replay.invalid/v1"  # whose answers are in the recording
    endpoint = Endpoint(nowhere, budget=Unmetered(Terms(**steps["terms"])))
    model = next((steps[s]["model"] for s in ("draft", "triage") if s in steps), "")
    return TieredLLM(OpenAILLM("replay", base_url=nowhere, model=model, endpoint=endpoint), local)


def _address(text: str) -> Address:
    name, email = parseaddr(text)
    if "@" not in email:
        raise NotConfigured(f"AUTOCRM_MAIL_FROM must be a mail address, not {text!r}.")
    return Address(email, name)

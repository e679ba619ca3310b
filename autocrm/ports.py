"""What the product needs from outside, as Protocols. Adapters implement them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from autocrm.domain.draft import Answer, Draft, Policy, Triage
from autocrm.domain.knowledge import Article, AskedOften, Chunk, Evidence
from autocrm.domain.message import Address, InboundMessage, OutboundMail, StoredFiles
from autocrm.domain.ticket import TicketContext

EMBEDDING_WIDTH = 1536


class Embedder(Protocol):
    """Text to vectors of `EMBEDDING_WIDTH` floats with unit length."""

    @property
    def model(self) -> str:
        """Name that is stored on every row; two models never meet in one search."""

    @property
    def languages(self) -> frozenset[str] | None:
        """ISO 639-1 codes the model understands; None for all."""

    async def embed(self, texts: Sequence[str]) -> list[list[float]]:
        """One vector a text, in order. Raises Unavailable, NotConfigured."""

    def count_tokens(self, text: str) -> int:
        """Tokens of `text` in this model's own vocabulary."""


class LLM(Protocol):
    """The two model steps of the main road."""

    async def triage(self, context: TicketContext, categories: Sequence[str]) -> Triage:
        """Classify the customer's last message. Raises ModelFailed."""

    async def draft(
        self, context: TicketContext, triage: Triage, evidence: Sequence[Evidence]
    ) -> Draft:
        """Answer from `evidence` alone. Raises ModelFailed."""


class Mailer(Protocol):
    """Hands a mail to a server."""

    async def send(self, mail: OutboundMail) -> str:
        """Return the server's reply. Raises Unavailable (before DATA: safe to repeat),
        or DeliveryUnknown (after DATA began: must not be repeated)."""


class Clock(Protocol):
    def now(self) -> datetime:
        """The time, with a time zone."""

    async def sleep(self, seconds: float) -> None:
        """Wait."""


@dataclass(frozen=True, slots=True)
class Job:
    """A claimed job. `token` fences its lease; `waited_ms` is from due to claimed."""

    id: str
    kind: str
    payload: dict[str, Any]
    attempts: int
    token: str
    waited_ms: float = 0.0


class Jobs(Protocol):
    async def claim(
        self, worker: str, kinds: Sequence[str], limit: int, lease_s: int
    ) -> Sequence[Job]: ...

    async def extend(self, job: Job, lease_s: int) -> bool: ...

    async def finish(self, job: Job) -> bool: ...

    async def fail(self, job: Job, error: str, retryable: bool) -> str: ...

    async def heartbeat(self, worker: str, info: dict[str, Any]) -> None: ...


class Files(Protocol):
    """Where files are kept, by bucket and path."""

    async def put(self, bucket: str, path: str, content: bytes, content_type: str) -> None:
        """Store a file in place of what is there. Raises Forbidden, TooLarge, Unavailable."""

    async def get(self, bucket: str, path: str) -> bytes:
        """The bytes of a file. Raises NotFound, Unavailable."""


class Tickets(Protocol):
    async def receive(self, message: InboundMessage, stored: StoredFiles) -> dict[str, Any]: ...

    async def unmoved_raw(self, event_id: str) -> bytes | None: ...

    async def raw_moved(self, event_id: str, path: str) -> None: ...

    async def context(
        self, ticket_id: str, interaction_id: str | None = None, for_customer: str | None = None
    ) -> TicketContext: ...

    async def record_answer(
        self, context: TicketContext, answer: Answer, embedding_model: str, job: Job | None = None
    ) -> dict[str, Any]: ...

    async def begin_send(self, draft_id: str, message_id: str, job: Job) -> dict[str, Any]: ...

    async def mark_sent(self, delivery_id: str, state: str, detail: str) -> None: ...


class Knowledge(Protocol):
    async def article(self, article_id: str) -> tuple[Article, str]: ...

    async def match(
        self,
        query: str,
        embedding: Sequence[float],
        model: str,
        *,
        limit: int = 8,
        for_customer: str | None = None,
    ) -> list[Evidence]: ...

    async def save(self, *, slug: str, title: str, body: str, **fields: Any) -> dict[str, Any]: ...

    async def embed_stale(self, model: str) -> int: ...

    async def asked(self) -> list[AskedOften]: ...

    async def replace_chunks(
        self,
        article: Article,
        chunks: Sequence[Chunk],
        embeddings: Sequence[Sequence[float]],
        lead: Sequence[float],
        model: str,
        fingerprint: str,
    ) -> bool: ...


class Policies(Protocol):
    async def all(self) -> dict[str, Policy]: ...

    async def head(self, embedding_model: str) -> dict[str, Any] | None: ...

    async def save_head(
        self, version: str, embedding_model: str, weights: str, metrics: dict[str, Any]
    ) -> None: ...


@dataclass(frozen=True, slots=True)
class TimerRun:
    """One run of the timers. `busy`: left for the next run, since somebody works on the ticket.

    `wait_s`: seconds until the next timer is due; None when none is set.
    """

    ran: int
    failed: int
    busy: int
    wait_s: float | None


class Timers(Protocol):
    async def run(self, limit: int, now: datetime | None = None) -> TimerRun:
        """Run at most `limit` timers that are due at `now` (default: the database's time)."""


class Notices(Protocol):
    async def begin(self, notice_id: str, message_id: str, job: Job) -> dict[str, Any]: ...

    async def mark(self, notice_id: str, state: str, detail: str) -> None: ...

    async def make_digests(self) -> int:
        """Have those digests sent whose time has come; how many."""


class Bell(Protocol):
    """Tells a worker that a job was enqueued. Being deaf is harmless: workers also poll."""

    @property
    def hears(self) -> bool: ...

    async def listen(self, ring: Callable[[], None]) -> None: ...


@dataclass(frozen=True, slots=True)
class Services:
    """What a use case is handed. `bootstrap` builds it; tests build it from fakes."""

    tickets: Tickets
    files: Files
    knowledge: Knowledge
    jobs: Jobs
    timers: Timers
    notices: Notices
    policies: Policies
    llm: LLM
    embedder: Embedder
    mailer: Mailer
    clock: Clock
    mail_from: Address

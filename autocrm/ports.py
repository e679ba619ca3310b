"""What the product needs from outside, as Protocols. Adapters implement them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any, Literal, Protocol

from autocrm.domain.copilot import ReportWish, Summary, Told, Tone, Vocabulary, Written
from autocrm.domain.draft import Answer, Draft, Policy, Triage
from autocrm.domain.knowledge import (
    Article,
    AskedOften,
    Chunk,
    Evidence,
    LastingAnswer,
    Narrowed,
    Query,
    SolvedCase,
)
from autocrm.domain.message import Address, InboundMessage, OutboundMail, StoredFiles
from autocrm.domain.ticket import TicketContext
from autocrm.domain.tool import Reading

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


Tell = Callable[[str], None]  # a piece of what is being written, as it comes


class Copilot(Protocol):
    """What a hosted model does for a member, who reads it; nothing of it is sent.

    `tell` is told the pieces while they are written: nothing has checked them yet. All raise
    ModelFailed (also for a budget that is spent) and Unavailable.
    """

    async def summarise(
        self, context: TicketContext, language: str, tell: Tell | None = None
    ) -> Summary:
        """What a thread comes to, in `language`."""

    async def rewrite(
        self, text: str, tone: Tone, language: str, ticket_id: str, tell: Tell | None = None
    ) -> Written:
        """The same in another tone. Raises TooLarge."""

    async def translate(
        self, text: str, language: str, ticket_id: str, tell: Tell | None = None
    ) -> Written:
        """The same in `language`. Raises TooLarge."""

    async def ask(
        self,
        question: str,
        context: TicketContext,
        evidence: Sequence[Evidence],
        language: str,
        tell: Tell | None = None,
    ) -> Told:
        """An answer about a ticket, from its thread and `evidence` alone."""

    async def choose_report(
        self, question: str, words: Vocabulary, now: datetime
    ) -> ReportWish | None:
        """The named report that tells it, with its parameters; None when none does."""


class Assisting(Protocol):
    """What a copilot reads, with the rights of the member who asks."""

    async def context(self, ticket_id: str) -> TicketContext:
        """The thread, the reading on record. Raises NotFound."""

    async def find_tickets(self, query: str, limit: int) -> list[dict[str, Any]]:
        """Tickets by words (as `search_tickets` gives them), best first."""

    async def tickets(self, ids: Sequence[str]) -> list[dict[str, Any]]:
        """{"id", "number", "subject", "status"} of those that the member sees."""

    async def zone(self) -> tzinfo:
        """Whose days reports count."""

    async def vocabulary(self) -> Vocabulary:
        """What a question about figures may name."""

    async def report(self, wish: ReportWish) -> dict[str, Any]:
        """The figures. Raises Invalid, NotFound."""


class Reranker(Protocol):
    """Reads candidates once more against a question, slower and better than a search."""

    async def rerank(self, question: str, evidence: Sequence[Evidence]) -> list[Evidence]:
        """The same candidates, best first. Raises ModelFailed."""


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

    async def remove(self, bucket: str, path: str) -> None:
        """Delete a file; nothing happens when there is none. Raises Forbidden, Unavailable."""


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

    async def search(
        self,
        query: Query,
        vectors: Sequence[Sequence[float]],
        model: str,
        narrowed: Narrowed,
        *,
        limit: int = 8,
    ) -> list[Evidence]:
        """Candidates, best first; `vectors` are those of the query's meanings."""

    async def solved(
        self, vector: Sequence[float], model: str, narrowed: Narrowed, *, limit: int = 5
    ) -> list[SolvedCase]:
        """What was answered to questions like this one, the likest first; members only."""

    async def lasting_answers(self, model: str, limit: int) -> list[LastingAnswer]: ...

    async def save_cases(
        self, cases: Sequence[LastingAnswer], vectors: Sequence[Sequence[float]], model: str
    ) -> int: ...

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


class Records(Protocol):
    """What the desk knows of the customer of a ticket."""

    async def ask(self, function: str, ticket_id: str, arguments: Mapping[str, Any]) -> Any:
        """The JSON of one SQL function that is given the ticket (`p_ticket_id`) and `arguments`
        (each as `p_<name>`); whose the ticket is, it reads itself. Raises AutoCRMError."""


class Tool(Protocol):
    """A function with parameters that answers out of records, with the customer's rights."""

    @property
    def name(self) -> str:
        """By which a category is allowed to use it: the name of its folder."""

    def wants(self, context: TicketContext, triage: Triage) -> Mapping[str, Any] | None:
        """The arguments, out of the customer's own words; None where it is not asked. Pure."""

    async def run(self, records: Records, ticket_id: str, arguments: Mapping[str, Any]) -> Any:
        """Read, and change nothing: JSON for `tell`. Raises AutoCRMError."""

    def tell(
        self, context: TicketContext, triage: Triage, arguments: Mapping[str, Any], result: Any
    ) -> Reading | None:
        """The result in words of the message's language; None where it has none. Pure."""


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


@dataclass(frozen=True, slots=True)
class Tidied:
    """How many rows went; `more`: there is more to do at once."""

    uploads: int
    notifications: int
    more: bool


class Timers(Protocol):
    async def run(self, limit: int, now: datetime | None = None) -> TimerRun:
        """Run at most `limit` timers that are due at `now` (default: the database's time)."""

    async def tidy_up(self, limit: int) -> Tidied:
        """Drop what is too old to keep, at most `limit` rows of a kind."""


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


class Searching(Protocol):
    """The part of `Services` that a search needs."""

    @property
    def knowledge(self) -> Knowledge: ...

    @property
    def embedder(self) -> Embedder: ...

    @property
    def reranker(self) -> Reranker | None: ...


@dataclass(frozen=True, slots=True)
class Labelled:
    """A text and the category that somebody gave it. `id`: of the label; "" for an example."""

    category: str
    language: str
    text: str
    id: str = ""


@dataclass(frozen=True, slots=True)
class Signal:
    """A message that the desk did not know the answer to, and what a person replied.

    `names`: what the customer is called, for their names to be hidden.
    """

    id: str
    language: str
    category: str | None
    question: str  # subject and message, a line each
    answer: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OpenGap:
    """A gap that waits for an article. `answers` of its signals, the oldest first, redacted."""

    id: str
    language: str
    vector: tuple[float, ...]
    questions: tuple[str, ...]
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FoundGap:
    """A gap as it is kept. `id`: of an open one that has grown; None for a new one.

    `signals`: the new ones, by id, with question and answer redacted. `content`: of the article
    that is suggested; "" when there is none.
    """

    id: str | None
    title: str
    language: str
    category: str | None
    vector: tuple[float, ...]
    signals: tuple[tuple[str, str, str], ...]
    content: str
    asks: tuple[str, ...] = ()  # wordings of the question, and the sentences that answer it
    answers: tuple[str, ...] = ()


class Gaps(Protocol):
    """What the desk did not know."""

    async def new_signals(self, limit: int) -> list[Signal]:
        """Answered by a person and in no gap yet, the oldest first; at most `limit`."""

    async def open_gaps(self, model: str) -> list[OpenGap]:
        """All whose vectors are of `model`."""

    async def save_gap(self, model: str, gap: FoundGap) -> str | None:
        """The gap's id; None when another took its signals meanwhile."""


class Learning(Protocol):
    """What people have taught the desk."""

    async def labels(self) -> list[Labelled]:
        """Corrections of categories that stand, in the order in which they came."""

    async def examples(self) -> list[Labelled]:
        """What the triage head begins with; empty when it was never trained by hand."""

    async def keep_examples(self, examples: Sequence[Labelled]) -> None:
        """In place of those that are there."""


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
    reranker: Reranker | None = None  # None: the local one
    learning: Learning | None = None
    gaps: Gaps | None = None
    head_embedder: Embedder | None = None  # that of the triage head; None: `embedder`
    tools: Sequence[Tool] = ()
    records: Records | None = None  # None: no tool is asked


@dataclass(frozen=True, slots=True)
class Offer:
    """A model that could do a call, and what the call may use at most, in tokens."""

    tier: Literal["model", "smaller", "embedding"]
    model: str
    tokens_in: int
    tokens_out: int


@dataclass(frozen=True, slots=True)
class Grant:
    """Money set aside for one call of `model`; `id` names the call in the ledger."""

    id: str
    tier: str
    model: str
    amount_usd: float


@dataclass(frozen=True, slots=True)
class ModelCall:
    """What became of a call.

    `tokens_from`: "server" (its own count), "estimate" (it told none), "none" (it did no
    work), "unknown" (its answer was lost: all that was set aside counts as spent).
    """

    step: str
    endpoint: str
    status: str
    tokens_in: int
    tokens_out: int
    tokens_from: Literal["server", "estimate", "none", "unknown"]
    latency_ms: float
    request_id: str = ""
    ticket_id: str = ""
    interaction_id: str = ""


@dataclass(frozen=True, slots=True)
class Terms:
    """What an admin has set: the tone of answers, and whether personal data is hidden."""

    tone: str = ""
    redact: bool = False


class Budget(Protocol):
    """What a hosted model may cost, and the ledger of its calls."""

    async def terms(self) -> Terms:
        """On what terms a model is used. Raises Unavailable."""

    async def reserve(self, call_id: str, offers: Sequence[Offer]) -> Grant:
        """Set money aside for the first offer that fits into the day. `call_id`: a new UUID.

        Raises ModelFailed (code "budget_spent") when none does, Unavailable.
        """

    async def settle(self, grant: Grant, call: ModelCall) -> float:
        """Record the call; US dollars it cost. Raises Unavailable."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """A decision of the ledger. `row`: as it stands there; `steps`: recorded outputs by step."""

    row: dict[str, Any]
    steps: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Judged:
    """A decision and what people made of it, for a backtest.

    `category`: what a person says the message is about; "" where none has said. `verdict`:
    "approve", "edit" or "reject"; "" where nobody has decided on the draft. `sent`: what the
    customer was sent instead or unchanged, "" for nothing.
    """

    row: dict[str, Any]
    category: str
    verdict: str
    sent: str


class Ledger(Protocol):
    """Reads what was decided; writes nothing."""

    async def recorded(self, ref: str) -> Recorded:
        """By the decision's id, or the latest of a ticket's number. Raises NotFound."""

    async def texts(self, interaction_ids: Sequence[str]) -> dict[str, str]:
        """What was said, by interaction; what is gone is left out."""

    async def versions(self, wanted: Sequence[tuple[str, int]]) -> dict[tuple[str, int], Article]:
        """Articles as they stood in that version; what is gone is left out. Title, body and
        questions are of then, the rest is of now."""

    async def head(self, version: str) -> str | None:
        """The weights (base64) of a triage head; None when it is gone."""

    async def judged(self, since: datetime, limit: int) -> list[Judged]:
        """The latest decisions from `since` on, the oldest first."""

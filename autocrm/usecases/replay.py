"""Make a decision of the ledger again: the same inputs, the stored outputs hidden.

What came from outside then (what the search found, what a hosted model said) is fed in from its
recording. The texts of what was found are cut anew out of the articles' versions of then. All the
rest is computed and compared with the ledger to the byte.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from autocrm.ai.ledger import Difference, Stage, canonical, differences, text_hash, without_text
from autocrm.domain.draft import Answer
from autocrm.domain.recording import recording
from autocrm.domain.ticket import TicketContext, Turn
from autocrm.errors import Conflict
from autocrm.ports import Ledger, Recorded, Services
from autocrm.usecases.answer_ticket import think
from autocrm.usecases.found_then import CountingEmbedder, candidates_of, found_then, policies_then
from autocrm.usecases.trace import code_hash

# What a model's answer cost is no part of what was decided.
_USED = ("tokens_in", "tokens_out", "cost_usd")


@dataclass(frozen=True, slots=True)
class Replayed:
    """A decision made again. `stages`: with the articles of then; `today`: with those of now,
    None where that was not asked for."""

    decision_id: str
    stages: tuple[Stage, ...]
    today: tuple[Stage, ...] | None = None

    @property
    def same(self) -> bool:
        """Whether every stage of then came out as it did then, to the byte."""
        return all(stage.same for stage in self.stages)

    @property
    def same_today(self) -> bool | None:
        """Whether the articles of today would give the same."""
        return None if self.today is None else all(stage.same for stage in self.today)


async def replay(
    services: Services,
    ledger: Ledger,
    recorded: Recorded,
    *,
    versions: Mapping[str, int] | None = None,
    today: bool = True,
) -> Replayed:
    """`services`: with the head and the models of then (bootstrap.services_of).

    `versions`: articles (by slug) to be read in another version than then. `today`: look as well
    what the articles of today would give. Raises Conflict for a decision that is older than the
    recordings, NotFound for an article that did not take part.
    """
    if "inputs" not in recorded.steps:
        raise Conflict(
            "This decision is older than the recordings: nothing is kept that it could be made "
            "again from."
        )
    context, read = await _context(ledger, recorded)
    candidates, found = await candidates_of(services, ledger, recorded, versions or {})
    then = replace(
        services,
        knowledge=found_then(recorded, candidates),
        policies=policies_then(recorded),
        embedder=CountingEmbedder(services.embedder),
    )
    again = await _think(then, context, recorded)
    stages = (_code(recorded), read, found, *_compared(recorded, again))
    return Replayed(
        recorded.row["id"], stages, await _today(services, context, recorded) if today else None
    )


async def _today(
    services: Services, context: TicketContext, recorded: Recorded
) -> tuple[Stage, ...] | None:
    """The same inputs with today's articles: what is found, and what comes of it.

    What a hosted model said is about the evidence of then: only the search is compared.
    """
    if "search" not in recorded.steps:
        return ()
    again = await _think(replace(services, policies=policies_then(recorded)), context, recorded)
    stages = tuple(s for s in _compared(recorded, again) if s.name not in ("triage",))
    return stages[:1] if "draft" in recorded.steps else stages


async def _think(services: Services, context: TicketContext, recorded: Recorded) -> Answer:
    with recording(fed=recorded.steps):
        return await think(services, context, recorded.steps["inputs"]["reader"])


async def _context(ledger: Ledger, recorded: Recorded) -> tuple[TicketContext, Stage]:
    inputs = recorded.steps["inputs"]
    texts = await ledger.texts([turn[0] for turn in inputs["turns"]])
    turns, changed = [], []
    for number, (turn_id, author, automatic, digest) in enumerate(inputs["turns"]):
        text = texts.get(turn_id)
        now = None if text is None else text_hash(text)
        if now != digest:
            changed.append(Difference(f"turns.{number}.text", digest, now))
        turns.append(Turn(turn_id, author, text or "", automatic))
    context = TicketContext(**inputs["ticket"], turns=tuple(turns))
    return context, Stage("inputs", "checked", tuple(changed), f"{len(turns)} turns")


def _code(recorded: Recorded) -> Stage:
    """Other code that decides the same is no difference; it is told."""
    then, now = recorded.steps["inputs"]["code"], code_hash()
    return Stage("code", "checked", (), then if then == now else f"{then} then, {now} now")


def _compared(recorded: Recorded, again: Answer) -> Iterator[Stage]:
    row, hosted = recorded.row, recorded.steps
    triage = differences(_without(row["triage"], _USED), _without(asdict(again.triage), _USED))
    yield Stage("triage", "fed" if "triage" in hosted else "computed", tuple(triage))
    evidence = [without_text(e) for e in again.evidence]
    yield Stage("retrieve", "computed", tuple(differences(row["evidence"], evidence)))
    draft = None if again.draft is None else asdict(again.draft)
    # Where answers are quoted the code is the prompt: `code` tells of it.
    quoted = row["draft"] is not None and row["draft"]["model"] == "local"
    hidden = (*_USED, "prompt_hash") if quoted else _USED
    drafted = differences(_without(row["draft"], hidden), _without(draft, hidden))
    yield Stage("draft", "fed" if "draft" in hosted else "computed", tuple(drafted))
    checks = {check["name"]: check for check in canonical([asdict(c) for c in again.checks])}
    then = {check["name"]: check for check in row["checks"]}
    yield Stage("validate", "computed", tuple(differences(then, checks)))
    decided = differences(recorded.steps["decided"], asdict(again.decision))
    yield Stage("decide", "computed", tuple(decided), _afterwards(recorded))


def _afterwards(recorded: Recorded) -> str:
    """What the database made of the decision when it was recorded."""
    if recorded.row["outcome"] == recorded.steps["decided"]["outcome"]:
        return ""
    return f"recorded as {recorded.row['outcome']}: {recorded.row['reason']}"


def _without(value: Mapping[str, Any] | None, names: Sequence[str]) -> dict[str, Any] | None:
    return None if value is None else {k: v for k, v in value.items() if k not in names}

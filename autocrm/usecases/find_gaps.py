"""What people had to answer instead of the AI: found, put together, and an article suggested."""

from __future__ import annotations

from dataclasses import dataclass

from autocrm.ai.gaps import Cluster, Known, cluster
from autocrm.ai.redact_case import redact_case
from autocrm.ai.suggest import suggest_article, title_of
from autocrm.ports import Embedder, FoundGap, Gaps, OpenGap, Services, Signal

BATCH = 300


@dataclass(frozen=True, slots=True)
class _Redacted:
    signal: Signal
    question: str
    answer: str


async def find_gaps(services: Services) -> int:
    """Put the new signals into gaps; how many gaps are new or have grown.

    Repeats are harmless: a signal is in one gap, whoever comes first. The vectors are of the
    local model, as those of the tickets, which the effect of an article is measured on.
    """
    if services.gaps is None:
        return 0
    return await put_together(services.gaps, services.head_embedder or services.embedder)


async def put_together(gaps: Gaps, embedder: Embedder) -> int:
    """The same on its two ports."""
    found = 0
    while signals := await gaps.new_signals(BATCH):
        known = await gaps.open_gaps(embedder.model)
        vectors = await embedder.embed([signal.question for signal in signals])
        middles = [Known(gap.id, gap.language, gap.vector) for gap in known]
        clusters = cluster(vectors, [signal.language for signal in signals], middles)
        by_id = {gap.id: gap for gap in known}
        made = [_gap(one, by_id.get(one.id), signals) for one in clusters]
        kept = [await gaps.save_gap(embedder.model, gap) for gap in made]
        found += len([one for one in kept if one is not None])
        if len(signals) < BATCH or not any(kept):
            break
    return found


def _gap(found: Cluster, known: OpenGap | None, signals: list[Signal]) -> FoundGap:
    """The most central question gives the title; of the answers the latest stands."""
    mine = [_redacted(signals[at]) for at in found.members]
    by_age = [_redacted(signals[at]) for at in sorted(found.members)]
    questions = [*(known.questions if known else ()), *(one.question for one in mine)]
    answers = [*(known.answers if known else ()), *(one.answer for one in by_age)]
    suggested = suggest_article(questions, answers[::-1], found.language)
    return FoundGap(
        found.id or None,
        suggested.title if suggested else title_of(questions[0]),
        found.language,
        mine[0].signal.category,
        found.middle,
        tuple((one.signal.id, one.question, one.answer) for one in mine),
        suggested.content if suggested else "",
        suggested.asks if suggested else (),
        suggested.answers if suggested else (),
    )


def _redacted(signal: Signal) -> _Redacted:
    return _Redacted(
        signal,
        redact_case(signal.question, signal.names),
        redact_case(signal.answer, signal.names),
    )

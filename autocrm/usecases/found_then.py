"""What a decision had before it, out of its recording: what the search found, the policies."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

from autocrm.ai.chunk import chunk_article
from autocrm.ai.ledger import Difference, Stage, text_hash
from autocrm.domain.draft import Policy
from autocrm.domain.knowledge import Article, Chunk, Evidence, Narrowed, Query
from autocrm.errors import ModelFailed, NotFound
from autocrm.ports import (
    EMBEDDING_WIDTH,
    Embedder,
    Knowledge,
    Ledger,
    Policies,
    Recorded,
    Services,
)
from autocrm.usecases.embed_article import with_questions


async def candidates_of(
    services: Services, ledger: Ledger, recorded: Recorded, versions: Mapping[str, int]
) -> tuple[list[Evidence], Stage]:
    """What the search found, its texts cut out of the articles once more."""
    search = recorded.steps.get("search")
    if search is None:
        return [], Stage("search", "fed", (), "nothing was looked for")
    wanted = _wanted(search["articles"], versions)
    articles = await ledger.versions(list(wanted.items()))
    cut = {article.id: _cut(services, article) for article in articles.values()}
    found: list[Evidence] = []
    changed: list[Difference] = []
    for number, chunk in enumerate(search["chunks"]):
        article = articles.get((chunk[1], wanted[chunk[1]]))
        one = _evidence(chunk, search["articles"][chunk[1]], article, cut.get(chunk[1], []))
        changed += _text_changed(number, chunk, one, search["articles"][chunk[1]])
        if one is not None:
            found.append(one)
    note = f"{len(found)} chunks of {len(wanted)} articles"
    return found, Stage("search", "fed", tuple(changed), note)


def _wanted(articles: Mapping[str, Sequence[Any]], versions: Mapping[str, int]) -> dict[str, int]:
    """The version to read of each article. Raises NotFound for a slug that was not found then."""
    strange = sorted(set(versions) - {article[0] for article in articles.values()})
    if strange:
        raise NotFound(f"The search did not find the article {strange[0]!r} then.")
    return {key: versions.get(slug, version) for key, (slug, version, *_) in articles.items()}


def _cut(services: Services, article: Article) -> list[Chunk]:
    chunks = chunk_article(article.title, article.body, services.embedder.count_tokens)
    return [with_questions(chunk, article) for chunk in chunks]


def _evidence(
    chunk: Sequence[Any], about: Sequence[Any], article: Article | None, cut: Sequence[Chunk]
) -> Evidence | None:
    """The chunk that begins where the found one did, or nearest to it in another version."""
    chunk_id, article_id, start, _, score, vector, bm25, terms = chunk
    slug, _, language, visibility, products = about
    if article is None or not cut:
        return None
    piece = min(cut, key=lambda one: abs(one.start - start))
    return Evidence(
        chunk_id, article_id, article.version, slug, article.title, piece.heading, piece.text,
        piece.start, language, float(score), float(vector), float(bm25), piece.questions,
        piece.lead, tuple(terms), visibility, tuple(products),
    )  # fmt: skip


def _text_changed(
    number: int, chunk: Sequence[Any], found: Evidence | None, about: Sequence[Any]
) -> Iterator[Difference]:
    now = None if found is None else text_hash(found.text)[:16]
    if now != chunk[3]:
        version = None if found is None else found.article_version
        yield Difference(
            f"chunks.{number}",
            f"{about[0]} version {about[1]}, text {chunk[3]}",
            None if found is None else f"{about[0]} version {version}, text {now}",
        )


def found_then(recorded: Recorded, candidates: Sequence[Evidence]) -> Knowledge:
    return cast(Knowledge, _FoundThen(candidates, recorded.steps.get("failed", "")))


class _FoundThen:
    """A knowledge base that finds what was found then."""

    def __init__(self, candidates: Sequence[Evidence], failed: str) -> None:
        self._candidates = list(candidates)
        self._failed = failed

    async def search(
        self,
        query: Query,
        vectors: Sequence[Sequence[float]],
        model: str,
        narrowed: Narrowed,
        *,
        limit: int = 8,
    ) -> list[Evidence]:
        """Raises ModelFailed where the search did then."""
        if not self._candidates and self._failed:
            raise ModelFailed(self._failed)
        return self._candidates[:limit]


def policies_then(recorded: Recorded) -> Policies:
    return cast(Policies, _PoliciesThen(recorded.steps["inputs"]["policies"]))


class _PoliciesThen:
    def __init__(self, policies: Mapping[str, Sequence[Any]]) -> None:
        self._policies = {
            name: Policy(name, *fields[:4], *(tuple(tools) for tools in fields[4:]))
            for name, fields in policies.items()
        }

    async def all(self) -> dict[str, Policy]:
        return dict(self._policies)


class CountingEmbedder:
    """Counts tokens as `embedder` does and embeds nothing: what the search found is known."""

    def __init__(self, embedder: Embedder) -> None:
        self.model = embedder.model
        self.languages = embedder.languages
        self.count_tokens = embedder.count_tokens

    async def embed(self, texts: Sequence[str]) -> list[list[float]]:
        """Zeros, for a search that does not look at them."""
        return [[0.0] * EMBEDDING_WIDTH for _ in texts]

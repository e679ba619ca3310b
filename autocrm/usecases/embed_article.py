"""Chunk, embed and fingerprint an article; nothing when its text has not changed."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from autocrm.ai.chunk import chunk_article, embedding_text
from autocrm.domain.knowledge import Article, Chunk, KnownQuestion
from autocrm.ports import Searching

_CUT = "2"  # counts up when articles are cut in another way: they are embedded again


async def embed_article(services: Searching, article_id: str) -> bool:
    """Replace the chunks of one article. False when nothing had to be done."""
    article, done = await services.knowledge.article(article_id)
    fingerprint = fingerprint_of(article, services.embedder.model)
    if fingerprint == done:
        return False
    chunks = chunk_article(article.title, article.body, services.embedder.count_tokens)
    chunks = [with_questions(chunk, article) for chunk in chunks]
    texts = [_lead(article, chunks), *(embedded_text(article.title, chunk) for chunk in chunks)]
    lead, *embeddings = await services.embedder.embed(texts)
    return await services.knowledge.replace_chunks(
        article, chunks, embeddings, lead, services.embedder.model, fingerprint
    )


def fingerprint_of(article: Article, model: str) -> str:
    """Changes when the text, its version or the embedding model does."""
    asked = [part for q in article.questions for part in (*q.ask, *q.answer)]
    parts = [
        _CUT,
        model,
        str(article.version),
        article.language,
        article.title,
        article.body,
        *asked,
    ]
    text = "\x1f".join(parts)
    return hashlib.sha256(text.encode()).hexdigest()


def with_questions(chunk: Chunk, article: Article) -> Chunk:
    """The chunk with those questions of the article whose answers stand in it."""
    known = [
        KnownQuestion(question.ask, spans)
        for question in article.questions
        if (spans := _spans(question.answer, chunk))
    ]
    return replace(chunk, questions=tuple(known))


def _spans(sentences: tuple[str, ...], chunk: Chunk) -> tuple[tuple[int, int], ...]:
    places = [(chunk.text.find(sentence), len(sentence)) for sentence in sentences]
    return tuple((chunk.start + at, chunk.start + at + size) for at, size in places if at >= 0)


def embedded_text(title: str, chunk: Chunk) -> str:
    """A chunk alone often lacks its subject: title and headings say it."""
    return embedding_text(title, chunk.heading, chunk.text, chunk.lead)


def _lead(article: Article, chunks: list[Chunk]) -> str:
    return "\n".join([article.title, *(chunk.text for chunk in chunks[:1])])

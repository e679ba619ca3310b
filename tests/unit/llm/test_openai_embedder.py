"""Embeddings over HTTP."""

from __future__ import annotations

import math
from collections.abc import AsyncIterator, Callable

import pytest

from autocrm.adapters.embedding.openai import OpenAIEmbedder
from autocrm.adapters.llm.openai import Endpoint
from autocrm.errors import AutoCRMError, NotConfigured, Unavailable
from autocrm.testing import OpenAIServer
from autocrm.testing import openai_replies as replies
from autocrm.testing.openai_replies import Reply

KEY = "sk-test-0123456789abcdef"


@pytest.fixture
async def embedder(
    server: OpenAIServer, make_endpoint: Callable[..., Endpoint]
) -> AsyncIterator[OpenAIEmbedder]:
    made = OpenAIEmbedder(
        KEY, base_url=server.base_url, deadline_s=20, endpoint=make_endpoint(server)
    )
    yield made
    await made.aclose()


async def test_unit_vectors_in_order(server: OpenAIServer, embedder: OpenAIEmbedder) -> None:
    one, other, again = await embedder.embed(["coffee beans", "tax invoice", "coffee beans"])
    assert len(one) == 1536
    assert math.hypot(*one) == pytest.approx(1)
    assert one == again
    assert one != other
    body = server.requests[0].body
    assert (body["model"], body["dimensions"]) == ("text-embedding-3-small", 1536)


async def test_many_texts_go_in_batches(server: OpenAIServer, embedder: OpenAIEmbedder) -> None:
    vectors = await embedder.embed([f"text {n}" for n in range(300)])
    assert len(vectors) == 300
    assert [len(r.body["input"]) for r in server.requests] == [128, 128, 44]
    assert vectors[299] == (await embedder.embed(["text 299"]))[0]


async def test_empty_and_huge_texts(server: OpenAIServer, embedder: OpenAIEmbedder) -> None:
    assert len(await embedder.embed(["", "word " * 60_000])) == 2
    empty, huge = server.requests[0].body["input"]
    assert empty == " "
    assert len(huge) < 60_000
    assert await embedder.embed([]) == []


async def test_the_deadline(server: OpenAIServer) -> None:
    server.script_embeddings(replies.hang())
    embedder = OpenAIEmbedder(KEY, base_url=server.base_url, deadline_s=0.3)
    with pytest.raises(Unavailable, match=r"within 0\.3 s"):
        await embedder.embed(["one"])
    await embedder.aclose()


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (replies.rate_limited(), Unavailable),
        (replies.error(500), Unavailable),
        (replies.drop(), Unavailable),
        (replies.rubbish(), Unavailable),
        (replies.rubbish(b'{"data": []}'), Unavailable),
        (replies.rubbish(b'{"data": [{"index": 0, "embedding": [1.0, 2.0]}]}'), NotConfigured),
        (replies.rubbish(b'{"data": [{"index": 0, "embedding": "x"}]}'), AutoCRMError),
        (replies.error(401, "invalid_api_key"), NotConfigured),
        (replies.error(429, "insufficient_quota"), NotConfigured),
        (replies.error(404, "model_not_found"), NotConfigured),
    ],
)
async def test_failures(
    server: OpenAIServer, embedder: OpenAIEmbedder, reply: Reply, kind: type[AutoCRMError]
) -> None:
    server.script_embeddings(reply, reply)
    with pytest.raises(kind) as caught:
        await embedder.embed(["one"])
    assert "sk-test" not in caught.value.message + repr(embedder)

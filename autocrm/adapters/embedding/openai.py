"""`ports.Embedder` on OpenAI's embeddings, or on a compatible endpoint."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from pathlib import Path

import openai
from pydantic import BaseModel, ValidationError

from autocrm.adapters.llm.openai import allowance
from autocrm.adapters.llm.openai.adapter import DEFAULT_BASE_URL
from autocrm.adapters.llm.openai.endpoint import Endpoint, Purpose, client_of
from autocrm.adapters.llm.openai.failures import Rubbish, Unsupported
from autocrm.adapters.llm.openai.received import Received, usage_of
from autocrm.adapters.llm.openai.tokens import TokenCounter
from autocrm.errors import ModelFailed, NotConfigured, Unavailable
from autocrm.ports import EMBEDDING_WIDTH, Offer

_MAX_TOKENS = 8000  # of one text; the service refuses more than 8191
_BATCH_TEXTS = 128
_MARGIN = 16  # tokens by which servers count otherwise
_BATCH_TOKENS = 200_000  # the service refuses more than 300,000 a request


class _Vector(BaseModel):
    index: int
    embedding: list[float]


class _Vectors(BaseModel):
    data: list[_Vector]


class OpenAIEmbedder:
    """Vectors of EMBEDDING_WIDTH floats with unit length. `deadline_s` in seconds a call.

    `endpoint`: to be shared with what else asks the same server.
    """

    def __init__(
        self,
        api_key: str,
        *,
        model: str = "text-embedding-3-small",
        cache_dir: Path | None = None,
        base_url: str | None = None,
        deadline_s: float = 30.0,
        endpoint: Endpoint | None = None,
    ) -> None:
        self._model = model
        self._base_url = base_url or DEFAULT_BASE_URL
        self._deadline_s = deadline_s
        self._counter = TokenCounter(cache_dir, model)
        self._client = client_of(api_key, self._base_url, deadline_s)
        self._endpoint = endpoint or Endpoint(self._base_url)

    def __repr__(self) -> str:
        return f"OpenAIEmbedder(model={self._model!r}, base_url={self._base_url!r})"

    async def aclose(self) -> None:
        """Close the connections."""
        await self._client.close()

    @property
    def model(self) -> str:
        """Name that is stored on every row."""
        return self._model

    @property
    def languages(self) -> frozenset[str] | None:
        """None: the model understands all that matter."""
        return None

    def count_tokens(self, text: str) -> int:
        """Tokens of `text`; an estimate where the tables are not installed."""
        return self._counter.count(text)

    async def embed(self, texts: Sequence[str]) -> list[list[float]]:
        """One vector a text, in order; texts beyond 8000 tokens are cut.

        Raises Unavailable (repeat later) and NotConfigured (key, model, width).
        """
        vectors: list[list[float]] = []
        ends = self._ends()
        try:
            for batch, tokens in self._batches(texts):
                vectors += await self._batch(batch, tokens, ends)
        except Unsupported as error:
            raise _refused(error.__cause__) from error
        except ModelFailed as error:
            raise self._failed(error) from error
        except ValidationError as error:
            raise Unavailable("The embeddings' endpoint sent something unreadable.") from error
        return vectors

    def _ends(self) -> float:
        mail = allowance.current()
        ends = self._endpoint.clock() + self._deadline_s
        # A mail that was done with long ago, in the same task, limits nothing any more.
        in_hand = mail is not None and self._endpoint.clock() < mail.ends
        return min(ends, mail.ends) if mail and in_hand else ends

    def _failed(self, error: ModelFailed) -> NotConfigured | Unavailable:
        cause = error.__cause__
        if isinstance(cause, openai.APITimeoutError | TimeoutError):
            return Unavailable(f"No embeddings came within {self._deadline_s:g} s.")
        if isinstance(cause, openai.APIStatusError):
            return _refused(cause)
        if isinstance(cause, openai.APIConnectionError):
            return Unavailable("The embeddings' endpoint could not be reached.")
        return Unavailable(error.message)

    def _batches(self, texts: Sequence[str]) -> Iterator[tuple[list[str], int]]:
        """Texts that go in one request, and their tokens."""
        batch: list[str] = []
        total = 0
        for text in texts:
            # The service refuses an empty text; a blank one gets a vector like any other.
            cut = self._counter.cut(text, _MAX_TOKENS) or " "
            tokens = min(self._counter.count(cut), _MAX_TOKENS)
            if batch and (len(batch) == _BATCH_TEXTS or total + tokens > _BATCH_TOKENS):
                yield batch, total
                batch, total = [], 0
            batch.append(cut)
            total += tokens
        if batch:
            yield batch, total

    async def _batch(self, texts: list[str], tokens: int, ends: float) -> list[list[float]]:
        async def send(model: str, seconds: float) -> Received[list[list[float]]]:
            # The SDK builds its objects number by number: 24 ms a vector, measured, with the
            # event loop standing still. So only its transport is used.
            raw = await self._client.embeddings.with_raw_response.create(
                model=model,
                input=texts,
                dimensions=EMBEDDING_WIDTH,
                encoding_format="float",  # base64, the default, is unknown to some servers
                timeout=seconds,
            )
            body = json.loads(raw.content)
            if not isinstance(body, dict):
                raise Rubbish("no object")
            return Received(
                raw.request_id or "",
                usage_of(body),
                "",
                lambda: _vectors(_Vectors.model_validate(body), len(texts)),
            )

        mail = allowance.current()
        purpose = Purpose(
            step="embed",
            offers=[Offer("embedding", self._model, tokens + _MARGIN, 0)],
            ends=ends,
            count=self._counter.count,
            ticket_id=mail.ticket_id if mail else "",
            interaction_id=mail.interaction_id if mail else "",
            allowance=mail,
        )
        return await self._endpoint.call(purpose, send)


def _vectors(response: _Vectors, wanted: int) -> list[list[float]]:
    items = sorted(response.data, key=lambda item: item.index)
    if [item.index for item in items] != list(range(wanted)):
        raise Unavailable("The embeddings' endpoint left texts out.")
    for item in items:
        if len(item.embedding) != EMBEDDING_WIDTH:
            raise NotConfigured(
                f"The model gives vectors of {len(item.embedding)} numbers, not "
                f"{EMBEDDING_WIDTH}: choose text-embedding-3-small or another that can."
            )
    return [_unit(item.embedding) for item in items]


def _unit(vector: Sequence[float]) -> list[float]:
    length = math.hypot(*vector)
    if not math.isfinite(length) or length == 0:
        raise Unavailable("The embeddings' endpoint sent a vector without direction.")
    return [value / length for value in vector]


def _refused(error: BaseException | None) -> NotConfigured | Unavailable:
    assert isinstance(error, openai.APIStatusError)
    status = error.status_code
    if error.code == "insufficient_quota":
        return NotConfigured("The account of the embedding model has no credit left.")
    if status in (401, 403):
        return NotConfigured(f"The embeddings' endpoint refuses the API key ({status}).")
    if status in (400, 404, 405, 422):
        return NotConfigured(
            f"The embeddings' endpoint refuses the request ({status}): check the model's name, "
            f"and that it can give {EMBEDDING_WIDTH} dimensions."
        )
    return Unavailable(f"The embeddings' endpoint answered with an error ({status}).")

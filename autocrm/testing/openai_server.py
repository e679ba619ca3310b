"""An OpenAI-compatible server on loopback, to be scripted.

    with OpenAIServer() as server:
        server.script(answer({...}), rate_limited())
        llm = OpenAILLM("any key", base_url=server.base_url, model="any")

Or give it a model that makes up its answers (`openai_models`) and weather that spoils some:

    with OpenAIServer(model=LyingModel(), weather=Weather(rate_limited=0.05)) as server:

`told` counts the tokens of all answers that were sent whole: what a ledger must equal.

The SDK's HTTP library is not one that the usual mocks intercept, and a real server
also shows what hanging, cut and broken connections do.
"""

from __future__ import annotations

import json
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from autocrm.testing.embedder import hash_vector
from autocrm.testing.openai_replies import Reply, completion_body, error, response_body
from autocrm.testing.openai_stream import completion_events, response_events

_UNSUPPORTED_FORM = error(400, "unsupported_response_format")
_NO_SUCH_PATH = error(404)
_MODELS = ("/responses", "/chat/completions")
_WHOLE = ("answer", "refusal", "truncated", "empty")  # kinds of replies that tell their usage


@dataclass(frozen=True)
class Recorded:
    """One request as it arrived."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any] = field(default_factory=dict)


Model = Callable[[Recorded], Reply]  # what a model answers to a request
Spoil = Callable[[Recorded, Reply], Reply]  # what becomes of the answer on its way


@dataclass
class Told:
    """Tokens in and out that answers sent whole have told of, by the id of their request."""

    by_request: dict[str, tuple[int, int]] = field(default_factory=dict)

    @property
    def tokens_in(self) -> int:
        """Of all answers."""
        return sum(paid for paid, _ in self.by_request.values())

    @property
    def tokens_out(self) -> int:
        """Of all answers."""
        return sum(got for _, got in self.by_request.values())


class OpenAIServer:
    """Speaks /v1/responses, /v1/chat/completions, /v1/embeddings and /v1/models.

    Scripted replies are used up in order, one a request to a model; without one left
    `model` answers, and without one the answer is a 500 that says so. Embeddings are
    `hash_vector`s unless scripted with `script_embeddings`. `weather` spoils replies of both.
    """

    def __init__(
        self,
        *,
        responses: bool = True,
        json_schema: bool = True,
        json_object: bool = True,
        model: Model | None = None,
        weather: Spoil | None = None,
    ) -> None:
        """What is switched off is refused as older servers refuse it: 404, 400, 400."""
        self.told = Told()
        self._model = model
        self.weather = weather  # may change at any time
        self._lock = threading.Lock()
        self.requests: list[Recorded] = []
        self.stopping = threading.Event()
        self._features = {"responses": responses, "json_schema": json_schema,
                          "json_object": json_object}  # fmt: skip
        self._replies: deque[Reply] = deque()
        self._embeddings: deque[Reply] = deque()
        self._http = _Http(("127.0.0.1", 0), _Handler)
        self._http.owner = self
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.05,), daemon=True)

    @property
    def base_url(self) -> str:
        """For the client, /v1 included."""
        return f"http://127.0.0.1:{self._http.server_address[1]}/v1"

    def script(self, *replies: Reply) -> None:
        """Answer the next requests to a model so."""
        self._replies.extend(replies)

    def script_embeddings(self, *replies: Reply) -> None:
        """Answer the next requests for embeddings so."""
        self._embeddings.extend(replies)

    def paths(self) -> list[str]:
        """The paths asked for, in order."""
        return [request.path for request in self.requests]

    def __enter__(self) -> OpenAIServer:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stopping.set()
        self._http.shutdown()
        self._http.server_close()
        self._thread.join(5)

    def reply_to(self, request: Recorded) -> Reply:
        """Record a request; the reply, its body ready to be sent."""
        with self._lock:  # requests come in threads
            self.requests.append(request)
            name = f"req_{len(self.requests)}"
            scripted = self._scripted(request)
        reply = scripted or self._made_up(request)
        if reply.usage and reply.kind in _WHOLE:
            self.told.by_request[name] = reply.usage
        return replace(reply, headers={"x-request-id": name, **reply.headers})

    def _scripted(self, request: Recorded) -> Reply | None:
        path = _path(request)
        if path == "/embeddings":
            return self._embeddings.popleft() if self._embeddings else None
        if path not in _MODELS or self._refused(path, request.body) or not self._replies:
            return None
        return _dressed(self._replies.popleft(), path, request.body)

    def _made_up(self, request: Recorded) -> Reply:
        path = _path(request)
        if path == "/models":
            models = [{"id": "any", "object": "model", "created": 0}]
            return _plain({"object": "list", "data": models})
        if path == "/embeddings":
            return self._spoilt(request, _embeddings(request.body))
        if path not in _MODELS:
            return _NO_SUCH_PATH
        refused = self._refused(path, request.body)
        if refused is not None:
            return refused
        if self._model is None:
            return error(500, "nothing_scripted")
        return _dressed(self._spoilt(request, self._model(request)), path, request.body)

    def _spoilt(self, request: Recorded, reply: Reply) -> Reply:
        return self.weather(request, reply) if self.weather else reply

    def _refused(self, path: str, body: dict[str, Any]) -> Reply | None:
        if path == "/responses":
            return None if self._features["responses"] else _NO_SUCH_PATH
        form = body.get("response_format", {}).get("type", "")
        return None if self._features.get(form, True) else _UNSUPPORTED_FORM


def _path(request: Recorded) -> str:
    return request.path.removeprefix("/v1")


def _dressed(reply: Reply, path: str, body: dict[str, Any]) -> Reply:
    """The reply with the bytes that the path and the wish for a stream make of it."""
    if reply.kind in ("status", "raw", "hang", "drop"):
        return reply
    responses = path == "/responses"
    whole = (response_body if responses else completion_body)(reply, str(body.get("model", "")))
    if body.get("stream"):
        events = (response_events if responses else completion_events)(reply, whole)
        return replace(reply, body=events, headers={"content-type": "text/event-stream"})
    return replace(reply, body=json.dumps(whole).encode())


def _plain(body: dict[str, Any], usage: tuple[int, int] | None = None) -> Reply:
    return Reply("answer", body=json.dumps(body).encode(), usage=usage)


def _embeddings(body: dict[str, Any]) -> Reply:
    texts = body["input"] if isinstance(body["input"], list) else [body["input"]]
    width = int(body.get("dimensions", 1536))
    data = [
        {"object": "embedding", "index": index, "embedding": hash_vector(text, width)}
        for index, text in enumerate(texts)
    ]
    words = sum(len(text.split()) for text in texts)
    usage = {"prompt_tokens": words, "total_tokens": words}
    whole = {"object": "list", "data": data, "model": body.get("model", ""), "usage": usage}
    return _plain(whole, (words, 0))


class _Http(ThreadingHTTPServer):
    daemon_threads = True
    owner: OpenAIServer

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that has gone is what some scripts are about: say nothing."""


class _Handler(BaseHTTPRequestHandler):
    server: _Http

    def do_GET(self) -> None:
        self._serve({})

    def do_POST(self) -> None:
        length = int(self.headers.get("content-length", 0))
        self._serve(json.loads(self.rfile.read(length) or b"{}"))

    def log_message(self, format: str, *args: Any) -> None:
        """Tests have their own output."""

    def _serve(self, body: dict[str, Any]) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        reply = self.server.owner.reply_to(Recorded(self.path, headers, body))
        if reply.kind == "hang":
            self.server.owner.stopping.wait(reply.seconds)
        elif reply.kind == "cut":
            self._send(reply.status, reply, len(reply.body) // 2)
        elif reply.kind != "drop":  # a drop: returning without a word closes the connection
            self._send(reply.status, reply, len(reply.body))

    def _send(self, status: int, reply: Reply, length: int) -> None:
        self.send_response(status)
        for name, value in {"content-type": "application/json", **reply.headers}.items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(reply.body)))
        self.end_headers()
        self.wfile.write(reply.body[:length])

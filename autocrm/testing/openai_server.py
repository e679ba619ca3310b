"""An OpenAI-compatible server on loopback, to be scripted.

    with OpenAIServer() as server:
        server.script(answer({...}), rate_limited())
        llm = OpenAILLM("any key", base_url=server.base_url, model="any")

The SDK's HTTP library is not one that the usual mocks intercept, and a real server
also shows what hanging, cut and broken connections do.
"""

from __future__ import annotations

import json
import threading
from collections import deque
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from autocrm.testing.embedder import hash_vector
from autocrm.testing.openai_replies import Reply, completion_body, error, response_body

_UNSUPPORTED_FORM = error(400, "unsupported_response_format")
_NO_SUCH_PATH = error(404)


@dataclass(frozen=True)
class Recorded:
    """One request as it arrived."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any] = field(default_factory=dict)


class OpenAIServer:
    """Speaks /v1/responses, /v1/chat/completions, /v1/embeddings and /v1/models.

    Scripted replies are used up in order, one a request to a model; without one left
    the answer is a 500 that says so. Embeddings are `hash_vector`s unless scripted with
    `script_embeddings`.
    """

    def __init__(
        self, *, responses: bool = True, json_schema: bool = True, json_object: bool = True
    ) -> None:
        """What is switched off is refused as older servers refuse it: 404, 400, 400."""
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

    def reply_to(self, request: Recorded) -> Reply | dict[str, Any]:
        """Record a request; the scripted reply, or a body that is ready to be sent."""
        self.requests.append(request)
        path = request.path.removeprefix("/v1")
        if path == "/models":
            return {"object": "list", "data": [{"id": "any", "object": "model", "created": 0}]}
        if path == "/embeddings":
            return self._embeddings.popleft() if self._embeddings else _embeddings(request.body)
        refused = self._refused(path, request.body)
        if refused is not None:
            return refused
        if not self._replies:
            return error(500, "nothing_scripted")
        return self._dressed(self._replies.popleft(), path, request.body)

    def _refused(self, path: str, body: dict[str, Any]) -> Reply | None:
        if path not in ("/responses", "/chat/completions"):
            return _NO_SUCH_PATH
        if path == "/responses":
            return None if self._features["responses"] else _NO_SUCH_PATH
        form = body.get("response_format", {}).get("type", "")
        return None if self._features.get(form, True) else _UNSUPPORTED_FORM

    def _dressed(self, reply: Reply, path: str, body: dict[str, Any]) -> Reply | dict[str, Any]:
        if reply.kind in ("status", "raw", "hang", "drop"):
            return reply
        shape = response_body if path == "/responses" else completion_body
        return shape(reply, str(body.get("model", "")))


def _embeddings(body: dict[str, Any]) -> dict[str, Any]:
    texts = body["input"] if isinstance(body["input"], list) else [body["input"]]
    width = int(body.get("dimensions", 1536))
    data = [
        {"object": "embedding", "index": index, "embedding": hash_vector(text, width)}
        for index, text in enumerate(texts)
    ]
    words = sum(len(text.split()) for text in texts)
    usage = {"prompt_tokens": words, "total_tokens": words}
    return {"object": "list", "data": data, "model": body.get("model", ""), "usage": usage}


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
        if isinstance(reply, dict):
            self._send(200, json.dumps(reply).encode(), {})
        elif reply.kind == "hang":
            self.server.owner.stopping.wait(reply.seconds)
        elif reply.kind in ("status", "raw"):
            self._send(reply.status, reply.body, reply.headers)
        # "drop": returning without a word closes the connection

    def _send(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in {"content-type": "application/json", **headers}.items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

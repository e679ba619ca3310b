"""Errors of the gateway itself: problem JSON that the Supabase clients can read too."""

from __future__ import annotations

import json
from http import HTTPStatus

from autocrm.stack.gateway.asgi import Headers, Send


class Problem(Exception):
    """A refusal: HTTP `status`, machine-readable `code`, one sentence, further headers."""

    def __init__(
        self, status: int, code: str, message: str, headers: Headers | None = None
    ) -> None:
        super().__init__(message)
        self.status, self.code, self.message = status, code, message
        self.headers: Headers = headers or []

    def body(self) -> bytes:
        """RFC 9457 members, and `code`/`message` where the clients look."""
        return json.dumps(
            {
                "type": "about:blank",
                "title": HTTPStatus(self.status).phrase,
                "status": self.status,
                "detail": self.message,
                "code": self.code,
                "message": self.message,
            }
        ).encode()


async def send_problem(send: Send, problem: Problem) -> None:
    """Answer with the problem."""
    await send_body(
        send, problem.status, b"application/problem+json", problem.body(), problem.headers
    )


async def send_body(
    send: Send, status: int, content_type: bytes, body: bytes, headers: Headers | None = None
) -> None:
    """Answer with a complete body."""
    start: Headers = [
        (b"content-type", content_type),
        (b"content-length", str(len(body)).encode()),
        *(headers or []),
    ]
    await send({"type": "http.response.start", "status": status, "headers": start})
    await send({"type": "http.response.body", "body": body})

"""CORS as Kong's plugin does it: any origin, nothing with credentials."""

from __future__ import annotations

from autocrm.stack.gateway.asgi import Headers, Message, Send, header

_METHODS = b"GET,HEAD,PUT,PATCH,POST,DELETE,OPTIONS,TRACE,CONNECT"
_EXPOSED = (
    b"Content-Encoding, Content-Location, Content-Range, Content-Type, Date, Link, Location,"
    b" Server, Transfer-Encoding, Range-Unit, X-Total-Count, X-Relay-Error, Preference-Applied,"
    b" X-Supabase-Api-Version, Proxy-Status, ETag, Tus-Resumable, Tus-Version, Tus-Extension,"
    b" Tus-Max-Size, Upload-Offset, Upload-Length, Upload-Expires, Upload-Metadata"
)
_ANY_ORIGIN = (b"access-control-allow-origin", b"*")
_USUAL = (b"access-control-expose-headers", _EXPOSED)


def is_preflight(method: str, headers: Headers) -> bool:
    """A browser asking before it sends; a plain OPTIONS goes on to the service."""
    return (
        method == "OPTIONS"
        and header(headers, b"origin") is not None
        and header(headers, b"access-control-request-method") is not None
    )


async def send_preflight(send: Send, headers: Headers) -> None:
    """Allow whatever headers were asked for."""
    asked = header(headers, b"access-control-request-headers") or b"*"
    answer: Headers = [
        _ANY_ORIGIN,
        _USUAL,
        (b"access-control-allow-methods", _METHODS),
        (b"access-control-allow-headers", asked),
        (b"access-control-max-age", b"3600"),
        (b"content-length", b"0"),
        (b"vary", b"Access-Control-Request-Headers"),
    ]
    await send({"type": "http.response.start", "status": 200, "headers": answer})
    await send({"type": "http.response.body", "body": b""})


def with_cors(send: Send) -> Send:
    """A `send` that sets our CORS headers in place of the service's.

    What a service exposes stays exposed, beside what we name.
    """

    async def wrapped(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers: Headers = message.get("headers", [])
            kept = [pair for pair in headers if not pair[0].startswith(b"access-control-")]
            own = [value for name, value in headers if name == b"access-control-expose-headers"]
            exposed = (b"access-control-expose-headers", b", ".join([_EXPOSED, *own]))
            message["headers"] = [*kept, _ANY_ORIGIN, exposed if own else _USUAL]
        await send(message)

    return wrapped

"""Which headers cross the gateway."""

from __future__ import annotations

from autocrm.stack.gateway.asgi import Headers, Scope, header

_HOP_BY_HOP = frozenset(
    b"connection keep-alive proxy-authenticate proxy-authorization proxy-connection te trailer"
    b" trailers transfer-encoding upgrade expect".split()
)
# A caller cannot have these dropped by naming them in Connection: without its length the body
# would be read as the next request of a connection that others share.
_NOT_TO_NAME = frozenset({b"content-length", b"host", b"authorization", b"apikey"})
_FORWARDED = (
    b"x-forwarded-for",
    b"x-forwarded-host",
    b"x-forwarded-proto",
    b"x-forwarded-port",
    b"x-forwarded-prefix",
)


def end_to_end(headers: Headers) -> Headers:
    """Without the headers that are about one connection only, named ones included."""
    named = b",".join(value for name, value in headers if name == b"connection")
    drop = _HOP_BY_HOP
    if named.lower() not in (b"", b"keep-alive", b"close"):
        tokens = {token.strip().lower() for token in named.split(b",")}
        drop = drop | (tokens - _NOT_TO_NAME)
    return [pair for pair in headers if pair[0] not in drop]


def to_upstream(scope: Scope, headers: Headers, host: bytes, prefix: bytes) -> Headers:
    """Request headers for the service: our Host, `x-forwarded-*`, all else as the caller's."""
    incoming = end_to_end(headers)
    given = {name: value for name, value in incoming if name in _FORWARDED}
    own = header(incoming, b"host") or b"localhost"
    peer = (scope.get("client") or ("", 0))[0].encode()
    chain = given.get(b"x-forwarded-for")
    passed = [pair for pair in incoming if pair[0] != b"host" and pair[0] not in given]
    return [
        (b"host", host),
        *passed,
        (b"x-forwarded-for", chain + b", " + peer if chain else peer),
        (b"x-forwarded-host", given.get(b"x-forwarded-host", own)),
        (b"x-forwarded-proto", given.get(b"x-forwarded-proto", b"http")),
        (b"x-forwarded-port", given.get(b"x-forwarded-port", own.rpartition(b":")[2])),
        (b"x-forwarded-prefix", given.get(b"x-forwarded-prefix", prefix)),
    ]

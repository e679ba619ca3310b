"""The web application that was built into web/dist: files, and one page for all its addresses.

What it needs to know of the stack, URL and publishable key, it reads from `/app.json`. In
production a static host does what stands here (`deploy/amplify`).
"""

from __future__ import annotations

import json
import os
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.staticfiles import StaticFiles

from autocrm.stack.gateway.asgi import Receive, Scope, Send, header
from autocrm.stack.gateway.problems import send_body

_NAMED_BY_CONTENT = "assets/"  # Vite puts a digest into these names
_COMPRESSED = {"br": ".br", "gzip": ".gz"}  # made by the build, in this order of preference
SAFETY = {
    "content-security-policy": (
        "default-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; "
        "connect-src 'self' ws: wss:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "strict-origin-when-cross-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}


class Pages(StaticFiles):
    """ASGI application for what no service of the stack answers."""

    def __init__(self, folder: Path, publishable_key: str) -> None:
        """`folder`: web/dist. It may be built again, or for the first time, while this runs."""
        super().__init__(directory=folder, check_dir=False)
        self._folder = folder
        self._about = json.dumps({"key": publishable_key}).encode()

    def takes(self, scope: Scope) -> bool:
        """Whether this is for the application: a file of it, or an address a browser opened."""
        if scope["method"] not in ("GET", "HEAD") or not (self._folder / "index.html").is_file():
            return False
        path: str = scope["path"]
        if path == "/app.json" or b"text/html" in (header(scope["headers"], b"accept") or b""):
            return True
        return path != "/" and self.lookup_path(self.get_path(scope))[1] is not None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request that it `takes`."""
        if scope["path"] == "/app.json":
            headers = [(b"cache-control", b"no-store")]
            await send_body(send, 200, b"application/json", self._about, headers)
            return
        # The gateway's scope has no root path, and a file is found by the path alone.
        await super().__call__({**scope, "root_path": ""}, receive, send)

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file, the best compressed form of it that the browser takes; else the page."""
        found = path if self.lookup_path(path)[1] and path != "." else "index.html"
        response = await self._compressed(found, scope)
        lasting = found.startswith(_NAMED_BY_CONTENT)
        response.headers["cache-control"] = (
            "public, max-age=31536000, immutable" if lasting else "no-cache"
        )
        response.headers.update(SAFETY)
        return response

    async def _compressed(self, path: str, scope: Scope) -> Response:
        taken = (header(scope["headers"], b"accept-encoding") or b"").decode("latin-1")
        for coding, ending in _COMPRESSED.items():
            if coding in taken and self.lookup_path(path + ending)[1]:
                response = await super().get_response(path + ending, scope)
                response.headers["content-encoding"] = coding
                response.headers["content-type"] = _type_of(path)
                response.headers["vary"] = "accept-encoding"
                return response
        try:
            return await super().get_response(path, scope)
        except HTTPException as refused:
            return Response(status_code=refused.status_code)


def _type_of(path: str) -> str:
    import mimetypes

    kind = mimetypes.guess_type(os.path.basename(path))[0] or "application/octet-stream"
    text = kind.startswith("text/") or kind.endswith(("javascript", "json", "+xml"))
    return f"{kind}; charset=utf-8" if text else kind

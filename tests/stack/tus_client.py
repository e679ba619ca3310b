"""A bare TUS client for tests: every header is the test's, and answers come back as they are."""

from __future__ import annotations

import base64
import socket
import time
import urllib.parse
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx

VERSION = {"Tus-Resumable": "1.0.0"}
BODY = "application/offset+octet-stream"


def metadata(**pairs: str) -> str:
    """The header Upload-Metadata."""
    encoded = {key: base64.b64encode(value.encode()).decode() for key, value in pairs.items()}
    return ",".join(f"{key} {value}".strip() for key, value in encoded.items())


@dataclass(frozen=True)
class Tus:
    """Whoever `headers` say, at `url` (…/storage/v1/upload/resumable)."""

    http: httpx.Client
    url: str
    headers: dict[str, str] = field(default_factory=dict)

    def create(
        self, bucket: str, name: str, length: int | None, content: bytes | None = None, **more: Any
    ) -> httpx.Response:
        """POST. `pairs` in `more` adds to the metadata, the rest are headers (with dashes)."""
        pairs = more.pop("pairs", {})
        headers = {"Upload-Metadata": metadata(bucketName=bucket, objectName=name, **pairs)}
        if length is None:
            headers["Upload-Defer-Length"] = "1"
        else:
            headers["Upload-Length"] = str(length)
        if content is not None:
            headers["Content-Type"] = BODY
        return self._send("POST", self.url, headers, more, content or b"")

    def begun(self, bucket: str, name: str, length: int | None, **more: Any) -> str:
        """The address of a new upload."""
        answer = self.create(bucket, name, length, **more)
        assert answer.status_code == 201, answer.text
        return answer.headers["location"]

    def head(self, url: str, **more: str) -> httpx.Response:
        """HEAD."""
        return self._send("HEAD", url, {}, more)

    def patch(
        self, url: str, offset: int, content: bytes | Iterator[bytes], **more: str
    ) -> httpx.Response:
        """PATCH."""
        headers = {"Upload-Offset": str(offset), "Content-Type": BODY}
        return self._send("PATCH", url, headers, more, content)

    def delete(self, url: str, **more: str) -> httpx.Response:
        """DELETE."""
        return self._send("DELETE", url, {}, more)

    def settled(self, url: str) -> httpx.Response:
        """HEAD, asked again while another request is at work on the upload."""
        deadline = time.monotonic() + 20
        while (answer := self.head(url)).status_code == 423:
            assert time.monotonic() < deadline
            time.sleep(0.02)
        return answer

    def half_sent(self, url: str, offset: int, content: bytes, announced: int) -> socket.socket:
        """A PATCH that announces more bytes than it has sent so far; go on, or close it."""
        parts = urllib.parse.urlsplit(url)
        lines = {
            **self.headers,
            **VERSION,
            "Host": parts.netloc,
            "Upload-Offset": str(offset),
            "Content-Type": BODY,
            "Content-Length": str(announced),
        }
        head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
        line = socket.create_connection((parts.hostname or "", parts.port or 80), timeout=20)
        line.sendall(f"PATCH {parts.path} HTTP/1.1\r\n{head}\r\n".encode() + content)
        return line

    def _send(
        self,
        method: str,
        url: str,
        headers: dict[str, str],
        more: dict[str, str],
        content: bytes | Iterator[bytes] = b"",
    ) -> httpx.Response:
        own = {name.replace("_", "-"): value for name, value in more.items()}
        everything = {**self.headers, **VERSION, **headers, **own}
        return self.http.request(method, url, headers=everything, content=content)

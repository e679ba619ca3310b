"""Where an upload is: the last segment of its URL, and the URL as the client can reach it."""

from __future__ import annotations

import base64
import binascii
import re
import urllib.parse

from starlette.requests import Request

from autocrm.stack.storage.tus_protocol import not_found
from autocrm.stack.storage.tus_records import Upload

PREFIX = "/storage/v1/upload/resumable"  # as clients see it; the gateway takes off the first half
_HOST = re.compile(r"[A-Za-z0-9.\-]+(?::[0-9]+)?|\[[0-9A-Fa-f:.]+\](?::[0-9]+)?")


def address_of(upload: Upload) -> str:
    """The last segment of an upload's URL: bucket, name and id, as upstream writes them."""
    text = f"{upload.bucket}/{upload.name}/{upload.id}"
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def named(address: str) -> tuple[str, str, str]:
    """Bucket, name and id of an address. Raises TusFailure 404."""
    try:
        padded = address + "=" * (-len(address) % 4)
        text = base64.b64decode(padded, altchars=b"-_", validate=True).decode()
        bucket, rest = text.split("/", 1)
        name, upload_id = rest.rsplit("/", 1)
    except (binascii.Error, ValueError) as error:
        raise not_found() from error
    return bucket, name, upload_id


def upload_url(request: Request, upload: str, *, signed: bool) -> str:
    """The absolute address of an upload, as the client reaches us: a proxy before us counts."""
    headers = request.headers
    scheme = headers.get("x-forwarded-proto", request.url.scheme)
    host = headers.get("x-forwarded-host", headers.get("host", ""))
    port = headers.get("x-forwarded-port", "")
    if "x-forwarded-host" in headers and port.isdecimal() and port not in ("80", "443"):
        host = f"{host.partition(':')[0]}:{port}"
    path = f"{PREFIX}{'/sign' if signed else ''}/{upload}"
    if scheme not in ("http", "https") or not _HOST.fullmatch(host):
        return path  # a relative address serves as well, and repeats nothing strange
    return urllib.parse.urlunsplit((scheme, host, path, "", ""))

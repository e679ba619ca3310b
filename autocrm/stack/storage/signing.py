"""Tokens in URLs: each is for one object and one purpose, and ends."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from autocrm.stack.storage.context import StorageContext
from autocrm.stack.storage.errors import StorageFailure, invalid_request
from autocrm.stack.tokens import InvalidToken

UPLOAD_SECONDS = 2 * 3600  # how long an upload URL holds; upstream's
_DOWNLOAD, _UPLOAD = "download", "upload"
_MAX_SECONDS = 100 * 365 * 86400  # far enough, and no date that overflows


@dataclass(frozen=True)
class DownloadToken:
    """What a download token allows; `transformations` is bound to it for images."""

    key: str
    expires_at: int  # seconds since 1970
    transformations: str = ""


@dataclass(frozen=True)
class UploadToken:
    """What an upload token allows, and whose the object will be."""

    key: str
    owner_id: str | None
    upsert: bool


def sign_download(
    context: StorageContext, key: str, seconds: int, transformations: str = ""
) -> str:
    """A token for reading `bucket/name` for that long."""
    more = {"transformations": transformations} if transformations else {}
    return _sign(context, {"url": key, "scope": _DOWNLOAD, **more}, seconds)


def sign_upload(context: StorageContext, key: str, owner_id: str | None, upsert: bool) -> str:
    """A token for storing `bucket/name`."""
    claims = {"url": key, "scope": _UPLOAD, "owner": owner_id, "upsert": upsert}
    return _sign(context, claims, UPLOAD_SECONDS)


def check_download(context: StorageContext, token: str, key: str) -> DownloadToken:
    """What the token says about `key`. Raises StorageFailure 400 for any other token."""
    claims = _check(context, token, key, _DOWNLOAD)
    return DownloadToken(key, int(claims["exp"]), str(claims.get("transformations", "")))


def check_upload(context: StorageContext, token: str, key: str) -> UploadToken:
    """What the token says about `key`. Raises StorageFailure 400 for any other token."""
    claims = _check(context, token, key, _UPLOAD)
    owner = claims.get("owner")
    return UploadToken(key, None if owner is None else str(owner), claims.get("upsert") is True)


def _sign(context: StorageContext, claims: dict[str, Any], seconds: int) -> str:
    now = int(time.time())
    times = {"iat": now, "exp": now + min(seconds, _MAX_SECONDS)}
    return context.url_signer.sign(claims | times)


def _check(context: StorageContext, token: str, key: str, scope: str) -> dict[str, Any]:
    if not token:
        raise invalid_request("querystring must have required property 'token'")
    try:
        claims = context.url_signer.verify(token)
    except InvalidToken as error:
        raise StorageFailure(400, "InvalidJWT", str(error)) from error
    if claims.get("scope") != scope:
        raise invalid_request(f"Token is not scoped for {scope}", "InvalidSignature")
    if claims.get("url") != key:
        raise invalid_request("Invalid signature", "InvalidSignature")
    return claims

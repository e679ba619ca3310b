"""Who is connecting, and as whom a channel is joined: keys and tokens to claims."""

from __future__ import annotations

import hmac
import json
import time
from typing import Any

from joserfc import jws
from joserfc.errors import JoseError

from autocrm.stack.keys import Keys
from autocrm.stack.tokens import InvalidToken, Signer

Claims = dict[str, Any]
_OPAQUE = "sb_"


class Refused(Exception):
    """Somebody may not do something: upstream's error code, and a sentence."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code, self.message = code, message

    @property
    def reason(self) -> str:
        """Both, as the reply to a join gives them."""
        return f"{self.code}: {self.message}"


class Keyring:
    """The stack's keys, and the tokens that Auth signs."""

    def __init__(self, keys: Keys, signer: Signer) -> None:
        self._signer = signer
        self._opaque = [
            (keys.secret_key.encode(), signer.verify(keys.service_role_jwt)),
            (keys.publishable_key.encode(), signer.verify(keys.anon_jwt)),
        ]

    def of_key(self, key: str | None) -> Claims:
        """The claims of an API key, `sb_…` or legacy JWT. Raises Refused."""
        if not key:
            raise Refused("MissingAPIKey", "Give the project's key as `apikey`")
        if not key.startswith(_OPAQUE):
            return self.of_token(key)
        found = None
        for known, claims in self._opaque:
            if hmac.compare_digest(known, key.encode()):
                found = claims
        if found is None:
            raise Refused("InvalidAPIKey", "Use the publishable or secret key of this stack")
        return found

    def of_token(self, token: str) -> Claims:
        """The claims of a JWT that is valid now, `role` and `exp` among them. Raises Refused."""
        token = "".join(token.split())  # upstream, too, forgives a token broken over lines
        try:
            claims = self._signer.verify(token)
        except InvalidToken as error:
            raise _explained(token) from error
        if "role" not in claims:
            raise _without_claims()
        return claims

    def of_join(self, token: Any, own: Claims) -> Claims:
        """Those of a join's access_token; `own` are the connection's, which an API key and no
        token stand for. Raises Refused."""
        if not isinstance(token, str) or not token:
            return own
        return own if token.startswith(_OPAQUE) else self.of_token(token)


def expired_sentence(expires: float) -> str:
    """Upstream's words for a token that was good until `expires` (seconds since 1970)."""
    return f"Token has expired {max(0, int(time.time() - expires))} seconds ago"


def _explained(token: str) -> Refused:
    """Why a token was refused. What it says of itself is not trusted, only quoted."""
    try:
        claims = json.loads(jws.extract_compact(token.encode()).payload)
    except (JoseError, ValueError, RecursionError):
        claims = None
    if not isinstance(claims, dict):
        return Refused("MalformedJWT", "The token provided is not a valid JWT")
    expires = claims.get("exp")
    if "role" not in claims or expires is None:
        return _without_claims()
    if isinstance(expires, int | float) and expires <= time.time():
        return Refused("InvalidJWTToken", expired_sentence(expires))
    return Refused("JwtSignatureError", "Failed to validate JWT signature")


def _without_claims() -> Refused:
    return Refused("InvalidJWTToken", "Fields `role` and `exp` are required in JWT")

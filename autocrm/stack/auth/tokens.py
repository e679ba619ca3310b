"""Signing and checking access tokens (JWT)."""

from __future__ import annotations

import time
from typing import Any

from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, OctKey

from autocrm.stack.auth.settings import Algorithm
from autocrm.stack.keys import Keys

Claims = dict[str, Any]
_MAX_TOKEN = 16_384  # characters; no honest token is longer


class InvalidToken(Exception):
    """The token proves nothing; the message says why, without repeating the token."""


class Signer:
    """Signs with one algorithm, accepts ES256 of our key and legacy HS256 of the secret."""

    def __init__(self, keys: Keys, algorithm: Algorithm) -> None:
        self._ec = ECKey.import_key(keys.es256)
        self._kid: str = keys.es256["kid"]
        self._oct = OctKey.import_key(keys.jwt_secret)
        self._algorithm = algorithm
        self.public_jwks: dict[str, Any] = keys.public_jwks()

    def sign(self, claims: Claims) -> str:
        """The compact JWT of `claims`."""
        if self._algorithm == "HS256":
            header = {"alg": "HS256", "typ": "JWT"}
            return jwt.encode(header, claims, self._oct, algorithms=["HS256"])
        header = {"alg": "ES256", "kid": self._kid, "typ": "JWT"}
        return jwt.encode(header, claims, self._ec, algorithms=["ES256"])

    def verify(self, token: str) -> Claims:
        """The claims of a token we signed that has not expired. Raises InvalidToken."""
        if len(token) > _MAX_TOKEN:
            raise InvalidToken("token is too long")
        try:
            header = jws.extract_compact(token.encode("ascii")).headers()
            claims = self._decode(token, header)
        except (JoseError, ValueError) as error:
            raise InvalidToken("token is malformed or its signature is invalid") from error
        _check_times(claims)
        return claims

    def _decode(self, token: str, header: dict[str, Any]) -> Claims:
        # The algorithm picks the key, never the other way round: so a token "signed" HS256
        # with our public key, or not at all, meets a key that it does not fit.
        if header.get("alg") == "HS256":
            return jwt.decode(token, self._oct, algorithms=["HS256"]).claims
        if header.get("alg") == "ES256" and header.get("kid") == self._kid:
            return jwt.decode(token, self._ec, algorithms=["ES256"]).claims
        raise InvalidToken("unrecognized JWT kid or signing method")


def _check_times(claims: Claims) -> None:
    expires, begins = claims.get("exp"), claims.get("nbf", 0)
    if not isinstance(expires, int | float) or not isinstance(begins, int | float):
        raise InvalidToken("token has invalid claims: exp or nbf is not a number")
    if expires <= time.time():
        raise InvalidToken("token has invalid claims: token is expired")
    if begins > time.time():
        raise InvalidToken("token has invalid claims: token is not valid yet")

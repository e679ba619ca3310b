"""Signing and checking access tokens (JWT)."""

from __future__ import annotations

import time
from typing import Any, Literal

from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, OctKey

from autocrm.stack.keys import Keys

Algorithm = Literal["ES256", "HS256"]
Claims = dict[str, Any]
_MAX_TOKEN = 16_384  # characters; no honest token is longer
_AUDIENCE = "authenticated"  # of every user; the API keys have none
API_ROLES = frozenset({"anon", "authenticated", "service_role"})


class InvalidToken(Exception):
    """The token proves nothing; the message says why, without repeating the token."""


class Signer:
    """Signs with one algorithm, accepts ES256 of our key and legacy HS256 of the secret.

    `roles` are those that a token may name; a service that knows of more adds them.
    """

    def __init__(self, keys: Keys, algorithm: Algorithm) -> None:
        self._ec = ECKey.import_key(keys.es256)
        self._kid: str = keys.es256["kid"]
        self._oct = OctKey.import_key(keys.jwt_secret)
        self._algorithm = algorithm
        self.roles: frozenset[str] = API_ROLES
        self.public_jwks: dict[str, Any] = keys.public_jwks()

    def sign(self, claims: Claims) -> str:
        """The compact JWT of `claims`."""
        if self._algorithm == "HS256":
            header = {"alg": "HS256", "typ": "JWT"}
            return jwt.encode(header, claims, self._oct, algorithms=["HS256"])
        header = {"alg": "ES256", "kid": self._kid, "typ": "JWT"}
        return jwt.encode(header, claims, self._ec, algorithms=["ES256"])

    def verify(self, token: str) -> Claims:
        """The claims of a token we signed, for us and now. Raises InvalidToken.

        A token without audience or role is accepted (the API keys have no audience): it then
        gives the rights of nobody.
        """
        if len(token) > _MAX_TOKEN:
            raise InvalidToken("token is too long")
        try:
            header = jws.extract_compact(token.encode("ascii")).headers()
            claims = self._decode(token, header)
        except (JoseError, ValueError) as error:
            raise InvalidToken("token is malformed or its signature is invalid") from error
        _check_times(claims)
        _check_audience(claims.get("aud"))
        role = claims.get("role") or "anon"
        if not isinstance(role, str) or role not in self.roles:
            raise InvalidToken("token has invalid claims: its role is none of the API's")
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


def _check_audience(audience: Any) -> None:
    # The secret also signs what is not meant as a session: a link to a file, say.
    if audience is None or audience == _AUDIENCE:
        return
    if not isinstance(audience, list) or _AUDIENCE not in audience:
        raise InvalidToken("token has invalid claims: it is meant for another audience")

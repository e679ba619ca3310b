"""The keys of the local stack: well-known constants, and one signing key of its own."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from joserfc import jws
from joserfc.jwk import ECKey, OctKey

from autocrm.stack.config import make_home, write_private
from autocrm.stack.errors import StackError, explain_os_errors

# The public constants of `supabase start`. They protect nothing beyond loopback.
JWT_SECRET = "super-secret-jwt-token-with-at-least-32-characters-long"
PUBLISHABLE_KEY = "sb_publishable_ACJWlzQHlZjBrEguHvfOxg_3BJgxAaH"
SECRET_KEY = "sb_secret_N7UND0UgjKTVK-Uodkm0Hg_xSvEMPvz"
_LEGACY_EXPIRY = 1983812996  # seconds since 1970; upstream's, so the tokens are upstream's too


@dataclass(frozen=True)
class Keys:
    """All keys of one stack. `es256` is the private JWK that Auth signs with."""

    es256: dict[str, Any]
    jwt_secret: str = JWT_SECRET
    publishable_key: str = PUBLISHABLE_KEY
    secret_key: str = SECRET_KEY

    @property
    def anon_jwt(self) -> str:
        """The legacy HS256 token of role anon."""
        return self._legacy("anon")

    @property
    def service_role_jwt(self) -> str:
        """The legacy HS256 token of role service_role."""
        return self._legacy("service_role")

    def public_jwks(self) -> dict[str, Any]:
        """What `/.well-known/jwks.json` publishes: the public half of the ES256 key."""
        public = ECKey.import_key(self.es256).as_dict(private=False)
        return {"keys": [{**public, "key_ops": ["verify"]}]}

    def verify_jwks(self) -> dict[str, Any]:
        """What services verify with: the public key and the HS256 secret. Keep it private."""
        oct_key = OctKey.import_key(self.jwt_secret).as_dict(private=True)
        return {"keys": [*self.public_jwks()["keys"], {**oct_key, "alg": "HS256"}]}

    def _legacy(self, role: str) -> str:
        claims = {"iss": "supabase-demo", "role": role, "exp": _LEGACY_EXPIRY}
        header = {"alg": "HS256", "typ": "JWT"}
        # jws keeps this order of the header, so the token is upstream's to the letter
        payload = json.dumps(claims, separators=(",", ":"))
        return jws.serialize_compact(header, payload, OctKey.import_key(self.jwt_secret))


def load_or_create_keys(home: Path) -> Keys:
    """The keys of `home`; the first call makes the signing key. Raises StackError."""
    path = home / "keys.json"
    with explain_os_errors(path):
        if path.exists():
            return _read(path)
    make_home(home)
    key = ECKey.generate_key("P-256", parameters={"alg": "ES256", "use": "sig"}, auto_kid=True)
    write_private(path, json.dumps({"es256": key.as_dict(private=True)}, indent=2))
    return _read(path)


def _read(path: Path) -> Keys:
    try:
        private = json.loads(path.read_text())["es256"]
        ECKey.import_key(private)
    except (ValueError, KeyError, TypeError) as error:
        raise StackError(f"{path} is damaged: delete it, and all will sign in again.") from error
    return Keys(es256=private)

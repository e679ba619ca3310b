"""Access tokens that no service may accept: forged, stale, or meant for somebody else.

    @pytest.mark.parametrize("kind", BAD_TOKENS)
    def test_a_bad_token_opens_nothing(stack, kind):
        token = bad_token(stack.keys, kind)

Each claims the service role, unless `claims` say otherwise, so that one that is accepted
shows. `FORGED` are those nobody with our keys signed; `MISUSED` are signed by our own keys,
but are not valid now, not for us, or for a role that the API does not give. PostgREST has no
opinion on audiences: leave WRONG_AUDIENCE out there.
"""

from __future__ import annotations

import base64
import hmac
import json
import time
from collections.abc import Callable
from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from joserfc import jws
from joserfc.jwk import ECKey, OctKey

from autocrm.stack.keys import Keys

Claims = dict[str, Any]
Maker = Callable[[Keys, Claims], str]
_REGISTRY = jws.JWSRegistry(algorithms=["HS256", "ES256"])


def bad_token(keys: Keys, kind: str, **claims: Any) -> str:
    """The token of `kind`; `claims` replace the default ones (service role, ten minutes)."""
    usual = {"role": "service_role", "aud": "authenticated", "exp": int(time.time()) + 600}
    return _MAKERS[kind](keys, {**usual, **claims})


def encoded(value: bytes | Any) -> str:
    """base64url of bytes, or of the JSON of anything else."""
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def good_token(keys: Keys, claims: Claims, algorithm: str = "ES256") -> str:
    """Signed by our own key, whatever the claims say."""
    if algorithm == "HS256":
        return _signed({"alg": "HS256"}, claims, OctKey.import_key(keys.jwt_secret))
    return _signed({"alg": "ES256", "kid": keys.es256["kid"]}, claims, _ours(keys))


def _signed(header: Claims, claims: Any, key: Any) -> str:
    # jws and not jwt: it lets a test sign what it likes
    return jws.serialize_compact(header, json.dumps(claims), key, registry=_REGISTRY)


def _ours(keys: Keys) -> ECKey:
    return ECKey.import_key(keys.es256)


def _unsigned(alg: Any) -> Maker:
    def make(keys: Keys, claims: Claims) -> str:
        header = {"typ": "JWT"} | ({} if alg is None else {"alg": alg})
        return f"{encoded(header)}.{encoded(claims)}."

    return make


def _mac(secret: Callable[[Keys], bytes], kid: bool = True) -> Maker:
    """HS256 by hand: the library refuses to misuse a public key."""

    def make(keys: Keys, claims: Claims) -> str:
        header = {"alg": "HS256"} | ({"kid": keys.es256["kid"]} if kid else {})
        body = f"{encoded(header)}.{encoded(claims)}"
        return f"{body}.{encoded(hmac.digest(secret(keys), body.encode(), 'sha256'))}"

    return make


def _pem(keys: Keys) -> bytes:
    public = _ours(keys).public_key
    return public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def _published_jwk(keys: Keys) -> bytes:
    return json.dumps(keys.public_jwks()["keys"][0]).encode()


def _stranger(kid: Callable[[Keys], str | None]) -> Maker:
    def make(keys: Keys, claims: Claims) -> str:
        name = kid(keys)
        header = {"alg": "ES256"} | ({"kid": name} if name else {})
        return _signed(header, claims, ECKey.generate_key("P-256"))

    return make


def _key_inside(keys: Keys, claims: Claims) -> str:
    stranger = ECKey.generate_key("P-256")
    header = {"alg": "ES256", "kid": keys.es256["kid"], "jwk": stranger.as_dict(private=False)}
    return _signed(header, claims, stranger)


def _with_signature(signature: bytes) -> Maker:
    def make(keys: Keys, claims: Claims) -> str:
        header = {"alg": "ES256", "kid": keys.es256["kid"]}
        return f"{encoded(header)}.{encoded(claims)}.{encoded(signature)}"

    return make


def _changed(keys: Keys, claims: Claims) -> str:
    header, _, signature = good_token(keys, {**claims, "role": "anon"}, "HS256").split(".")
    return f"{header}.{encoded(claims)}.{signature}"


def _ours_with(algorithm: str = "ES256", **changes: Callable[[], Any]) -> Maker:
    def make(keys: Keys, claims: Claims) -> str:
        changed = {name: value() for name, value in changes.items()}
        return good_token(keys, {**claims, **changed}, algorithm)

    return make


def _in(seconds: int) -> Callable[[], int]:
    return lambda: int(time.time()) + seconds


_FORGED: dict[str, Maker] = {
    **{f"alg {alg}": _unsigned(alg) for alg in ("none", "None", "NONE", "nOnE", "")},
    "no alg": _unsigned(None),
    "alg list": _unsigned(["none"]),
    "hs256 with the public pem": _mac(_pem),
    "hs256 with the public jwk": _mac(_published_jwk),
    "hs256 with the public pem, no kid": _mac(_pem, kid=False),
    "hs256 with a coordinate": _mac(lambda keys: keys.es256["x"].encode()),
    "hs256 with a weak secret": _mac(lambda keys: b"secret", kid=False),
    "hs256 with an empty secret": _mac(lambda keys: b"", kid=False),
    "foreign kid": _stranger(lambda keys: "other"),
    "no kid": _stranger(lambda keys: None),
    "stranger with our kid": _stranger(lambda keys: keys.es256["kid"]),
    "kid of a file": _stranger(lambda keys: "../../../../dev/null"),
    "key inside": _key_inside,
    "signature of zeros": _with_signature(bytes(64)),
    "empty signature": _with_signature(b""),
    "changed payload": _changed,
    "no json": lambda keys, claims: "abc.def.ghi",
    "two parts": lambda keys, claims: f"{encoded({'alg': 'HS256'})}.{encoded(claims)}",
    "not ascii": lambda keys, claims: "\u00e9.\u00e9.\u00e9",
    "payload is a list": lambda keys, claims: _signed(
        {"alg": "HS256"}, [claims], OctKey.import_key(keys.jwt_secret)
    ),
}
# PostgREST forgives half a minute, so stale is a minute ago.
_MISUSED: dict[str, Maker] = {
    "expired": _ours_with("HS256", exp=_in(-60)),
    "expired es256": _ours_with(exp=_in(-60)),
    "not yet valid": _ours_with("HS256", nbf=_in(300)),
    "not yet valid es256": _ours_with(nbf=_in(300)),
    "role postgres": _ours_with(role=lambda: "postgres"),
    "role supabase_admin": _ours_with("HS256", role=lambda: "supabase_admin"),
    "role supabase_auth_admin": _ours_with(role=lambda: "supabase_auth_admin"),
    "role supabase_storage_admin": _ours_with(role=lambda: "supabase_storage_admin"),
    "role authenticator": _ours_with(role=lambda: "authenticator"),
    "role nobody": _ours_with(role=lambda: "nobody"),
    "wrong audience": _ours_with(aud=lambda: "somebody-else"),
}
_MAKERS = {**_FORGED, **_MISUSED}
FORGED: list[str] = list(_FORGED)
MISUSED: list[str] = list(_MISUSED)
BAD_TOKENS: list[str] = list(_MAKERS)
WRONG_AUDIENCE = "wrong audience"

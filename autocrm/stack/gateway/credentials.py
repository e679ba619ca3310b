"""From the keys a client sends to the Authorization header the services understand."""

from __future__ import annotations

import hmac

from autocrm.stack.gateway.asgi import Headers, header
from autocrm.stack.gateway.problems import Problem
from autocrm.stack.keys import Keys

_OPAQUE = b"sb_"
_BEARER_OPAQUE = b"bearer sb_"


class Credentials:
    """The stack's two opaque keys and the JWTs they stand for."""

    def __init__(self, keys: Keys) -> None:
        # signed once here: the properties of Keys sign at every call
        self._stands_for = [
            (keys.secret_key.encode(), b"Bearer " + keys.service_role_jwt.encode()),
            (keys.publishable_key.encode(), b"Bearer " + keys.anon_jwt.encode()),
        ]

    def authorize(self, headers: Headers) -> Headers:
        """`headers` with Authorization as the services want it, by the rules of `supabase start`.

        A JWT in Authorization is left alone. Without one, an opaque key of ours becomes its JWT,
        and any other apikey is copied as it is, without "Bearer": what that is worth is for the
        service to say. No key at all is anon.
        """
        apikey, bearer = header(headers, b"apikey"), header(headers, b"authorization")
        opaque = _opaque_bearer(bearer)
        if bearer is not None and opaque is None:
            return headers
        key = apikey or opaque
        if key is None:
            return headers
        value = self._jwt_of(key) or key
        return [
            *(pair for pair in headers if pair[0] != b"authorization"),
            (b"authorization", value),
        ]

    def refuse_strangers(self, headers: Headers) -> None:
        """Raise Problem 401 for an `sb_` key that is not ours, as hosted Supabase does.

        `supabase start` takes it for anon, and the wrong key then shows as tables without rows.
        """
        apikey, bearer = header(headers, b"apikey"), header(headers, b"authorization")
        for key in (apikey, _opaque_bearer(bearer)):
            if key is not None and key.startswith(_OPAQUE) and self._jwt_of(key) is None:
                message = "Invalid API key: use the publishable or secret key of this stack."
                raise Problem(401, "invalid_api_key", message)

    def _jwt_of(self, key: bytes) -> bytes | None:
        found = None
        for known, authorization in self._stands_for:
            if hmac.compare_digest(known, key):
                found = authorization
        return found


def _opaque_bearer(bearer: bytes | None) -> bytes | None:
    if bearer is None or not bearer.lower().startswith(_BEARER_OPAQUE):
        return None
    return bearer[len(b"bearer ") :].strip()

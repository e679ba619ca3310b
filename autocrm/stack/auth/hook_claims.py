"""What claims a hook must leave in an access token, and of which types."""

from __future__ import annotations

from typing import Any

from autocrm.stack.auth.errors import AuthFailure

Json = dict[str, Any]
_TYPES: dict[str, tuple[type, ...]] = {
    "aud": (str, list),
    "exp": (int,),
    "iat": (int,),
    "nbf": (int,),
    "iss": (str,),
    "jti": (str,),
    "sub": (str,),
    "email": (str,),
    "phone": (str,),
    "app_metadata": (dict,),
    "user_metadata": (dict,),
    "role": (str,),
    "aal": (str,),
    "amr": (list,),
    "session_id": (str,),
    "client_id": (str,),
}
_REQUIRED = ("aud", "exp", "iat", "sub", "email", "phone", "role", "aal", "session_id")
_ALSO_REQUIRED = ("is_anonymous",)  # of any type


def check_claims(claims: Any) -> Json:
    """The claims, when a token can be made of them. Raises AuthFailure 500 naming what is wrong."""
    if not isinstance(claims, dict):
        raise _refused(["(root): claims must be an object"])
    missing = [name for name in (*_REQUIRED, *_ALSO_REQUIRED) if name not in claims]
    wrong = [name for name in _TYPES if name in claims and not _fits(claims[name], _TYPES[name])]
    if missing or wrong:
        absent = [f"(root): {name} is required" for name in missing]
        raise _refused([*absent, *(f"{name}: Invalid type" for name in wrong)])
    return claims


def _fits(value: Any, types: tuple[type, ...]) -> bool:
    return isinstance(value, types) and not isinstance(value, bool)


def _refused(reasons: list[str]) -> AuthFailure:
    listed = "".join(f"- {reason}\n" for reason in reasons)
    message = f"output claims do not conform to the expected schema: \n{listed}"
    return AuthFailure(500, "unexpected_failure", message)

"""What Auth tells anybody: settings, health and public keys."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from autocrm.stack.auth.context import context_of
from autocrm.stack.auth.errors import not_built
from autocrm.stack.auth.external import PROVIDERS


async def health(request: Request) -> Response:
    """Auth is up; clients of upstream look at `name`."""
    description = "GoTrue is a user registration and authentication API"
    return JSONResponse({"version": "embedded", "name": "GoTrue", "description": description})


async def settings(request: Request) -> Response:
    """Which ways to sign in are open."""
    current = context_of(request).settings
    external = {
        **{name: name in current.external for name in sorted(PROVIDERS)},
        "anonymous_users": current.enable_anonymous_sign_ins,
        "email": current.email_signup,
        "phone": current.phone.signup,
    }
    return JSONResponse(
        {
            "external": external,
            "disable_signup": not current.enable_signup,
            "mailer_autoconfirm": not current.email_confirmations,
            "phone_autoconfirm": not current.phone.confirmations,
            "sms_provider": "",
            "saml_enabled": False,
            "saml_private_key_next_configured": False,
            "passkeys_enabled": False,
        }
    )


async def jwks(request: Request) -> Response:
    """The public keys that access tokens are verified with."""
    headers = {"cache-control": "public, max-age=600"}
    return JSONResponse(context_of(request).signer.public_jwks, headers=headers)


async def not_built_yet(request: Request) -> Response:
    """501 for every endpoint of upstream that is not here."""
    raise not_built(f"{request.method} {request.url.path}")

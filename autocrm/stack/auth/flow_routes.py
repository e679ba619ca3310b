"""Routes of what goes by mail, and of the ways to sign in that are closed here."""

from __future__ import annotations

from starlette.routing import Route

from autocrm.stack.auth import external
from autocrm.stack.auth.admin_links import generate_link
from autocrm.stack.auth.identities import link_identity, unlink_identity
from autocrm.stack.auth.invite import invite
from autocrm.stack.auth.limits import limited
from autocrm.stack.auth.otp import magic_link, otp
from autocrm.stack.auth.recover import reauthenticate, recover, resend
from autocrm.stack.auth.verify import verify_code, verify_link

_SIGN_IN, _VERIFY = "sign_in_sign_ups", "token_verifications"


def flow_routes() -> list[Route]:
    """Those routes, under their rate limits."""
    return [
        Route("/otp", limited(otp, _SIGN_IN), methods=["POST"]),
        Route("/magiclink", limited(magic_link, _SIGN_IN), methods=["POST"]),
        Route("/recover", limited(recover, _SIGN_IN), methods=["POST"]),
        Route("/resend", limited(resend, _SIGN_IN), methods=["POST"]),
        Route("/verify", limited(verify_link, _VERIFY)),
        Route("/verify", limited(verify_code, _VERIFY), methods=["POST"]),
        Route("/reauthenticate", reauthenticate),
        Route("/invite", invite, methods=["POST"]),
        Route("/admin/generate_link", generate_link, methods=["POST"]),
        Route("/user/identities/authorize", link_identity),
        Route("/user/identities/{identity_id}", unlink_identity, methods=["DELETE"]),
        Route("/authorize", external.authorize),
        Route("/callback", external.callback, methods=["GET", "POST"]),
        Route("/sso", external.sso, methods=["POST"]),
        Route("/sso/{rest:path}", external.sso, methods=["GET", "POST"]),
    ]

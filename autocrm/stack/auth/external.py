"""Signing in by OAuth or SAML: not here, so refused in upstream's words for switched off."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from autocrm.stack.auth.context import context_of
from autocrm.stack.auth.errors import AuthFailure, not_built, validation_failed
from autocrm.stack.auth.settings import AuthSettings

_PROVIDERS = frozenset(
    (
        *("apple", "azure", "bitbucket", "discord", "facebook", "figma", "fly", "github", "gitlab"),
        *("google", "kakao", "keycloak", "linkedin", "linkedin_oidc", "notion", "slack"),
        *("slack_oidc", "snapchat", "spotify", "twitch", "twitter", "workos", "x", "zoom"),
    )
)


async def authorize(request: Request) -> Response:
    """GET /authorize, where a browser would be sent on to the provider."""
    provider = request.query_params.get("provider", "")
    raise unsupported_provider(context_of(request).settings, provider)


async def callback(request: Request) -> Response:
    """GET and POST /callback: no flow was ever begun, so no state is right."""
    raise AuthFailure(400, "bad_oauth_state", "OAuth state parameter missing or invalid")


async def sso(request: Request) -> Response:
    """/sso and all below it."""
    raise AuthFailure(404, "saml_provider_disabled", "SAML 2.0 is disabled")


def unsupported_provider(settings: AuthSettings, provider: str) -> AuthFailure:
    """400 for a provider that is off or unknown; 501 for one that config.toml switches on."""
    if provider in settings.external:
        return not_built(f"Signing in with {provider} ([auth.external.{provider}])")
    if provider in _PROVIDERS:
        return validation_failed("Unsupported provider: provider is not enabled")
    return validation_failed(f"Unsupported provider: Provider {provider} could not be found")

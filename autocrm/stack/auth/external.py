"""Signing in by OAuth or SAML: not here, so refused in upstream's words for switched off."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from autocrm.stack.auth.body import read_json, text_of
from autocrm.stack.auth.context import context_of
from autocrm.stack.auth.errors import AuthFailure, not_built, validation_failed
from autocrm.stack.auth.settings import AuthSettings

# All that upstream knows by name.
PROVIDERS = frozenset(
    (
        *("apple", "azure", "bitbucket", "discord", "facebook", "figma", "fly", "github", "gitlab"),
        *("google", "kakao", "keycloak", "linkedin", "linkedin_oidc", "notion", "slack"),
        *("slack_oidc", "snapchat", "spotify", "twitch", "twitter", "workos", "x", "zoom"),
    )
)

_ISSUERS = {
    "apple": "https://appleid.apple.com",
    "facebook": "https://www.facebook.com",
    "google": "https://accounts.google.com",
    "kakao": "https://kauth.kakao.com",
    "keycloak": "",
}


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
    if provider in PROVIDERS:
        return validation_failed("Unsupported provider: provider is not enabled")
    return validation_failed(f"Unsupported provider: Provider {provider} could not be found")


async def id_token_grant(request: Request) -> Response:
    """grant_type=id_token: a token of another issuer."""
    settings, body = context_of(request).settings, await read_json(request)
    provider = text_of(body, "provider")
    if not text_of(body, "id_token"):
        raise validation_failed("id_token required")
    if not provider and not (text_of(body, "client_id") and text_of(body, "issuer")):
        raise validation_failed("provider or client_id and issuer required")
    if provider in settings.external:
        raise not_built(f"Signing in with a token of {provider}")
    if provider == "azure":
        raise validation_failed("Unable to detect issuer in ID token for Azure provider")
    if provider not in _ISSUERS:
        raise validation_failed(f'Custom OIDC provider "{provider}" not allowed')
    message = f'Provider (issuer "{_ISSUERS[provider]}") is not enabled'
    raise AuthFailure(400, "provider_disabled", message)


async def web3_grant(request: Request) -> Response:
    """grant_type=web3: a message signed by a wallet."""
    chains = [name for name in context_of(request).settings.external if name.startswith("web3:")]
    if not chains:
        raise AuthFailure(422, "web3_provider_disabled", "Web3 provider is disabled")
    chain = text_of(await read_json(request), "chain")
    if chain not in ("solana", "ethereum"):
        raise AuthFailure(400, "web3_unsupported_chain", "Unsupported chain")
    if f"web3:{chain}" not in chains:
        message = f"{chain.capitalize()} Web3 provider is disabled"
        raise AuthFailure(422, "web3_provider_disabled", message)
    raise not_built(f"Signing in with a {chain} wallet")

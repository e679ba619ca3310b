"""What every handler of Auth needs, in one value."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request

from autocrm.stack.auth.database import AuthDatabase
from autocrm.stack.auth.settings import AuthSettings
from autocrm.stack.auth.tokens import Signer


@dataclass(frozen=True)
class AuthContext:
    """Settings, database and signer of one running Auth."""

    settings: AuthSettings
    database: AuthDatabase
    signer: Signer
    issuer: str  # base URL of Auth as clients see it: the `iss` claim


def context_of(request: Request) -> AuthContext:
    """The context that `create_auth_app` put into the application."""
    context: AuthContext = request.app.state.context
    return context

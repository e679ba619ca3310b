"""What every handler of Auth needs, in one value."""

from __future__ import annotations

from dataclasses import dataclass, field

from starlette.requests import Request

from autocrm.stack.auth.database import AuthDatabase
from autocrm.stack.auth.limits import Buckets
from autocrm.stack.auth.mailer import Mailer
from autocrm.stack.auth.settings import AuthSettings
from autocrm.stack.tokens import Signer


@dataclass(frozen=True)
class AuthContext:
    """Settings, database, signer, mailer and rate limits of one running Auth."""

    settings: AuthSettings
    database: AuthDatabase
    signer: Signer
    issuer: str  # base URL of Auth as clients see it: the `iss` claim
    smtp_port: int | None = None  # of the captured mail; without one no mail can be sent
    mailer: Mailer = field(init=False)
    buckets: Buckets = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "mailer", Mailer(self.settings.mail, self.smtp_port))
        object.__setattr__(self, "buckets", Buckets(self.settings.rate_limits))


def context_of(request: Request) -> AuthContext:
    """The context that `create_auth_app` put into the application."""
    context: AuthContext = request.app.state.context
    return context

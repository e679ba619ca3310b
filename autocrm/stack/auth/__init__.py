"""Supabase Auth's protocol on the embedded Postgres: sign-up, sign-in, sessions, admin."""

from __future__ import annotations

from autocrm.stack.auth.app import create_auth_app
from autocrm.stack.auth.context import AuthContext
from autocrm.stack.auth.database import AuthDatabase
from autocrm.stack.auth.settings import AuthSettings
from autocrm.stack.tokens import InvalidToken, Signer

__all__ = [
    "AuthContext",
    "AuthDatabase",
    "AuthSettings",
    "InvalidToken",
    "Signer",
    "create_auth_app",
]

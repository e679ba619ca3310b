"""What every handler of Storage needs, in one value."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request

from autocrm.stack.storage.database import StorageDatabase
from autocrm.stack.storage.files import Files
from autocrm.stack.storage.settings import StorageSettings
from autocrm.stack.tokens import Signer


@dataclass(frozen=True)
class StorageContext:
    """Settings, rows, bytes and signers of one running Storage.

    `signer` checks who calls; `url_signer` (HS256, as upstream) signs and checks the tokens
    in URLs.
    """

    settings: StorageSettings
    database: StorageDatabase
    files: Files
    signer: Signer
    url_signer: Signer


def context_of(request: Request) -> StorageContext:
    """The context that `create_storage_app` put into the application."""
    context: StorageContext = request.app.state.context
    return context

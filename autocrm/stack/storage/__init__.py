"""The embedded Storage: buckets and objects, as the official clients speak to them."""

from autocrm.stack.storage.app import create_storage_app
from autocrm.stack.storage.context import StorageContext
from autocrm.stack.storage.database import StorageDatabase
from autocrm.stack.storage.files import Files
from autocrm.stack.storage.settings import StorageSettings
from autocrm.stack.storage.upkeep import open_storage

__all__ = [
    "Files",
    "StorageContext",
    "StorageDatabase",
    "StorageSettings",
    "create_storage_app",
    "open_storage",
]

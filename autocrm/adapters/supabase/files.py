"""ports.Files on Supabase Storage."""

from __future__ import annotations

import httpx
from storage3.exceptions import StorageApiError

from autocrm import errors
from supabase import AsyncClient

_BY_STATUS: dict[str, type[errors.AutoCRMError]] = {
    "401": errors.Unauthenticated,
    "403": errors.Forbidden,
    "404": errors.NotFound,
    "409": errors.Conflict,
    "413": errors.TooLarge,
    "415": errors.Invalid,
}


class SupabaseFiles:
    """Files in buckets, with the rights of the client's key or user."""

    def __init__(self, client: AsyncClient) -> None:
        self._client = client

    async def put(self, bucket: str, path: str, content: bytes, content_type: str) -> None:
        """Store a file in place of what is there. Raises AutoCRMError only."""
        options = {"content-type": content_type, "upsert": "true"}
        try:
            await self._client.storage.from_(bucket).upload(path, content, options)  # type: ignore[arg-type]
        except StorageApiError as error:
            raise _translate(error) from error
        except httpx.HTTPError as error:
            raise _silent(error) from error

    async def add(self, bucket: str, path: str, content: bytes, content_type: str) -> None:
        """Store a file where none is. Raises AutoCRMError only; Conflict when there is one."""
        options = {"content-type": content_type, "upsert": "false"}
        try:
            await self._client.storage.from_(bucket).upload(path, content, options)  # type: ignore[arg-type]
        except StorageApiError as error:
            raise _translate(error) from error
        except httpx.HTTPError as error:
            raise _silent(error) from error

    async def remove(self, bucket: str, path: str) -> None:
        """Delete a file that one may; nothing happens when it is not there."""
        try:
            await self._client.storage.from_(bucket).remove([path])
        except StorageApiError as error:
            raise _translate(error) from error
        except httpx.HTTPError as error:
            raise _silent(error) from error

    async def get(self, bucket: str, path: str) -> bytes:
        """The bytes of a file. Raises AutoCRMError only."""
        try:
            return await self._client.storage.from_(bucket).download(path)
        except StorageApiError as error:
            raise _translate(error) from error
        except httpx.HTTPError as error:
            raise _silent(error) from error


def _silent(error: httpx.HTTPError) -> errors.AutoCRMError:
    return errors.Unavailable(
        f"Storage did not answer ({type(error).__name__}): see `autocrm status`."
    )


def _translate(error: StorageApiError) -> errors.AutoCRMError:
    status = str(error.status)
    if status.startswith("5") or status == "429":
        return errors.Unavailable(f"Storage is not ready: {error.message}")
    return _BY_STATUS.get(status, errors.AutoCRMError)(error.message)

"""Storage in memory."""

from __future__ import annotations

from collections import deque

from autocrm.errors import AutoCRMError, NotFound


class Shelf:
    """`ports.Files`. `files` maps (bucket, path) to (content, content type)."""

    def __init__(self) -> None:
        self.files: dict[tuple[str, str], tuple[bytes, str]] = {}
        self._failures: deque[AutoCRMError] = deque()

    def fail_with(self, *errors: AutoCRMError) -> None:
        """Raise these at the next calls; a put that raises keeps nothing."""
        self._failures.extend(errors)

    async def put(self, bucket: str, path: str, content: bytes, content_type: str) -> None:
        """Keep the file in place of what was there."""
        if self._failures:
            raise self._failures.popleft()
        self.files[bucket, path] = (content, content_type)

    async def get(self, bucket: str, path: str) -> bytes:
        """The bytes that were put there."""
        if self._failures:
            raise self._failures.popleft()
        if (bucket, path) not in self.files:
            raise NotFound(f"There is no file {path} in {bucket}.")
        return self.files[bucket, path][0]

    async def remove(self, bucket: str, path: str) -> None:
        """Forget the file, if there is one."""
        if self._failures:
            raise self._failures.popleft()
        self.files.pop((bucket, path), None)

"""Files that no row names any more are deleted in Storage."""

from __future__ import annotations

from collections.abc import Sequence

from autocrm.ports import Services


async def delete_files(services: Services, bucket: str, paths: Sequence[str]) -> int:
    """Delete each; how many were named. Done twice, the second time finds nothing to delete."""
    for path in paths:
        await services.files.remove(bucket, path)
    return len(paths)

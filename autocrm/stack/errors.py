"""What the embedded stack can explain. It imports nothing else of autocrm."""

from __future__ import annotations

import errno
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class StackError(Exception):
    """One sentence that says what is wrong and what to do."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@contextmanager
def explain_os_errors(path: Path) -> Iterator[None]:
    """Turn the file-system troubles a user can fix into a StackError about `path`."""
    try:
        yield
    except OSError as error:
        raise StackError(os_error_sentence(error, path)) from error


def os_error_sentence(error: OSError, path: Path) -> str:
    """The sentence for an OSError met while working below `path`."""
    where = error.filename or str(path)
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return disk_full_sentence(where)
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return f"{where} is not writable: change its owner or mode, or choose another home folder."
    return f"{where} cannot be used ({error.strerror}): repair it or choose another home folder."


def disk_full_sentence(where: Path | str) -> str:
    """What to say when no space is left."""
    return f"The disk that holds {where} is full: free some space and start again."


def tells_of_full_disk(said: str) -> bool:
    """True when Postgres's words mean that no space is left; a short write is one way."""
    return re.search(r"No space left|Disk quota|wrote only \d+ of \d+", said) is not None

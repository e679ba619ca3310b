"""Texts that somebody names by a file."""

from __future__ import annotations

import sys
from pathlib import Path

from autocrm.errors import Invalid


def text_of(name: str) -> str:
    """What is in the file, or comes on stdin for "-". Raises Invalid, naming the file."""
    try:
        return sys.stdin.read() if name == "-" else Path(name).read_text("utf-8")
    except UnicodeDecodeError as error:
        raise Invalid(f"{name} is not UTF-8.") from error
    except OSError as error:
        raise Invalid(f"{name} cannot be read: {error.strerror}.") from error

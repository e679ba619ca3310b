"""Which names buckets and objects may have, and which values a header may carry back."""

from __future__ import annotations

import re

from autocrm.stack.storage.errors import (
    StorageFailure,
    invalid_bucket_name,
    invalid_key,
    unsupported_mime_type,
)

_KEY = re.compile(r"[\w/!\-.*'() &$@=;:+,?]{1,1024}", re.ASCII)
_BUCKET = re.compile(r"[\w!\-.*'() &$@=;:+,?]{1,100}", re.ASCII)
_HEADER_VALUE = re.compile(r"[\t\x20-\x7e]{1,1024}")
_MIME = re.compile(r"[\w!#$&^.+\-*]+/[\w!#$&^.+\-*]+", re.ASCII)


def check_key(name: str) -> str:
    """The name of an object: upstream's characters, 1024 at most. Raises StorageFailure.

    No segment may be `.` or `..`: what reads such a name as a path would end elsewhere.
    """
    if not _KEY.fullmatch(name) or {".", ".."} & set(name.split("/")):
        raise invalid_key(name)
    return name


def check_bucket_name(name: str) -> str:
    """The name of a bucket: as for objects, without slashes. Raises StorageFailure."""
    if not _BUCKET.fullmatch(name) or name in (".", "..") or name != name.strip():
        raise invalid_bucket_name()
    return name


def check_header_value(name: str, value: str) -> str:
    """A value that a download will send as header `name`. Raises StorageFailure."""
    if not _HEADER_VALUE.fullmatch(value):
        message = f'Invalid character in response header "{name}"'
        raise StorageFailure(400, "invalid_header_char", message, "InvalidRequest")
    return value


def header_value(value: object, default: str) -> str:
    """A value from the rows as a header; the default for what no header can carry."""
    return value if isinstance(value, str) and _HEADER_VALUE.fullmatch(value) else default


def check_mime_types(types: list[str]) -> list[str]:
    """The kinds of files a bucket takes: `image/png`, `image/*`. Raises StorageFailure."""
    for kind in types:
        if not _MIME.fullmatch(kind):
            raise unsupported_mime_type(kind)
    return types


def check_mime_type(mime_type: str, allowed: list[str] | None) -> None:
    """That a bucket takes this kind of file; no list takes all. Raises StorageFailure 415."""
    if not allowed:
        return
    kind = mime_type.partition(";")[0].strip().lower()
    family = kind.partition("/")[0]
    wanted = {entry.lower() for entry in allowed}
    if not _MIME.fullmatch(kind) or not wanted & {kind, f"{family}/*", "*/*"}:
        raise unsupported_mime_type(mime_type)


def is_folder_placeholder(name: str) -> bool:
    """The empty file by which Studio makes a folder: any bucket takes it, at no size."""
    return name.endswith(".emptyFolderPlaceholder")

"""Errors as Supabase Storage words them: clients compare `error`, `statusCode` and message."""

from __future__ import annotations

from starlette.responses import JSONResponse


class StorageFailure(Exception):
    """A refusal. `status` is what the body says; the HTTP status follows upstream's rule.

    `error` is the machine-readable word that clients compare ("not_found", "Duplicate", ...),
    `code` upstream's newer name of the same trouble ("NoSuchKey", "KeyAlreadyExists", ...).
    `headers` go into the answer.
    """

    def __init__(
        self,
        status: int,
        error: str,
        message: str,
        code: str | None = None,
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status, self.error, self.message = status, error, message
        self.code, self.headers = code or error, headers

    @property
    def http_status(self) -> int:
        """Upstream answers refusals with 400, trouble of the server's with its number.

        416 is kept, since those who ask for ranges act on it.
        """
        return self.status if self.status >= 500 or self.status == 416 else 400

    def body(self) -> dict[str, str]:
        """The members of the JSON answer."""
        return {
            "statusCode": str(self.status),
            "error": self.error,
            "message": self.message,
            "code": self.code,
        }

    def response(self) -> JSONResponse:
        """The JSON answer."""
        return JSONResponse(self.body(), self.http_status, self.headers)


def no_such_bucket() -> StorageFailure:
    """404: there is none, or the caller may not see it."""
    return StorageFailure(404, "Bucket not found", "Bucket not found", "NoSuchBucket")


def no_such_object() -> StorageFailure:
    """404: there is none, or the caller may not see it."""
    return StorageFailure(404, "not_found", "Object not found", "NoSuchKey")


def already_exists(code: str = "KeyAlreadyExists") -> StorageFailure:
    """409: the name is taken and the request does not overwrite."""
    return StorageFailure(409, "Duplicate", "The resource already exists", code)


def not_empty() -> StorageFailure:
    """409: a bucket with objects in it is not deleted."""
    message = "The bucket you tried to delete is not empty"
    return StorageFailure(409, "ResourceNotEmpty", message)


def access_denied(message: str = "new row violates row-level security policy") -> StorageFailure:
    """403: a policy, a grant or a token says no."""
    return StorageFailure(403, "Unauthorized", message, "AccessDenied")


def invalid_key(name: str) -> StorageFailure:
    """400: no object may have this name."""
    return StorageFailure(400, "InvalidKey", f"Invalid key: {name[:200]}")


def invalid_bucket_name() -> StorageFailure:
    """400: no bucket may have this name."""
    return StorageFailure(400, "Invalid Input", "Bucket name invalid", "InvalidBucketName")


def invalid_request(message: str, error: str = "InvalidRequest") -> StorageFailure:
    """400: the request can never be accepted as it is."""
    return StorageFailure(400, error, message)


def too_large() -> StorageFailure:
    """413: over the limit of the bucket or of the whole service."""
    message = "The object exceeded the maximum allowed size"
    return StorageFailure(413, "Payload too large", message, "EntityTooLarge")


def unsupported_mime_type(mime_type: str) -> StorageFailure:
    """415: the bucket does not take this kind of file."""
    message = f"mime type {mime_type[:200]} is not supported"
    return StorageFailure(415, "invalid_mime_type", message, "InvalidMimeType")


def disk_full() -> StorageFailure:
    """507: no space is left; nothing of the upload was kept."""
    message = "The disk of Storage is full: free some space and upload again"
    return StorageFailure(507, "InsufficientStorage", message)


def not_built(what: str) -> StorageFailure:
    """501: upstream has it, this stack has not."""
    message = f"{what} is not part of the embedded stack"
    return StorageFailure(501, "NotImplemented", message, "NotSupported")

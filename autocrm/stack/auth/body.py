"""Reading a request: the JSON body field by field, and who sent it."""

from __future__ import annotations

import re
import uuid

from starlette.requests import Request

from autocrm.stack.auth.errors import AuthFailure, validation_failed
from autocrm.stack.jsonbody import BodyTooLarge, Json, NotAnObject, NotJson, read_object

# One @, no blanks or controls, labels of letters and digits with single dots between them.
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_EMAIL = re.compile(rf"[a-z0-9.!#$%&'*+/=?^_`{{|}}~-]+@{_LABEL}(?:\.{_LABEL})*", re.I | re.ASCII)
_PHONE = re.compile(r"[1-9][0-9]{1,14}")


async def read_json(request: Request) -> Json:
    """The body as an object ({} when empty), 1 MB at most. Raises AuthFailure."""
    try:
        return await read_object(request)
    except BodyTooLarge as error:
        raise AuthFailure(413, "bad_json", "Request body is larger than 1 MB") from error
    except NotJson as error:
        raise _bad_json("not valid JSON") from error
    except NotAnObject as error:
        raise _bad_json("expected an object") from error


def _bad_json(reason: str) -> AuthFailure:
    return AuthFailure(400, "bad_json", f"Could not parse request body as JSON: {reason}")


def text_of(body: Json, name: str) -> str:
    """A string field, "" when it is missing or null. Raises AuthFailure."""
    value = body.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise _bad_json(f"{name} must be a string")
    return value


def object_of(body: Json, name: str) -> Json:
    """An object field, {} when it is missing or null. Raises AuthFailure."""
    value = body.get(name)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise _bad_json(f"{name} must be an object")
    return value


def flag_of(body: Json, name: str) -> bool:
    """A boolean field, false when it is missing or null. Raises AuthFailure."""
    value = body.get(name)
    if value is not None and not isinstance(value, bool):
        raise _bad_json(f"{name} must be true or false")
    return bool(value)


def valid_email(address: str) -> str:
    """The address in lower case, as it is stored and compared. Raises AuthFailure."""
    if not address:
        raise validation_failed("An email address is required")
    if len(address) > 255:
        raise validation_failed("An email address is too long")
    if not _EMAIL.fullmatch(address):
        raise validation_failed("Unable to validate email address: invalid format")
    return address.lower()


def valid_phone(number: str) -> str:
    """The number without its plus sign, as it is stored. Raises AuthFailure."""
    digits = number.strip().removeprefix("+").replace(" ", "")
    if not _PHONE.fullmatch(digits):
        raise validation_failed("Invalid phone number format (E.164 required)")
    return digits


def valid_uuid(text: str, complaint: str, status: int = 400) -> uuid.UUID:
    """`text` as a UUID. Raises AuthFailure with `complaint`."""
    try:
        return uuid.UUID(text)
    except ValueError as error:
        raise AuthFailure(status, "validation_failed", complaint) from error

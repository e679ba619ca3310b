"""Reading a JSON body, field by field."""

from __future__ import annotations

from typing import TypeVar

from starlette.requests import Request

from autocrm.stack.jsonbody import BodyTooLarge, Json, NotAnObject, NotJson, read_object
from autocrm.stack.storage.errors import StorageFailure, invalid_request

T = TypeVar("T")
_NAMES: dict[type, str] = {str: "string", bool: "boolean", int: "integer", list: "array"}
_NAMES[dict] = "object"


async def read_json(request: Request) -> Json:
    """The body as an object ({} when empty), 1 MB at most. Raises StorageFailure."""
    try:
        return await read_object(request)
    except BodyTooLarge as error:
        message = "Request body is larger than 1 MB"
        raise StorageFailure(413, "Payload too large", message) from error
    except NotJson as error:
        raise invalid_request("Body is not valid JSON") from error
    except NotAnObject as error:
        raise invalid_request("body must be object") from error


def optional(body: Json, name: str, kind: type[T]) -> T | None:
    """A field of one type; None when it is missing or null. Raises StorageFailure."""
    value = body.get(name)
    if value is None:
        return None
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise invalid_request(f"body/{name} must be {_NAMES[kind]}")
    return value


def required(body: Json, name: str, kind: type[T]) -> T:
    """A field that must be there. Raises StorageFailure."""
    value = optional(body, name, kind)
    if value is None:
        raise invalid_request(f"body must have required property '{name}'")
    return value


def strings(body: Json, name: str) -> list[str] | None:
    """A list of strings; None when it is missing or null. Raises StorageFailure."""
    values = optional(body, name, list)
    if values is not None and not all(isinstance(value, str) for value in values):
        raise invalid_request(f"body/{name} must hold strings")
    return values


def number(body: Json, name: str, least: int) -> int | None:
    """A whole number, also as text (as the clients send `expiresIn`). Raises StorageFailure."""
    value = body.get(name)
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 16:
        value = int(value)
    value = optional({name: value}, name, int)
    if value is not None and not least <= value < 2**53:
        raise invalid_request(f"body/{name} must be >= {least}")
    return value

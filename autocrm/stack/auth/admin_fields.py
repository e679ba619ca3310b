"""From the body of an admin request to the columns it sets."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

from autocrm.stack.auth.body import (
    flag_of,
    object_of,
    text_of,
    valid_email,
    valid_phone,
    valid_uuid,
)
from autocrm.stack.auth.durations import seconds_of
from autocrm.stack.auth.errors import validation_failed
from autocrm.stack.auth.passwords import check_strength, hash_password
from autocrm.stack.auth.settings import AuthSettings
from autocrm.stack.auth.users import merged

Json = dict[str, Any]
_BCRYPT = re.compile(r"\$2[aby]\$\d\d\$[./A-Za-z0-9]{53}")


async def new_user_values(settings: AuthSettings, body: Json) -> Json:
    """Columns of a user to create. Raises AuthFailure."""
    values = await _common(settings, body)
    if not values.get("email") and not values.get("phone"):
        raise validation_failed("Cannot create a user without either an email or phone")
    if text_of(body, "id"):
        values["id"] = valid_uuid(text_of(body, "id"), "ID must conform to the uuid v4 format")
    providers = [name for name in ("email", "phone") if values.get(name)]
    values["raw_app_meta_data"] = {
        "provider": providers[0],
        "providers": providers,
        **object_of(body, "app_metadata"),
    }
    metadata = dict(object_of(body, "user_metadata"))
    if "email_confirmed_at" in values:
        metadata["email_verified"] = True
    values["raw_user_meta_data"] = metadata
    return values


async def updated_values(settings: AuthSettings, before: Json, body: Json) -> Json:
    """Columns that the request changes. Raises AuthFailure."""
    values = await _common(settings, body)
    for field, column in (
        ("app_metadata", "raw_app_meta_data"),
        ("user_metadata", "raw_user_meta_data"),
    ):
        if body.get(field) is not None:
            values[column] = merged(before[column], object_of(body, field))
    if "email_confirmed_at" in values:
        metadata = values.get("raw_user_meta_data", before["raw_user_meta_data"])
        values["raw_user_meta_data"] = merged(metadata, {"email_verified": True})
    if before["email_confirmed_at"]:  # the first confirmation counts
        values.pop("email_confirmed_at", None)
    return values


async def _common(settings: AuthSettings, body: Json) -> Json:
    values: Json = {}
    if text_of(body, "email"):
        values["email"] = valid_email(text_of(body, "email"))
    if text_of(body, "phone"):
        values["phone"] = valid_phone(text_of(body, "phone"))
    if flag_of(body, "email_confirm"):
        values["email_confirmed_at"] = "now"
    if flag_of(body, "phone_confirm"):
        values["phone_confirmed_at"] = "now"
    if text_of(body, "role"):
        values["role"] = text_of(body, "role")
    if text_of(body, "ban_duration"):
        values["banned_until"] = _banned_until(text_of(body, "ban_duration"))
    return {**values, **await _password(settings, body)}


async def _password(settings: AuthSettings, body: Json) -> Json:
    password, ready = text_of(body, "password"), text_of(body, "password_hash")
    if password and ready:
        raise validation_failed("Only a password or a password hash should be provided")
    if ready:
        if not _BCRYPT.fullmatch(ready):
            raise validation_failed("password_hash must be a bcrypt hash")
        return {"encrypted_password": ready}
    if password:
        check_strength(password, settings.minimum_password_length, settings.required_characters)
        return {"encrypted_password": await hash_password(password)}
    return {}


def _banned_until(duration: str) -> datetime | None:
    """`none` lifts a ban; else units as in 24h or 1h30m, from now on."""
    if duration == "none":
        return None
    try:
        seconds = seconds_of(duration)
    except ValueError as error:
        raise validation_failed(f"invalid format for ban duration: {duration!r}") from error
    try:
        return datetime.now(UTC) + timedelta(seconds=seconds)
    except OverflowError as error:
        raise validation_failed("ban duration is too long") from error

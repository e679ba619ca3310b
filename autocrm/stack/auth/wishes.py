"""What a user wants changed of themselves, and which of it nobody may have."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from autocrm.stack.auth.body import object_of, text_of, valid_email, valid_phone
from autocrm.stack.auth.errors import AuthFailure
from autocrm.stack.auth.passwords import check_strength
from autocrm.stack.auth.settings import AuthSettings

Json = dict[str, Any]


@dataclass(frozen=True)
class Wishes:
    """The body of PUT /user; "" and None leave things as they are."""

    email: str
    phone: str
    password: str
    nonce: str
    data: Json | None

    def new_email(self, user: Json) -> bool:
        """Whether the address is another than the user's."""
        return bool(self.email) and self.email != user["email"]

    def new_phone(self, user: Json) -> bool:
        """Whether the number is another than the user's."""
        return bool(self.phone) and self.phone != user["phone"]

    def check(self, user: Json, aal: str) -> None:
        """Refuse what this user may not change in a session of this level. Raises AuthFailure."""
        guarded = bool(self.password) or self.new_email(user) or self.new_phone(user)
        if guarded and aal != "aal2" and _has_second_factor(user):
            message = "AAL2 session is required to update email or password when MFA is enabled."
            raise AuthFailure(401, "insufficient_aal", message)
        if user["is_anonymous"] and self.password and not (self.email or self.phone):
            message = "Updating password of an anonymous user without an email or phone"
            raise AuthFailure(422, "validation_failed", f"{message} is not allowed")
        if user["is_sso_user"] and (guarded or self.nonce):
            message = "Updating email, phone, password of a SSO account only possible via SSO"
            raise AuthFailure(422, "user_sso_managed", message)


def _has_second_factor(user: Json) -> bool:
    return any(factor["status"] == "verified" for factor in user["factors"] or [])


def wishes_of(settings: AuthSettings, body: Json) -> Wishes:
    """Read the body. Raises AuthFailure."""
    if body.get("app_metadata") is not None:
        message = "Updating app_metadata requires admin privileges"
        raise AuthFailure(403, "not_admin", message)
    email, phone, password = (text_of(body, name) for name in ("email", "phone", "password"))
    if body.get("password") is not None:
        check_strength(password, settings.minimum_password_length, settings.required_characters)
    return Wishes(
        email=valid_email(email) if email else "",
        phone=valid_phone(phone) if phone else "",
        password=password,
        nonce=text_of(body, "nonce"),
        data=None if body.get("data") is None else object_of(body, "data"),
    )

"""Who is calling, and what of the request SQL may see."""

from __future__ import annotations

import dataclasses
import uuid
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Caller:
    """A role of the API with its claims; `operation` is upstream's name of the endpoint."""

    role: str
    claims: dict[str, Any] = field(default_factory=dict)
    operation: str = ""
    method: str = ""
    path: str = ""
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def owner_id(self) -> str | None:
        """The `sub` claim: whom a new row will belong to."""
        sub = self.claims.get("sub")
        return str(sub) if sub else None


def as_service(caller: Caller) -> Caller:
    """The same request with the rights of the service role: RLS is not asked."""
    return dataclasses.replace(caller, role="service_role", claims={"role": "service_role"})


def owner_uuid(owner_id: str | None) -> uuid.UUID | None:
    """For the deprecated column `owner`: None when the id is no UUID."""
    try:
        return uuid.UUID(owner_id) if owner_id else None
    except ValueError:
        return None

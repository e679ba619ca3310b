"""What all rows have in common."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Row(BaseModel):
    """Frozen; columns that a newer server adds are left out."""

    model_config = ConfigDict(frozen=True, extra="ignore")

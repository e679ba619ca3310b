"""What the worker does."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from autocrm.sdk.rows.base import Row


class Job(Row):
    """A piece of work of the worker. `state` is queued, running, done or dead."""

    id: str
    kind: str
    state: str
    payload: dict[str, Any]
    attempts: int
    max_attempts: int
    run_at: datetime
    last_error: str | None = None
    created_at: datetime
    started_at: datetime | None = None
    finished_at: datetime | None = None

"""What a feed calls: plain functions, on the event loop, that neither block nor raise."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from enum import Enum
from typing import Any


class FeedState(Enum):
    """What `on_state` hears."""

    LIVE = "live"  # the slot streams: what is committed from now on is delivered
    LOST = "lost"  # the stream broke; a new one is tried for, changes may be missed


OnChange = Callable[[uuid.UUID, list[int], dict[str, Any]], None]
OnMessage = Callable[[dict[str, Any]], None]
OnState = Callable[[FeedState], None]

"""What a call costs. Unknown models cost nothing here, and that is said once in the log."""

from __future__ import annotations

import logging
import re

log = logging.getLogger(__name__)

# US dollars a million tokens, (in, out), list prices without discounts for cached input.
PRICES = {
    "gpt-5": (1.25, 10.0),
    "gpt-5-mini": (0.25, 2.0),
    "gpt-5-nano": (0.05, 0.40),
    "gpt-4.1": (2.0, 8.0),
    "gpt-4.1-mini": (0.40, 1.60),
    "gpt-4.1-nano": (0.10, 0.40),
    "gpt-4o": (2.50, 10.0),
    "gpt-4o-mini": (0.15, 0.60),
    "text-embedding-3-small": (0.02, 0.0),
    "text-embedding-3-large": (0.13, 0.0),
}
_SNAPSHOT = re.compile(r"-\d{4}-\d\d-\d\d$")  # gpt-4o-mini-2024-07-18 costs what gpt-4o-mini costs
_named: set[str] = set()


def price_known(model: str) -> bool:
    """Whether `cost_usd` can tell; if not, a cost of 0 means "unknown"."""
    return _SNAPSHOT.sub("", model) in PRICES


def cost_usd(model: str, tokens_in: int, tokens_out: int = 0) -> float:
    """US dollars for a call; 0.0 for a model that is not in the table."""
    price = PRICES.get(_SNAPSHOT.sub("", model))
    if price is None:
        if model not in _named:
            _named.add(model)
            log.warning("No price is known for the model %s: its cost is recorded as 0.", model)
        return 0.0
    return (tokens_in * price[0] + tokens_out * price[1]) / 1_000_000

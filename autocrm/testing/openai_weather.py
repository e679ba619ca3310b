"""What becomes of a share of the answers on their way, for `OpenAIServer(weather=...)`."""

from __future__ import annotations

import threading
from collections import Counter
from random import Random

from autocrm.testing.openai_replies import Reply, drop, error, hang, rate_limited, rubbish
from autocrm.testing.openai_server import Recorded


class Weather:
    """Spoils a share of the replies of each kind; `seen` counts what it did.

    The shares are in 0..1 and add up to at most 1; `seed` makes a run repeatable as long as
    requests come in the same order. `retry_after` and `stall_s` are in seconds.
    """

    def __init__(
        self,
        *,
        rate_limited: float = 0.0,
        errors: float = 0.0,
        stalls: float = 0.0,
        rubbish: float = 0.0,
        cuts: float = 0.0,
        drops: float = 0.0,
        retry_after: float = 0.2,
        stall_s: float = 60.0,
        seed: int = 1,
    ) -> None:
        self.seen: Counter[str] = Counter()
        self._shares = {
            "rate_limited": rate_limited, "errors": errors, "stalls": stalls,
            "rubbish": rubbish, "cuts": cuts, "drops": drops,
        }  # fmt: skip
        self._retry_after = retry_after
        self._stall_s = stall_s
        self._random = Random(seed)
        self._lock = threading.Lock()

    def __call__(self, _request: Recorded, reply: Reply) -> Reply:
        """The reply as it will arrive."""
        kinds, shares = list(self._shares), list(self._shares.values())
        with self._lock:
            [kind] = self._random.choices([*kinds, "fine"], [*shares, 1 - sum(shares)])
            self.seen[kind] += 1
        return self._spoilt(kind, reply)

    def _spoilt(self, kind: str, reply: Reply) -> Reply:
        match kind:
            case "rate_limited":
                return rate_limited(self._retry_after)
            case "errors":
                return error(500, "server_error")
            case "stalls":
                return hang(self._stall_s)
            case "rubbish":
                return rubbish()
            case "cuts":
                return Reply("cut", reply.text, body=reply.body)
            case "drops":
                return drop()
        return reply

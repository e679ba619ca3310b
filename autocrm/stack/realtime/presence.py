"""Who is present in a room: keys, each with an entry for every channel that tracks under it."""

from __future__ import annotations

import itertools
import secrets
from collections.abc import Hashable
from typing import Any

from autocrm.stack.realtime.wire import to_json

Meta = dict[str, Any]
Metas = dict[str, dict[str, list[Meta]]]
_start = secrets.token_hex(6)  # so that references of an earlier process are not met again
_numbers = itertools.count(1)


class Presences:
    """The present of one room. The differences are upstream's: {joins, leaves} of metas."""

    def __init__(self) -> None:
        self._metas: dict[str, dict[Hashable, Meta]] = {}
        self._state: str | None = None

    def __bool__(self) -> bool:
        return bool(self._metas)

    def state(self) -> str:
        """Everybody, as the JSON of `presence_state`."""
        if self._state is None:
            everybody = {key: {"metas": list(metas.values())} for key, metas in self._metas.items()}
            self._state = to_json(everybody)
        return self._state

    def track(self, who: Hashable, key: str, payload: Meta) -> str:
        """`who` is present under `key`, or tells something new; the JSON of the difference."""
        metas = self._metas.setdefault(key, {})
        before = metas.get(who)
        meta = {**payload, "phx_ref": f"{_start}{next(_numbers):x}"}
        if before is not None:
            meta["phx_ref_prev"] = before["phx_ref"]
        metas[who] = meta
        return self._changed(_of(key, meta), _of(key, before))

    def untrack(self, who: Hashable, key: str) -> str | None:
        """`who` has gone; the JSON of the difference, None when it was not there."""
        metas = self._metas.get(key, {})
        meta = metas.pop(who, None)
        if meta is None:
            return None
        if not metas:
            del self._metas[key]
        return self._changed({}, _of(key, meta))

    def _changed(self, joins: Metas, leaves: Metas) -> str:
        self._state = None
        return to_json({"joins": joins, "leaves": leaves})


def _of(key: str, meta: Meta | None) -> Metas:
    return {key: {"metas": [meta]}} if meta is not None else {}

"""The demo's orders, and which categories may tell of them: `seeds/orders.toml`."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from autocrm.adapters.supabase.client import rpc, run
from autocrm.errors import Invalid
from supabase import AsyncClient

_KEPT = ("number", "email", "status", "carrier", "tracking", "total")
_AT = ("placed", "shipped", "delivered")  # in days from now


async def seed_orders(client: AsyncClient, seeds: Path) -> None:
    """Done twice it adds what is missing; what an admin said of tools stays."""
    said = _read(seeds / "orders.toml")
    known = {row["number"] for row in await run(client.table("orders").select("number"))}
    now = datetime.now(UTC).replace(hour=9, minute=0, second=0, microsecond=0)
    rows = [order_row(o, now) for o in said.get("orders", []) if o["number"] not in known]
    if rows:
        await rpc(client, "import_orders", p_rows=rows)
    if not known:
        for category, tools in said.get("tools", {}).items():
            await rpc(client, "set_category_tools", p_category=category, p_tools=tools)


def order_row(order: dict[str, Any], now: datetime) -> dict[str, Any]:
    """An entry of the file as `import_orders` takes it."""
    row = {name: order[name] for name in _KEPT if name in order}
    days = {f"{name}_at": (now + timedelta(days=order[name])) for name in _AT if name in order}
    row |= {name: at.isoformat() for name, at in days.items()}
    if "expected" in order:
        row["expected_on"] = (now + timedelta(days=order["expected"])).date().isoformat()
    return {**row, "currency": "CHF"} if "total" in row else row


def _read(path: Path) -> dict[str, Any]:
    """Nothing where there is no such file. Raises Invalid, naming the file."""
    try:
        return tomllib.loads(path.read_text("utf-8")) if path.exists() else {}
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise Invalid(f"{path} cannot be used: {error}.") from error

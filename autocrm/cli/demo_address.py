"""Where the links in the demo's mails lead: the addresses of the stack itself."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import httpx

from autocrm.adapters.supabase.client import rpc, run
from autocrm.bootstrap import App

RATE, FUNCTION = "/rate", "/functions/v1/feedback"  # the page of the web application, and without
_LOOPBACK = ("127.0.0.1", "localhost", "::1")


async def seed_addresses(app: App) -> None:
    """Set `site_url` and `feedback_url` to this stack, unless somebody has said otherwise.

    Done with every start: the stack may have other ports than last time, and its pages may have
    been built since.
    """
    rows = await run(
        app.client.table("settings").select("key, value").in_("key", ["site_url", "feedback_url"])
    )
    known = {row["key"]: row["value"] for row in rows}
    site = app.settings.url
    wanted = {"site_url": site, "feedback_url": site + await _page(app.http, site)}
    for key, url in wanted.items():
        if known.get(key) != url and of_a_stack(known.get(key)):
            await rpc(app.client, "set_setting", p_key=key, p_value=url)


def of_a_stack(value: object) -> bool:
    """Whether nobody has said this address: none, or one that an earlier start has set.

    What a person has set for this machine has another path, scheme or host.
    """
    if value is None or value == "":
        return True
    if not isinstance(value, str) or not re.fullmatch(r"http://[^?#]+", value):
        return False
    parts = urlsplit(value)
    return parts.hostname in _LOOPBACK and parts.path in ("", "/", RATE, FUNCTION)


async def _page(http: httpx.AsyncClient, site: str) -> str:
    """The path of the page that rates: that of the web application where it is built."""
    try:
        answer = await http.get(site + RATE, headers={"Accept": "text/html"})
    except httpx.TransportError:
        return FUNCTION
    return RATE if answer.status_code == 200 else FUNCTION

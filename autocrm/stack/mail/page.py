"""A small page over the captured mail: everything from a message is escaped, text only."""

from __future__ import annotations

from html import escape
from typing import Any
from urllib.parse import quote

from starlette.responses import HTMLResponse, Response

from autocrm.stack.mail.shapes import plain

Json = dict[str, Any]

STYLE = """
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: .4rem .6rem .4rem 0; border-bottom: 1px solid #8884;
  vertical-align: top; overflow-wrap: anywhere; }
input { font: inherit; padding: .3rem .5rem; width: min(24rem, 100%); }
pre { white-space: pre-wrap; overflow-wrap: anywhere; font: inherit; }
small { opacity: .75; }
th, thead + tbody td:last-child { white-space: nowrap; }
@media (max-width: 45rem) { /* a phone: one block a mail instead of four thin columns */
  thead { display: none; }
  thead + tbody tr { display: block; padding: .6rem 0; border-bottom: 1px solid #8884; }
  thead + tbody td { display: block; padding: .1rem 0; border: 0; }
}
"""
# No script, no picture, no frame: a captured mail cannot reach out from here.
_HEADERS = {
    "content-security-policy": (
        "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none';"
        " frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
}


def response(markup: str) -> Response:
    """The page with headers that let nothing run."""
    return HTMLResponse(markup, headers=_HEADERS)


def list_page(listing: Json, query: str) -> str:
    """All messages, or those that match `query`."""
    rows = "".join(map(_row, listing["messages"])) or (
        '<tr><td colspan="4">No mail yet. What is sent over SMTP appears here.</td></tr>'
    )
    search = (
        '<form action="/" role="search"><label>Search <input type="search" name="q" '
        f'value="{escape(query)}" placeholder="to:, from:, subject: or words"></label></form>'
    )
    head = "<tr><th>From</th><th>To</th><th>Subject</th><th>Received</th></tr>"
    count = f"{listing['messages_count']} of {listing['total']} messages"
    body = f"<h1>Captured mail</h1>{search}<p><small>{count}</small></p>"
    return _page(
        "Captured mail", f"{body}<table><thead>{head}</thead><tbody>{rows}</tbody></table>"
    )


def _row(message: Json) -> str:
    subject = escape(message["Subject"] or "(no subject)")
    link = f'<a href="/view/{quote(message["ID"])}">{subject}</a>'
    recipients = [*message["To"], *message["Cc"], *message["Bcc"]]
    return (
        f"<tr><td>{_people([message['From']])}</td><td>{_people(recipients)}</td>"
        f"<td>{link}<br><small>{escape(message['Snippet'])}</small></td>"
        f"<td>{_time(message['Created'])}</td></tr>"
    )


def message_page(message: Json) -> str:
    """One message: its headers, its text, the names of its files."""
    lines = [
        ("From", _people([message["From"]])),
        *((name, _people(message[name])) for name in ("To", "Cc", "Bcc") if message[name]),
        ("Date", escape(message["Date"])),
        ("Files", ", ".join(escape(file["FileName"]) for file in message["Attachments"]) or "none"),
    ]
    head = "".join(f"<tr><th>{name}</th><td>{value}</td></tr>" for name, value in lines)
    text = message["Text"] or plain(message["HTML"])
    source = f'<a href="/api/v1/message/{quote(message["ID"])}/raw">Source</a>'
    subject = message["Subject"] or "(no subject)"
    body = (
        f'<p><a href="/">All mail</a> · {source}</p><h1>{escape(subject)}</h1>'
        f"<table>{head}</table><pre>{escape(text)}</pre>"
    )
    return _page(subject, body)


def _people(addresses: list[Json]) -> str:
    return ", ".join(
        escape(f"{one['Name']} <{one['Address']}>" if one["Name"] else one["Address"])
        for one in addresses
    )


def _time(rfc3339: str) -> str:
    return escape(rfc3339[:19].replace("T", " ") + " UTC")


def _page(title: str, body: str) -> str:
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<title>{escape(title)}</title><link rel="stylesheet" href="/style.css"></head>'
        f"<body><main>{body}</main></body></html>"
    )

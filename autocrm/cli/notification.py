"""notification: list, count, read, settings, set, digest; mails, sent: what customers are told."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from autocrm.cli.output import As, Json, age, console, fail, one_line, plain, print_json, table
from autocrm.cli.session import Desk, work
from autocrm.cli.thread import find_ticket, ticket_key, uuid
from autocrm.errors import NotFound

app = typer.Typer(help="Notifications: what members and customers are told, and how.",
                  no_args_is_help=True)  # fmt: skip

COLUMNS = (
    "id, kind, ticket_id, data, times, created_at, read_at, tickets(number, subject), members(name)"
)
NOTICE = "id, kind, to_address, locale, ticket_id, state, detail, attempts, created_at"
STATES = {"sent": "green", "failed": "red", "unknown": "bold red", "skipped": "dim"}
Ticket = Annotated[str, typer.Option("--ticket", metavar="TICKET", help="A number, or an id.")]
Limit = Annotated[int, typer.Option(min=1, max=1000, help="At most so many.")]


@app.command("list")
def list_notifications(
    unread: Annotated[bool, typer.Option("--unread", help="Only those.")] = False,
    limit: Limit = 50,
    user: As = "",
    as_json: Json = False,
) -> None:
    """What you are told (--as a member), newest first. The secret key sees everybody's."""
    rows = work(lambda desk: _list(desk, unread, limit), user)
    if as_json:
        print_json(rows)
        return
    whom = [] if user else ["whom"]  # as oneself one sees one's own only
    out = table("id", *whom, "kind", "ticket", "subject", "times", "read", "age", whole="id")
    for row in rows:
        ticket = row["tickets"] or {}
        number = f"#{ticket['number']}" if ticket else ""
        name = [plain((row.get("members") or {}).get("name"))] if whom else []
        out.add_row(row["id"], *name, plain(row["kind"]), number,
                    one_line(ticket.get("subject"), 48),
                    str(row["times"]), "yes" if row["read_at"] else "no",
                    age(row["created_at"]))  # fmt: skip
    console.print(out if rows else "Nothing unread." if unread else "Nothing.")


async def _list(desk: Desk, unread: bool, limit: int) -> list[dict[str, Any]]:
    query = desk.table("notifications").select(COLUMNS)
    if unread:
        query = query.is_("read_at", "null")
    return await desk.rows(query.order("created_at", desc=True).order("id").limit(limit))


@app.command()
def count(user: As = "", as_json: Json = False) -> None:
    """How many you have not read (--as a member)."""
    found = work(lambda desk: desk.call("unread_notifications"), user)
    if as_json:
        print_json(found)
    else:
        console.print(f"{found['unread']}{' or more' if found['more'] else ''} unread.")


@app.command()
def read(
    ids: Annotated[
        list[str] | None, typer.Argument(metavar="ID", help="Which; a number is a ticket's.")
    ] = None,
    ticket: Ticket = "",
    every: Annotated[bool, typer.Option("--all", help="All of them.")] = False,
    user: As = "",
    as_json: Json = False,
) -> None:
    """Mark as read: some by their ids, those about a ticket, or all (--as a member)."""
    match ids:
        case [one] if not ticket and ticket_key(one)[0] == "number":
            ids, ticket = None, one
    if bool(ids) + bool(ticket) + every != 1:
        fail("Say which: ids, --ticket TICKET, or --all.", 2)
    keys = [uuid(one, "a notification's id") for one in ids or []]
    done = work(lambda desk: _read(desk, keys, ticket, every), user)
    if as_json:
        print_json(done)
    else:
        console.print(f"{done['read']} marked as read, {done['unread']} left.")


async def _read(desk: Desk, ids: list[str], ticket: str, every: bool) -> Any:
    if every:
        return await desk.call("read_notifications", p_all=True)
    if ids:
        return await desk.call("read_notifications", p_ids=ids)
    found = await find_ticket(desk, ticket)
    return await desk.call("read_notifications", p_ticket_id=found["id"])


@app.command()
def settings(user: As = "", as_json: Json = False) -> None:
    """How you are told of what, and when the digest comes (--as a member)."""
    _print_settings(work(lambda desk: desk.call("notification_settings"), user), as_json)


@app.command("set")
def set_way(
    kind: Annotated[str, typer.Argument(help="As `notification settings` has it.")],
    way: Annotated[str, typer.Argument(help="app, mail (by digest, too), off, or usual.")],
    user: As = "",
    as_json: Json = False,
) -> None:
    """Choose how you are told of a kind (--as a member)."""
    chosen = None if way == "usual" else way
    done = work(lambda desk: desk.call("set_notification", p_kind=kind, p_way=chosen), user)
    _print_settings(done, as_json)


@app.command()
def digest(
    every: Annotated[str | None, typer.Argument(help="hourly, daily or never.")] = None,
    hour: Annotated[int | None, typer.Option(help="Of a daily one, 0 to 23.")] = None,
    time_zone: Annotated[str | None, typer.Option(help="As in Europe/Zurich.")] = None,
    user: As = "",
    as_json: Json = False,
) -> None:
    """Choose when the digest comes; what is not given stays (--as a member)."""
    done = work(
        lambda desk: desk.call("set_digest", p_every=every, p_hour=hour, p_time_zone=time_zone),
        user,
    )
    _print_settings(done, as_json)


def _print_settings(found: dict[str, Any], as_json: bool) -> None:
    if as_json:
        print_json(found)
        return
    out = table("kind", "way", "usually", "what it is")
    for kind in found["kinds"]:
        out.add_row(plain(kind["kind"]), kind["way"], kind["usual"], plain(kind["label"]))
    console.print(out)
    when = found["digest"]
    at = f" at {when['hour']}:00 {when['time_zone']}" if when["every"] == "daily" else ""
    console.print(f"The digest comes {when['every']}{plain(at)}.")


@app.command()
def mails(
    customer: Annotated[str, typer.Argument(metavar="[CUSTOMER]", help="An address.")] = "",
    wish: Annotated[
        str | None, typer.Option("--set", help="all, answers, or none (read in the portal).")
    ] = None,
    locale: Annotated[str | None, typer.Option(help="The language, as in de or de-CH.")] = None,
    user: As = "",
    as_json: Json = False,
) -> None:
    """What a customer is mailed (of oneself --as a customer), and change it."""
    done = work(lambda desk: _mails(desk, customer, wish, locale), user)
    if as_json:
        print_json(done)
    else:
        language = f" in {done['locale']}" if done["locale"] else ""
        console.print(f"Mails: {done['mails']}{plain(language)}.")


async def _mails(desk: Desk, customer: str, wish: str | None, locale: str | None) -> Any:
    which = await _customer(desk, customer) if customer else None
    return await desk.call(
        "set_mail_preference", p_mails=wish, p_locale=locale, p_customer_id=which
    )


async def _customer(desk: Desk, address: str) -> str:
    rows = await desk.rows(
        desk.table("customer_identities").select("customer_id")
        .eq("channel", "email").eq("address", address.lower())
    )  # fmt: skip
    if not rows:
        raise NotFound(f"There is no customer {address} here, or you may not see them.")
    return str(rows[0]["customer_id"])


@app.command()
def sent(
    ticket: Ticket = "",
    state: Annotated[
        str, typer.Option(help="queued, sending, sent, failed, unknown, skipped.")
    ] = "",
    limit: Limit = 50,
    user: As = "",
    as_json: Json = False,
) -> None:
    """Mails from templates (invitations, digests, news for customers), and what became of them."""
    rows = work(lambda desk: _sent(desk, ticket, state, limit), user)
    if as_json:
        print_json(rows)
        return
    out = table("kind", "to", "lang", "state", "detail", "age")
    for row in rows:
        colour = STATES.get(row["state"], "default")
        out.add_row(plain(row["kind"]), one_line(row["to_address"], 40), plain(row["locale"]),
                    f"[{colour}]{row['state']}[/]", one_line(row["detail"], 60),
                    age(row["created_at"]))  # fmt: skip
    console.print(out if rows else "None.")


async def _sent(desk: Desk, ticket: str, state: str, limit: int) -> list[dict[str, Any]]:
    query = desk.table("notices").select(NOTICE)
    if ticket:
        query = query.eq("ticket_id", (await find_ticket(desk, ticket))["id"])
    if state:
        query = query.eq("state", state)
    return await desk.rows(query.order("created_at", desc=True).order("id").limit(limit))

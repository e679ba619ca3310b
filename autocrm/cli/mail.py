"""mail: receive a raw mail; list and show what was sent (captured by the embedded stack)."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import quote

import typer

from autocrm.cli.output import (
    As,
    Json,
    age,
    console,
    one_line,
    plain,
    print_error,
    print_json,
    table,
)
from autocrm.cli.session import Desk, work
from autocrm.errors import AutoCRMError, Invalid, NotConfigured, NotFound, Unavailable

app = typer.Typer(help="Mail: what comes in, and what went out.", no_args_is_help=True)

HEADERS = {"Content-Type": "message/rfc822"}
PAGE = 500


@app.command()
def receive(
    files: Annotated[
        list[str] | None, typer.Argument(metavar="[FILE|-]...", help="Raw mails; - is stdin.")
    ] = None,
    user: As = "",
    as_json: Json = False,
) -> None:
    """Hand raw mails (RFC 5322) to the desk, as a mail provider would; says what became of each."""
    raws = [(name, _read(name)) for name in files or ["-"]]
    results = work(lambda desk: _receive_all(desk, raws), user)
    if as_json:
        print_json(results)
    for result in results:
        _print_result(result, as_json)
    if any("error" in result for result in results):
        raise typer.Exit(1)


def _read(name: str) -> bytes:
    if name == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(name).read_bytes()
    except OSError as error:
        raise Invalid(f"{name} cannot be read: {error.strerror}.") from error


async def _receive_all(desk: Desk, raws: list[tuple[str, bytes]]) -> list[dict[str, Any]]:
    """One after the other, in the order given: the second mail of a thread needs the first."""
    return [{"file": name, **await _receive(desk, raw)} for name, raw in raws]


async def _receive(desk: Desk, raw: bytes) -> dict[str, Any]:
    try:
        return await desk.function("inbound-email", content=raw, headers=HEADERS)
    except Unavailable:
        raise  # the next one would fare no better
    except AutoCRMError as error:
        return {"error": error.message, "code": error.code}


def _print_result(result: dict[str, Any], as_json: bool) -> None:
    if "error" in result:
        print_error(f"{result['file']}: {result['error']}")
    elif not as_json:
        console.print(f"{plain(result['file'])}: {_became(result)}",
                      highlight=False, soft_wrap=True)  # fmt: skip


def _became(result: dict[str, Any]) -> str:
    if result.get("blocked"):
        return "its sender is blocked: kept, without a ticket"
    verb = "opened" if result["new_ticket"] else "joined"
    return f"{'known already, in' if result['duplicate'] else verb} ticket #{result['number']}"


@app.command("list")
def list_mails(
    to: Annotated[str, typer.Option(help="Only to this address (or a part of it).")] = "",
    limit: Annotated[int, typer.Option(min=1, max=PAGE, help="At most so many.")] = 50,
    as_json: Json = False,
) -> None:
    """Mails that were sent, newest first."""
    found = asyncio.run(_get(f"/api/v1/messages?limit={PAGE}")).json()["messages"]
    mails = [mail for mail in found if to.lower() in _addresses(mail).lower()][:limit]
    if as_json:
        print_json(mails)
        return
    out = table("id", "to", "subject", "age", whole="id")
    for mail in mails:
        to_whom, subject = one_line(_addresses(mail), 40), one_line(mail["Subject"], 60)
        out.add_row(plain(mail["ID"]), to_whom, subject, age(mail["Created"]))
    console.print(out if mails else "No mails.")


def _addresses(mail: dict[str, Any]) -> str:
    return ", ".join(a["Address"] for a in [*(mail["To"] or []), *(mail["Cc"] or [])])


@app.command()
def show(
    mail_id: Annotated[str, typer.Argument(metavar="ID", help="As `mail list` shows it.")],
    raw: Annotated[bool, typer.Option("--raw", help="Byte for byte as it was sent.")] = False,
    as_json: Json = False,
) -> None:
    """One mail that was sent."""
    path = f"/api/v1/message/{quote(mail_id, safe='')}"
    if raw:
        sys.stdout.buffer.write(asyncio.run(_get(f"{path}/raw")).content)
        return
    mail = asyncio.run(_get(path)).json()
    if as_json:
        print_json(mail)
        return
    shown = {
        "From": f"{mail['From']['Name']} <{mail['From']['Address']}>".strip(),
        "To": _addresses(mail),
        "Subject": mail["Subject"],
        "Date": mail["Date"],
        "Message-ID": f"<{mail['MessageID']}>",
    }
    for label, value in shown.items():
        console.print(f"[bold]{label}:[/] {one_line(value)}", highlight=False, soft_wrap=True)
    console.print(f"\n{plain(mail['Text'])}", highlight=False, soft_wrap=True)


@app.command()
def resolve(
    delivery: Annotated[str, typer.Argument(help="Its id, as `ticket show` prints it.")],
    arrived: Annotated[
        bool, typer.Option("--arrived/--again", help="It did arrive, or send it once more.")
    ],
    user: As = "",
    as_json: Json = False,
) -> None:
    """Settle a delivery that is unknown, after looking into it."""
    said = work(
        lambda desk: desk.call("resolve_delivery", p_delivery_id=delivery, p_arrived=arrived), user
    )
    if as_json:
        print_json(said)
    else:
        console.print("Counted as delivered." if arrived else "It will be sent once more.")


async def _get(path: str) -> Any:
    import httpx

    from autocrm.settings import load

    base = load().mail_url
    if not base:
        raise NotConfigured(
            "No captured mail here: start the embedded stack, or set AUTOCRM_MAIL_URL to a Mailpit."
        )
    try:
        async with httpx.AsyncClient(timeout=20) as http:
            answer = await http.get(f"{base.rstrip('/')}{path}")
    except httpx.HTTPError as error:
        raise Unavailable("Captured mail does not answer: see `autocrm status`.") from error
    if answer.status_code == 404:
        raise NotFound("There is no such mail: see `autocrm mail list`.")
    if not answer.is_success:
        raise Unavailable(f"Captured mail answered {answer.status_code}: see `autocrm logs mail`.")
    return answer

"""budget: what a hosted model may cost a day, on what terms it is used, and what it has cost."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from autocrm.cli.output import As, Json, console, plain, print_json, table
from autocrm.cli.session import Desk, work

app = typer.Typer(help="Budget: what a hosted model may cost.", no_args_is_help=True)


@app.command()
def show(user: As = "", as_json: Json = False) -> None:
    """Today's budget, what is spent and set aside of it, and which tier answers now."""
    row = work(lambda desk: desk.call("ai_budget"), user)
    if as_json:
        print_json(row)
        return
    limit = "no limit" if row["usd_a_day"] is None else f"{row['usd_a_day']:.2f} USD a day"
    console.print(
        f"{row['day']} (UTC): {limit}, {row['spent_usd']:.4f} spent, "
        f"{row['reserved_usd']:.4f} set aside, {row['calls']} calls; answers now: {row['tier']}",
        highlight=False,
    )


Share = Annotated[float | None, typer.Option(min=0, max=1, help="0 to 1; kept when not given.")]


@app.command("set")
def set_terms(
    usd_a_day: Annotated[
        float | None, typer.Option(min=0, help="US dollars a day; kept when not given.")
    ] = None,
    no_limit: Annotated[bool, typer.Option("--no-limit", help="Without a budget.")] = False,
    model_share: Share = None,
    smaller_share: Share = None,
    tone: Annotated[str | None, typer.Option(help="How answers shall sound, in words.")] = None,
    redact: Annotated[
        bool | None, typer.Option(help="Hide personal data from the model.", show_default=False)
    ] = None,
    user: As = "",
    as_json: Json = False,
) -> None:
    """Change the budget and the terms. On record. Shares: up to which part of the budget the
    model, then the smaller model is asked; the rest is for embeddings."""
    if no_limit and usd_a_day is not None:
        raise typer.BadParameter("--no-limit and --usd-a-day exclude each other.")
    given: dict[str, Any] = {
        "usd_a_day": usd_a_day, "model_share": model_share, "smaller_share": smaller_share,
        "tone": tone, "redact": redact,
    }  # fmt: skip
    changes = {name: value for name, value in given.items() if value is not None}
    if no_limit:
        changes["usd_a_day"] = None
    row = work(lambda desk: desk.call("set_ai_terms", p_changes=changes), user)
    if as_json:
        print_json(row)
        return
    limit = "no limit" if row["usd_a_day"] is None else f"{row['usd_a_day']:.2f} USD a day"
    hidden = "hidden from" if row["redact"] else "shown to"
    console.print(f"{limit}; personal data is {hidden} the model.", highlight=False)


@app.command()
def price(
    model: str,
    usd_in: Annotated[float, typer.Argument(min=0, help="US dollars a million tokens in.")],
    usd_out: Annotated[float, typer.Argument(min=0, help="The same for tokens out.")] = 0.0,
    user: As = "",
    as_json: Json = False,
) -> None:
    """Set what a model costs; 0 for one of your own."""
    row = work(
        lambda desk: desk.call(
            "set_ai_price", p_model=model, p_usd_in=usd_in, p_usd_out=usd_out
        ),
        user,
    )  # fmt: skip
    if as_json:
        print_json(row)
    else:
        console.print(
            f"{plain(row['model'])}: {row['usd_in']:g} in, {row['usd_out']:g} out (USD a million)",
            highlight=False,
        )


@app.command()
def prices(user: As = "", as_json: Json = False) -> None:
    """What the models cost that have a price."""
    rows = work(_prices, user)
    if as_json:
        print_json(rows)
        return
    out = table("model", "USD a million in", "out")
    for row in rows:
        out.add_row(plain(row["model"]), f"{row['usd_in']:g}", f"{row['usd_out']:g}")
    console.print(out)


async def _prices(desk: Desk) -> list[dict[str, Any]]:
    columns = "model, usd_in, usd_out, updated_at"
    return await desk.rows(desk.table("ai_prices").select(columns).order("model"))


@app.command()
def calls(
    limit: Annotated[int, typer.Option(min=1, max=1000)] = 20,
    user: As = "",
    as_json: Json = False,
) -> None:
    """The latest requests to hosted models: what each was for, what it used, what it cost."""

    async def latest(desk: Desk) -> list[dict[str, Any]]:
        query = desk.table("ai_calls").select("*").order("created_at", desc=True).order("id")
        return await desk.rows(query.limit(limit))

    rows = work(latest, user)
    if as_json:
        print_json(rows)
        return
    out = table("step", "model", "status", "in", "out", "USD", "ms", "request")
    for row in rows:
        out.add_row(
            row["step"], plain(row["model"]), row["status"], str(row["tokens_in"]),
            str(row["tokens_out"]), f"{row['cost_usd']:.6f}", f"{row['latency_ms']:.0f}",
            plain(row["request_id"] or ""),
        )  # fmt: skip
    console.print(out if rows else "No hosted model was asked yet.")

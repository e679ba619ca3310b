"""kb why: what a question finds, by which scores, and what was left out."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from autocrm.cli.output import As, Json, console, one_line, plain, print_json, table
from autocrm.cli.session import Desk, work
from autocrm.errors import NotFound

Question = Annotated[str, typer.Argument(help="A question, or a few words.")]
Limit = Annotated[int, typer.Option(min=1, max=50, help="At most so many.")]
Language = Annotated[str, typer.Option(help="Only articles in this language, as in de.")]
Product = Annotated[str, typer.Option(help="Leave out articles about other products.")]


def why(
    question: Question,
    as_customer: Annotated[
        str, typer.Option(help="Look through this customer's eyes (mail address).")
    ] = "",
    language: Language = "",
    product: Product = "",
    limit: Limit = 8,
    user: As = "",
    as_json: Json = False,
) -> None:
    """Why a question finds what it finds: every score and rank, and what was left out."""
    asked = {"query": question, "limit": limit, "explain": True}
    found = work(lambda desk: ask(desk, asked, as_customer, language, product), user)
    if as_json:
        print_json(found)
        return
    _print_found(found["results"])
    _print_left_out(found["left_out"])
    _print_solved(found["solved"])
    if len(found["meanings"]) > 1:
        console.print(f"A long text: searched in {len(found['meanings'])} pieces.")


async def ask(
    desk: Desk, asked: dict[str, Any], customer: str, language: str, product: str
) -> dict[str, Any]:
    """Ask the function `search`. Raises NotFound for an unknown customer."""
    filters = {"language": language, "product": product}
    if customer:
        filters["for_customer"] = await _customer(desk, customer)
    return await desk.function("search", json={**asked, **{k: v for k, v in filters.items() if v}})


async def _customer(desk: Desk, email: str) -> str:
    rows = await desk.rows(desk.table("customers").select("id").eq("email", email.strip().lower()))
    if not rows:
        raise NotFound(f"There is no customer {email} here.")
    return str(rows[0]["id"])


def _print_found(results: list[dict[str, Any]]) -> None:
    if not results:
        console.print("Nothing found.")
        return
    out = table(
        "score", "article", "chunk", "vector", "bm25", "fused", "words that hit", whole="article"
    )
    for hit in results:
        out.add_row(
            f"{hit['score']:.3f}",
            plain(hit["slug"]),
            one_line(hit["heading"] or hit["text"], 40),
            f"{hit['vector']:.3f} (#{hit['vector_rank']})",
            f"{hit['bm25']:.1f} (#{hit['bm25_rank']})" if hit["bm25_rank"] else "-",
            f"{hit['fused']:.3f} (#{hit['fused_rank']})",
            one_line(", ".join(hit["terms"]), 40),
        )
    console.print(out, highlight=False)


def _print_left_out(left_out: list[dict[str, Any]]) -> None:
    if not left_out:
        return
    out = table("left out", "chunk", "vector", "bm25", "why", whole="left out")
    for hit in left_out:
        out.add_row(
            plain(hit["slug"]),
            one_line(hit["heading"] or hit["text"], 40),
            f"{hit['vector']:.3f}",
            f"{hit['bm25']:.1f}",
            plain(hit["reason"]),
        )
    console.print(out, highlight=False)


def _print_solved(solved: list[dict[str, Any]]) -> None:
    if not solved:
        return
    out = table("solved before", "cosine", "asked", "answered", whole="solved before")
    for case in solved:
        number = f"#{case['number']}" if case["number"] else "-"
        asked, answered = (one_line(case[side], 50) for side in ("question", "answer"))
        out.add_row(number, f"{case['cosine']:.3f}", asked, answered)
    console.print(out, highlight=False)

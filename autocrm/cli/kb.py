"""kb: import, list, show, products, search, why, check, feedback, learn."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated, Any

import typer

from autocrm.cli.kb_check import check
from autocrm.cli.kb_feedback import feedback
from autocrm.cli.kb_why import Language, Limit, Product, Question, ask, why
from autocrm.cli.output import As, Json, console, fail, one_line, plain, print_json, table
from autocrm.cli.session import Desk, work
from autocrm.errors import NotFound
from autocrm.usecases.import_articles import ArticleFile, read_articles, save_articles

app = typer.Typer(help="Knowledge: the articles answers are made of.", no_args_is_help=True)

LIST = "id, slug, title, language, category, visibility, status, version, fingerprint, updated_at"


@app.command("import")
def import_(
    paths: Annotated[
        list[Path], typer.Argument(metavar="FOLDER|FILE...", help="Markdown with front matter.")
    ],
    user: As = "",
    as_json: Json = False,
) -> None:
    """Save Markdown files as articles: all of them, or none. Unchanged files change nothing."""
    files = read_articles(_files(paths))
    results = work(lambda desk: _import(desk, files), user)
    if as_json:
        print_json(results)
        return
    for result in results:
        if result["changed"]:
            what = "new" if result["created"] else f"version {result['version']}"
            console.print(f"{plain(result['slug'])}: {what}", highlight=False)
    changed = sum(result["changed"] for result in results)
    console.print(f"{len(results)} articles, {changed} new or changed.")


def _files(paths: list[Path]) -> list[Path]:
    found = [
        file for path in paths for file in (sorted(path.glob("*.md")) if path.is_dir() else [path])
    ]
    if not found:
        fail(f"There are no Markdown files (*.md) in {', '.join(map(str, paths))}.")
    return list(dict.fromkeys(found))


async def _import(desk: Desk, files: list[ArticleFile]) -> list[dict[str, Any]]:
    from autocrm.adapters.supabase.knowledge import SupabaseKnowledge

    await _check_references(desk, files)
    return await save_articles(SupabaseKnowledge(desk.client), files)


async def _check_references(desk: Desk, files: list[ArticleFile]) -> None:
    """Say which file names a category or a team that is not there, before anything is saved."""
    for field, source in (("category", "ticket_categories"), ("team", "teams")):
        if not any(field in file.fields for file in files):
            continue
        known = {row["key"] for row in await desk.rows(desk.table(source).select("key"))}
        for file in files:
            if file.fields.get(field) not in (None, *known):
                there = ", ".join(sorted(known)) or "none yet"
                raise file.invalid(
                    field, f"there is no {field} {file.fields[field]!r}; there are: {there}."
                )


@app.command("list")
def list_articles(
    category: Annotated[str, typer.Option(help="Only this category.")] = "",
    user: As = "",
    as_json: Json = False,
) -> None:
    """All articles you may see."""
    rows = work(lambda desk: _list(desk, category), user)
    if as_json:
        print_json(rows)
        return
    out = table("slug", "title", "lang", "category", "seen by", "status", "embedded", whole="slug")
    for row in rows:
        out.add_row(
            plain(row["slug"]), one_line(row["title"], 48), row["language"],
            plain(row["category"]), row["visibility"], row["status"],
            "yes" if row["embedded"] else "[yellow]not yet[/]",
        )  # fmt: skip
    console.print(out if rows else "No articles: `autocrm kb import FOLDER`.")


async def _list(desk: Desk, category: str) -> list[dict[str, Any]]:
    query = desk.table("knowledge_base").select(LIST).order("slug")
    if category:
        query = query.eq("category", category)
    rows = await desk.rows(query)
    return [_with_embedded(row) for row in rows]


def _with_embedded(row: dict[str, Any]) -> dict[str, Any]:
    """Whether it can be found instead of the fingerprint that tells."""
    row["embedded"] = bool(row.pop("fingerprint"))
    return row


@app.command()
def show(slug: str, user: As = "", as_json: Json = False) -> None:
    """One article, as Markdown."""
    row = work(lambda desk: _article(desk, slug), user)
    if as_json:
        print_json(row)
        return
    console.print(f"[bold]{one_line(row['title'])}[/]", highlight=False)
    facts = (row["language"], row["category"], row["visibility"], row["status"],
             f"version {row['version']}")  # fmt: skip
    console.print(plain(" · ".join(f for f in facts if f)), highlight=False)
    console.print(f"\n{plain(row['content'])}", highlight=False, soft_wrap=True)


async def _article(desk: Desk, slug: str) -> dict[str, Any]:
    columns = f"{LIST}, content, source, created_at"
    rows = await desk.rows(desk.table("knowledge_base").select(columns).eq("slug", slug))
    if not rows:
        raise NotFound(f"There is no article {slug!r} here: see `autocrm kb list`.")
    return _with_embedded(rows[0])


@app.command()
def products(
    slug: str,
    names: Annotated[
        list[str] | None, typer.Argument(metavar="PRODUCT...", help="None: it goes for all.")
    ] = None,
    user: As = "",
    as_json: Json = False,
) -> None:
    """Say which products an article is about, in place of those it had."""
    saved = work(lambda desk: desk.call("set_products", p_slug=slug, p_products=names or []), user)
    if as_json:
        print_json(saved)
        return
    console.print(
        f"{plain(saved['slug'])}: {plain(', '.join(saved['products']) or 'all products')}"
    )


@app.command()
def search(
    query: Question,
    limit: Limit = 8,
    customer: Annotated[
        str, typer.Option(help="Look through this customer's eyes (mail address).")
    ] = "",
    language: Language = "",
    product: Product = "",
    user: As = "",
    as_json: Json = False,
) -> None:
    """What the desk would find for a question, best first."""
    asked = {"query": query, "limit": limit}
    results = work(lambda desk: ask(desk, asked, customer, language, product), user)["results"]
    if as_json:
        print_json(results)
        return
    for hit in results:
        where = " > ".join(p for p in (hit["title"], hit["heading"]) if p)
        console.print(
            f"[bold]{hit['score']:.2f}[/]  {one_line(where)}  [dim]{plain(hit['slug'])}, "
            f"cosine {hit['vector']:.2f}, bm25 {hit['bm25']:.1f}[/]", highlight=False,
        )  # fmt: skip
        console.print(f"      {one_line(hit['text'], 150)}", highlight=False)
    if not results:
        console.print("Nothing found.")


app.command()(why)
app.command()(check)
app.command()(feedback)


@app.command()
def learn(as_json: Json = False) -> None:
    """Keep replies that have lasted as solved cases, without names and numbers."""
    kept = asyncio.run(_learn())
    if as_json:
        print_json({"kept": kept})
        return
    console.print(f"{kept} solved cases kept.")


async def _learn() -> int:
    # Imported late: the embedding model is only needed here.
    from autocrm.bootstrap import open_app
    from autocrm.settings import load
    from autocrm.usecases.learn_cases import learn_cases

    async with open_app(load()) as house:
        return await learn_cases(house.services)

"""ai models, use: the trained heads there are, and going to another one."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from autocrm.cli.output import As, Json, console, plain, print_json, short_time, table
from autocrm.cli.session import work

LIST = "version, embedding_model, metrics, active, created_at"


def models(user: As = "", as_json: Json = False) -> None:
    """The heads that were trained, the newest first, and which is in use."""
    rows = work(
        lambda desk: desk.rows(
            desk.table("ai_models").select(LIST).eq("kind", "triage_head")
            .order("created_at", desc=True).order("version").limit(100)
        ),
        user,
    )  # fmt: skip
    if as_json:
        print_json(rows)
        return
    out = table("version", "in use", "right", "labels", "embeddings", "trained", whole="version")
    for row in rows:
        out.add_row(
            plain(row["version"]), "yes" if row["active"] else "", _right(row["metrics"]),
            str(row["metrics"].get("labels", 0)), plain(row["embedding_model"]),
            short_time(row["created_at"]),
        )  # fmt: skip
    console.print(out if rows else "No head is trained yet: `autocrm ai train`.")


def _right(metrics: dict[str, Any]) -> str:
    share = (metrics.get("accuracy") or {}).get("all")
    return f"{share:.1%}" if share is not None else "?"


def use(
    version: Annotated[str, typer.Argument(metavar="VERSION", help="See ai models.")],
    user: As = "",
    as_json: Json = False,
) -> None:
    """Use that head from now on, without a restart; what a job trains later waits for `ai use`."""
    row = work(lambda desk: desk.call("use_model", p_version=version), user)
    if as_json:
        print_json(row)
    else:
        console.print(f"{plain(row['version'])} is in use.", highlight=False)

"""ai replay: make a decision of the ledger again and say what came out otherwise."""

from __future__ import annotations

import re
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from autocrm.cli.output import Json, console, one_line, plain, print_json
from autocrm.errors import Invalid

if TYPE_CHECKING:
    from autocrm.ai.ledger import Difference, Stage
    from autocrm.usecases.replay import Replayed

_SHOWN = 12  # differences of a stage; all of them are in --json
_ARTICLE = re.compile(r"(?P<slug>[a-z0-9-]+)@(?P<version>[0-9]{1,9})")
Pinned = Annotated[
    list[str] | None,
    typer.Option(
        "--article", metavar="SLUG@VERSION", help="Read this article in another version than then."
    ),
]


def replay(
    decision: Annotated[
        str, typer.Argument(metavar="DECISION", help="Its id; a ticket's number: its latest one.")
    ],
    article: Pinned = None,
    today: Annotated[
        bool, typer.Option(help="Look also what the articles of today would give.")
    ] = True,
    as_json: Json = False,
) -> None:
    """Make a decision again from its recording, every computed stage anew.

    Compared with the ledger to the byte; 1 is returned when a stage came out otherwise with the
    articles and the models of then. What today's articles would give is told beside it.
    """
    import asyncio

    found = asyncio.run(_replay(decision, _versions(article or []), today))
    if as_json:
        print_json(_as_json(found))
    else:
        _print(found)
    if not found.same:
        raise typer.Exit(1)


async def _replay(ref: str, versions: dict[str, int], today: bool) -> Replayed:
    from autocrm.adapters.supabase.ledger import SupabaseLedger
    from autocrm.bootstrap import open_app, services_then
    from autocrm.settings import load
    from autocrm.usecases.replay import replay as make_again

    async with open_app(load()) as app:
        ledger = SupabaseLedger(app.client)
        recorded = await ledger.recorded(ref)
        services = await services_then(app, ledger, recorded)
        return await make_again(services, ledger, recorded, versions=versions, today=today)


def _versions(said: list[str]) -> dict[str, int]:
    found = [_ARTICLE.fullmatch(text) for text in said]
    for text, match in zip(said, found, strict=True):
        if match is None:
            raise Invalid(f"Name an article and its version as slug@2, not {text!r}.")
    return {match["slug"]: int(match["version"]) for match in found if match}


def _as_json(found: Replayed) -> dict[str, Any]:
    return {
        "decision_id": found.decision_id,
        "same": found.same,
        "same_today": found.same_today,
        "stages": [_stage_json(stage) for stage in found.stages],
        "today": None if found.today is None else [_stage_json(stage) for stage in found.today],
    }


def _stage_json(stage: Stage) -> dict[str, Any]:
    return {
        "stage": stage.name,
        "how": stage.how,
        "same": stage.same,
        "note": stage.note,
        "differences": [asdict(one) for one in stage.differences],
    }


def _print(found: Replayed) -> None:
    console.print(f"[dim]decision {found.decision_id}[/]", highlight=False)
    _print_stages(found.stages)
    console.print(
        "The same to the byte." if found.same else "[red]Not the same as then.[/]", highlight=False
    )
    if found.today is None:
        return
    console.print(
        "\nWith the articles of today: "
        + ("the same" if found.same_today else "[red]different[/]"),
        highlight=False,
    )
    _print_stages([stage for stage in found.today if not stage.same])


def _print_stages(stages: tuple[Stage, ...] | list[Stage]) -> None:
    for stage in stages:
        mark = "[green]same     [/]" if stage.same else "[red]different[/]"
        note = f"   [dim]{plain(stage.note)}[/]" if stage.note else ""
        _line(f"  {stage.name:<9} {mark} [dim]{stage.how}[/]{note}")
        for one in stage.differences[:_SHOWN]:
            _print_difference(one)
        if len(stage.differences) > _SHOWN:
            _line(f"      [dim]and {len(stage.differences) - _SHOWN} more: see --json[/]")


def _print_difference(one: Difference) -> None:
    _line(f"      {plain(one.path)}")
    _line(f"        then  {one_line(_said(one.then), 200)}")
    _line(f"        now   {one_line(_said(one.now), 200)}")


def _said(value: Any) -> str:
    return "nothing" if value is None else str(value)


def _line(text: str) -> None:
    console.print(text, highlight=False, soft_wrap=True)

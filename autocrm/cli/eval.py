"""eval: the AI's quality on a folder of data, with intervals: measured, not believed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from autocrm.cli.output import Json, console, plain, print_json, progress_line, table
from autocrm.evals import EVALS, evaluation
from autocrm.evals.options import Options
from autocrm.settings import cache_dir

if TYPE_CHECKING:
    from autocrm.evals.figures import Figure

app = typer.Typer(help="Evaluation: measured, not believed.", no_args_is_help=True)

INBOX = Path("seeds") / "inbox"
KNOWN = {"inbox": "what became of the demo's mails (needs a running desk)", **EVALS}


@app.command("list")
def list_(as_json: Json = False) -> None:
    """What can be evaluated."""
    if as_json:
        print_json([{"name": name, "what": what} for name, what in KNOWN.items()])
        return
    out = table("name", "what is measured")
    for name, what in KNOWN.items():
        out.add_row(name, what)
    console.print(out, highlight=False)


@app.command()
def run(
    name: Annotated[str, typer.Argument(help="See `autocrm eval list`.")] = "inbox",
    data: Annotated[
        Path | None, typer.Option(help="The folder of data; of `inbox` *.eml with *.toml beside.")
    ] = None,
    shots: Annotated[
        int | None, typer.Option(min=1, help="intents: learn from so many examples a class.")
    ] = None,
    promise: Annotated[
        float, typer.Option(min=0.001, max=0.5, help="risk: the share of errors promised.")
    ] = 0.05,
    seeds: Annotated[int, typer.Option(min=1, help="risk: so many random splits.")] = 20,
    as_json: Json = False,
) -> None:
    """Print figures with their 95 % intervals. What is fitted is fitted on train.jsonl alone.

    Of `inbox` the exit code is 1 when its aims are missed or a mail has no decision yet.
    """
    if name == "inbox":
        _inbox(data or INBOX, as_json)
        return
    if name not in EVALS:
        raise typer.BadParameter(f"{name!r} is not known; there are: {', '.join(KNOWN)}.")
    if data is None or not data.is_dir():
        raise typer.BadParameter("Give the folder of the data with --data DIR.")
    options = Options(data, cache_dir(), shots, promise, seeds, progress_line)
    _show(evaluation(name)(options), as_json)


@app.command()
def quality(
    data: Annotated[Path, typer.Option(help="The folder with the folders of data.")],
    out: Annotated[Path, typer.Option(help="The page to write.")] = Path("docs/quality.md"),
) -> None:
    """Run every evaluation on the public sets and write docs/quality.md."""
    from autocrm.evals.quality import fingerprint, measure, page

    root = Path.cwd()
    if not (root / "supabase" / "migrations").is_dir() or not data.is_dir():
        raise typer.BadParameter("Run this in the project's folder, with --data DIR.")
    mark = fingerprint(root)  # before, so that a change meanwhile makes the page stale
    found = list(measure(data, Options(data, cache_dir(), progress=progress_line)))
    out.write_text(page(found, mark), "utf-8")
    console.print(f"Written: {plain(out)}", highlight=False)


def _inbox(folder: Path, as_json: bool) -> None:
    from autocrm.cli.eval_inbox import inbox_figures, inbox_report, print_inbox

    report = inbox_report(folder)
    if as_json:
        _show(inbox_figures(report), as_json)
    else:
        print_inbox(report, folder)
    if not report.passed:
        raise typer.Exit(1)


def _show(figures: list[Figure], as_json: bool) -> None:
    if as_json:
        print_json([figure.as_dict() for figure in figures])
        return
    out = table("metric", "value", "95 % interval", "n")
    for figure in figures:
        interval = f"{figure.low:.4f} to {figure.high:.4f}"
        out.add_row(plain(figure.metric), f"{figure.value:.4f}", interval, str(figure.n))
    console.print(out, highlight=False)

"""models: what runs on this machine."""

from __future__ import annotations

import typer

from autocrm.cli.output import Json, console, print_json, progress_line

app = typer.Typer(help="Models: what runs on this machine.", no_args_is_help=True)


@app.command()
def install(as_json: Json = False) -> None:
    """Fetch the local models, once. Quick when they are there."""
    from autocrm.adapters.models import install_models
    from autocrm.settings import cache_dir

    folder = cache_dir()
    install_models(folder, progress_line, tiktoken_too=True)
    if as_json:
        print_json({"folder": str(folder)})
    else:
        console.print(f"The models are in {folder}.", highlight=False, soft_wrap=True)

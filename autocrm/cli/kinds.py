"""Which Supabase the desk stands on: our embedded one, somebody's project, or Docker's."""

from __future__ import annotations

import os
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from autocrm.cli.output import progress_line

if TYPE_CHECKING:
    from autocrm.stack.config import StackConfig


class Kind(StrEnum):
    """What `--stack` takes."""

    embedded = "embedded"
    remote = "remote"
    docker = "docker"


StackOption = Annotated[
    Kind,
    typer.Option(
        "--stack",
        help="embedded: our own. remote: the project that SUPABASE_URL and its keys name, in the "
        "environment or .env. docker: `supabase start`.",
    ),
]


def settings_of(kind: Kind, root: Path) -> dict[str, str]:
    """The `SUPABASE_` settings of a Supabase that is not embedded, started if it is Docker's.

    None for the embedded one. Raises StackError with what is missing or wrong.
    """
    from autocrm.stack import docker, remote

    if kind is Kind.embedded:
        return {}
    if kind is Kind.docker:
        return docker.start(root, progress_line)
    return remote.settings(remote.read_environment(os.environ, root / ".env"))


def stop_docker(config: StackConfig) -> None:
    """End what `settings_of` has started. Raises StackError."""
    from autocrm.stack import docker

    if config.kind == Kind.docker:
        docker.stop(config.root, progress_line)

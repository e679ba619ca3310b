"""Which database a `db` command works on."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from autocrm.cli.desks import home, root, saved_config
from autocrm.cli.kinds import Kind
from autocrm.cli.output import fail

if TYPE_CHECKING:
    from autocrm.stack.config import StackConfig


def running_stack() -> StackConfig:
    """The embedded stack of this folder; ends the command when it does not run."""
    from autocrm.stack.state import is_locked

    config = own_stack()
    if not is_locked(home()):
        fail("The stack does not run: start it with `autocrm up --detach`.")
    return config


def own_stack() -> StackConfig:
    """The embedded stack of this folder, running or not. Ends the command when there is none."""
    from autocrm.stack.errors import StackError

    try:
        config = saved_config()
    except StackError as error:
        fail(error.message)
    if config is None:
        fail("There is no stack here yet: start one with `autocrm up --detach`.")
    if not config.is_embedded:
        fail(f"The stack here is {config.kind}, whose data are not ours to replace: use its CLI.")
    return config


def database(kind: Kind) -> str:
    """Connection string as role postgres. Ends the command, or raises StackError."""
    from autocrm.stack import docker, remote
    from autocrm.stack.errors import StackError

    if kind is Kind.embedded:
        return running_stack().db_url
    if kind is Kind.docker:
        found = docker.status(root())
    else:
        found = remote.read_environment(os.environ, root() / ".env")
    if not found.get("SUPABASE_DB_URL"):
        raise StackError(
            "SUPABASE_DB_URL is not set: put it into the environment or .env "
            "(the project's page calls it connection string)."
        )
    return found["SUPABASE_DB_URL"]

"""docs/permissions.md from the matrix and the calls: `python -m tests.db.permissions`."""

from __future__ import annotations

import sys

from tests.db.calls import CALLS, may_call, name_of
from tests.db.matrix import API_ROLES, FUNCTIONS, TABLES, Table

# The columns: who that is, and who of the cast stands for them.
COLUMNS = {
    "stranger": "anon",
    "signed up": "nils",
    "customer": "hannah",
    "another customer": "tobias",
    "agent of another team": "mathilde",
    "agent": "reto",
    "admin": "anna",
    "secret key": "service_role",
}
_VERBS = {"s": "reads", "i": "adds", "u": "changes", "d": "deletes"}

HEAD = """# Permissions

Made by `python -m tests.db.permissions` from `tests/db/matrix.py` and `tests/db/calls.py`; do not
edit it. The tests hold it: `tests/db/test_stranger.py` compares each table as each person,
`tests/db/test_permissions.py` calls each function as each person.

There are two tickets. The *customer* is the requester of the first one, which is with the team of
the *agent*, who has opened it today. The second one is *another customer's*, with the team of the
*agent of another team*. The *stranger* is not signed in; who has *signed up* is neither customer
nor member yet.

## Tables and views

Which rows one sees: ● all, ◐ some, · none. Nobody but the secret key writes to a table: all changes
are made by functions.

"""
FUNCTIONS_HEAD = """
## Functions

Called on the first ticket and its customer, or on the desk: ● may, · is refused.

"""


def document() -> str:
    """The whole text."""
    tables = [
        [f"`{_bare(name)}`", *_sees(table), _key(table)] for name, table in sorted(TABLES.items())
    ]
    calls = [
        [f"`{name_of(s)}`", *_may(s), CALLS[name_of(s)].about if name_of(s) in CALLS else ""]
        for s in sorted(FUNCTIONS)
    ]
    return (
        HEAD
        + _table(["table", *list(COLUMNS)[:-1], "secret key"], tables)
        + FUNCTIONS_HEAD
        + _table(["function", *COLUMNS, ""], calls)
    )


def _bare(name: str) -> str:
    return name.removeprefix("public.")


def _sees(table: Table) -> list[str]:
    marks = []
    for who in list(COLUMNS.values())[:-1]:
        role = who if who in API_ROLES else "authenticated"
        seen = table.sees.get(who, frozenset()) if "s" in table.may[role] else frozenset()
        marks.append("●" if seen == table.rows else "◐" if seen else "·")
        assert table.may[role] in ("", "s"), "say in HEAD who writes"
    return marks


def _key(table: Table) -> str:
    verbs = [_VERBS[letter] for letter in table.may["service_role"]]
    return "all" if len(verbs) == len(_VERBS) else ", ".join(verbs) or "·"


def _may(signature: str) -> list[str]:
    may = may_call(signature)
    return ["●" if who in may else "·" for who in COLUMNS.values()]


def _table(heads: list[str], rows: list[list[str]]) -> str:
    lines = [heads, ["---"] + [":-:"] * (len(heads) - 1), *rows]
    return "".join("| " + " | ".join(line) + " |\n" for line in lines)


if __name__ == "__main__":
    sys.stdout.write(document())

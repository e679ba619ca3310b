"""The text of a report as psql runs it; sql/reports/<name>.sql is what this makes."""

from __future__ import annotations

import textwrap
from typing import Any

RUN = (
    "-- psql -v from=2026-10-01 -v to=2026-11-01 -v step=day -v zone=UTC -f sql/reports/{name}.sql"
)


def render(report: dict[str, Any]) -> str:
    """Two statements: the lines with their total, and the rows that they count.

    `report`: name, title, about, keys (list), measures, rows, as in table `reports`.
    """
    about = textwrap.wrap(report["about"], 97)
    keys = ", ".join(report["keys"])
    return "\n".join(
        [
            f"-- {report['title']}",
            *(f"-- {line}" for line in about),
            RUN.format(name=report["name"]),
            "-- Parameters: from and to (the latter not included), step (day, week, month), zone.",
            f"-- A line a value of {keys}; the last one, without, is the total.",
            "with rows as (",
            textwrap.indent(report["rows"], "  "),
            ")",
            f"select {keys},",
            textwrap.indent(report["measures"], "  "),
            "from rows",
            f"group by grouping sets (({keys}), ())",
            f"order by {keys};",
            "",
            "-- The drill-down: what the lines count, one row each.",
            report["rows"] + ";",
            "",
        ]
    )

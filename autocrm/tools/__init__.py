"""The tools, one folder each. How to write one is in docs/tools.md.

A tool's `wants` reads the customer's words and gives the values of its parameters, `run` asks one
SQL function with them and the ticket, `tell` puts the result into sentences that are quoted. What
it may read is decided in that function, by whose ticket it is.
"""

from __future__ import annotations

from autocrm.ports import Tool
from autocrm.tools.book_call import BookCall
from autocrm.tools.order_status import OrderStatus

TOOLS: tuple[Tool, ...] = (OrderStatus(), BookCall())


def tool_named(name: str) -> Tool | None:
    """None for a name that no tool has."""
    return next((tool for tool in TOOLS if tool.name == name), None)

"""What `bench desk` asks: each read as its person's, and the same without policies."""

from __future__ import annotations

from dataclasses import dataclass

from bench.desk_data import Cast

SECRET_KEY, OWNER = "secret key", "owner"
_AFTER = (
    "and (priority, created_at, id) > (1, '2020-01-01Z', '00000000-0000-0000-0000-000000000000')"
)
_COLUMNS = "id, number, subject, status, priority, category, customer_id, assignee_id, created_at"


@dataclass(frozen=True)
class Case:
    """`query` is asked by the auth user `who`, `bare_query` by the secret key or the owner; both
    give the same rows."""

    name: str
    who: str
    query: str
    bare_who: str
    bare_query: str


def cases(cast: Cast) -> list[Case]:
    """The reads of a desk, by name."""
    agent, customer = cast.agent, cast.customer
    ours = f"team:{','.join(cast.team_keys)}"
    hers = f"customer:{cast.customer_id}"
    one = f"(select id from public.tickets where team_id = '{cast.team_id}' limit 1)"
    rare, common, *words = cast.words
    return [
        _plain("queue", agent, _queue(cast)),
        _plain("queue, page 2", agent, _queue(cast, _AFTER)),
        _listed("queue by RPC", agent, "'open'", ours),
        _call("counts", agent, "view_counts()", "view_counts()"),
        _search("search, rare word", agent, rare, ours),
        _search("search, common word", agent, common, ours),
        _search("search, 2 words", agent, " ".join(words[:2]), ours),
        _search("search, 4 words", agent, " ".join(words[:4]), ours),
        _search("search, filtered", agent, f"is:unsolved priority:<=2 {words[0]}", ours),
        _plain("customer's list", customer, _customers_list(cast)),
        _listed("customer's by RPC", customer, "", hers),
        _search("customer's search", customer, words[0], hers),
        _call("open a ticket", agent, f"open_ticket({one})", f"open_ticket({one})"),
    ]


def _queue(cast: Cast, after: str = "") -> str:
    return (
        f"select {_COLUMNS} from public.tickets where team_id = '{cast.team_id}' and is_open "
        f"{after} order by priority, created_at, id limit 50"
    )


def _customers_list(cast: Cast) -> str:
    return (
        f"select {_COLUMNS} from public.tickets where customer_id = '{cast.customer_id}' "
        "order by created_at desc, id limit 50"
    )


def _plain(name: str, who: str, query: str) -> Case:
    return Case(name, who, query, OWNER, query)


def _call(name: str, who: str, mine: str, same: str) -> Case:
    return Case(name, who, f"select public.{mine}", SECRET_KEY, f"select public.{same}")


def _listed(name: str, who: str, view: str, theirs: str) -> Case:
    both = ", ".join(filter(None, (view, f"p_query => '{theirs}'")))
    return _call(name, who, f"list_tickets({view})", f"list_tickets({both})")


def _search(name: str, who: str, words: str, theirs: str) -> Case:
    return _call(name, who, f"search_tickets('{words}')", f"search_tickets('{words} {theirs}')")

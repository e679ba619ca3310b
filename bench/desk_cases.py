"""What `bench desk` asks: each read as its person's, and the same without policies."""

from __future__ import annotations

from dataclasses import dataclass

from bench.desk_data import Cast

SECRET_KEY, OWNER = "secret key", "owner"
_AFTER = (
    "and (priority, created_at, id) > (1, '2020-01-01Z', '00000000-0000-0000-0000-000000000000')"
)
_PAGE, _RPC_PAGE = 50, 20
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
    """The reads of a desk, by name. The small desk fills the pages of RPCs and searches, too."""
    agent, customer, words = cast.agent, cast.customer, cast.words
    ours = f"team:{','.join(cast.team_keys)}"
    hers = f"customer:{cast.customer_id}"
    one = f"(select id from public.tickets where team_id = '{cast.team_id}' limit 1)"
    in_our_teams = f"and team_id = any ('{{{','.join(cast.team_ids)}}}')"
    return [
        _plain("queue", agent, _queue(cast)),
        _plain("queue, page 2", agent, _queue(cast, _AFTER)),
        _listed("queue by RPC", agent, "'open'", f"'open', p_query => '{ours}'"),
        _call("counts", agent, "view_counts()", "view_counts()"),
        _search("search, rare word", agent, words.rare, ours),
        _search("search, common word", agent, words.common, ours),
        _search("search, 2 words", agent, words.two, ours),
        _search("search, 4 words", agent, words.four, ours),
        _search("search, filtered", agent, f"priority:<=2 {words.common}", ours),
        _plain("customer's list", agent, _theirs(cast), _theirs(cast, in_our_teams)),
        _listed("customer's by RPC", agent, _query(hers), _query(f"{hers} {ours}")),
        _plain("own list", customer, _theirs(cast)),
        _listed("own list by RPC", customer, _query(""), _query(hers)),
        _search("own search", customer, words.common, hers),
        _call("open a ticket", agent, f"open_ticket({one})", f"open_ticket({one})"),
    ]


def _queue(cast: Cast, after: str = "") -> str:
    return (
        f"select {_COLUMNS} from public.tickets where team_id = '{cast.team_id}' and is_open "
        f"{after} order by priority, created_at, id limit {_PAGE}"
    )


def _theirs(cast: Cast, seen: str = "") -> str:
    return (
        f"select {_COLUMNS} from public.tickets where customer_id = '{cast.customer_id}' {seen} "
        f"order by created_at desc, id limit {_PAGE}"
    )


def _query(text: str) -> str:
    return f"p_query => '{text}'"


def _plain(name: str, who: str, query: str, bare_query: str = "") -> Case:
    return Case(name, who, query, OWNER, bare_query or query)


def _call(name: str, who: str, mine: str, same: str) -> Case:
    return Case(name, who, f"select public.{mine}", SECRET_KEY, f"select public.{same}")


def _listed(name: str, who: str, mine: str, same: str) -> Case:
    mine, same = (f"list_tickets({view}, p_limit => {_RPC_PAGE})" for view in (mine, same))
    return _call(name, who, mine, same)


def _search(name: str, who: str, words: str, theirs: str) -> Case:
    return _call(name, who, f"search_tickets('{words}')", f"search_tickets('{words} {theirs}')")

"""Raw requests to the library's REST API: (method, target, headers, body).

What they must answer is not written here: test_rest_differential.py asks the bare PostgREST.
"""

from __future__ import annotations

import json
from typing import NamedTuple


class Ask(NamedTuple):
    """One request. `role` is whose token it carries; None sends no Authorization."""

    method: str
    target: str
    headers: dict[str, str] = {}
    body: bytes | None = None
    role: str | None = "anon"


def get(target: str, **headers: str) -> Ask:
    return Ask("GET", target, _dashed(headers))


def send(method: str, target: str, value: object, **headers: str) -> Ask:
    given = {"content-type": "application/json", **_dashed(headers)}
    return Ask(method, target, given, json.dumps(value).encode())


def _dashed(headers: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}


_FILTERS = [
    *("id=eq.1", "id=neq.1", "id=gt.2", "id=gte.2", "id=lt.2", "id=lte.2", "isbn=is.null"),
    *("id=in.(1,2,3)", 'title=in.("A%2050%25%20off_er,%20\\"quoted\\"%20(really)",x)', "id=in.()"),
    *("title=like.*Engine", "title=ilike.*engine", "title=match.^Notes", "title=imatch.^notes"),
    *("title=like(any).{Notes*,Maschinen*}", "title=ilike(all).{*n*,*e*}", "id=eq(any).{1,2}"),
    *("tags=cs.{math}", "tags=cd.{math,code,engine}", "tags=ov.{language,math}"),
    *("details=cs.{\"lang\":\"en\"}", "details->>lang=eq.de", "details->size->>w=eq.10"),
    *("details->rank=gt.1", "details->size=not.is.null", "details->>none=is.null"),
    *("words=fts.compiling", "words=plfts(english).notes%20engine", "words=phfts.the%20engine"),
    *("words=wfts.semantics%20or%20engine", "title=fts(german).maschinen", "words=not.fts.engine"),
    *("or=(id.eq.1,and(id.gt.2,pages.lt.350))", "not.or=(id.eq.1,id.eq.2)",
    "and=(id.gt.1,id.lt.4)"),
    *("id=isdistinct.1", "isbn=isdistinct.null", "id=not.eq.1", "title=not.like.*e*"),
    *("id=eq.x", "id=bad.1", "nocolumn=eq.1", "or=(id.eq.1", "id=eq", "title=eq.", "id=in.1"),
    *("id=gt.1&id=lt.4", "title=eq.Notes+on+the+Engine", "title=eq.Sp%C3%A4rck", "title=eq.%00"),
    *("title=eq.%FF", "price=is.null", "added_at=gte.2024-01-01T00:00:00%2B00:00", "id=is.true"),
]  # fmt: skip

READS = [
    *(get(f"/books?select=id&order=id&{one}") for one in _FILTERS),
    *(get(f"/loans?select=id&order=id&{one}") for one in (
        "during=sl.(10,30)", "during=sr.(0,1)", "during=nxr.(0,9)", "during=nxl.(5,9)",
        "during=adj.(0,1)", "during=ov.[9,11)", "during=cs.[2,3)", "state=eq.out", "state=eq.x",
    )),
]  # fmt: skip

SELECTS = [
    get("/"), get("/", accept="application/json"), get("/nothing"), get("/books/1"),
    get("/books?select=*&order=id"), get("/books?select=id,title_length&order=title_length.desc"),
    get("/books?select=n:title,p:price::text,lang:details->>lang&id=eq.1"),
    get("/books?select=pages::int2,details->size->w,tags->>0&order=id"),
    get("/books?select=nope"), get("/books?select=id,"), get("/books?select=id,authors(name)"),
    get("/books?select=id,by:authors!books_author_fk(name)&order=id"),
    get("/books?select=id,authors!author_id(name,books!author_id(id))&order=id"),
    get("/books?select=id,authors!editor_id!inner(name)&authors.name=eq.Ada%20Lovelace"),
    get("/books?select=id,genres(label)&genres.label=eq.craft&order=id"),
    get("/books?select=id,genres!inner(label)&genres.label=eq.craft&order=id"),
    get("/books?select=id,genres!left(label)&order=id&genres.order=label.desc&genres.limit=1"),
    get("/books?select=id,genres()&genres=not.is.null&order=id"),
    get("/books?select=id,...authors!author_id(author:name)&order=id"),
    get("/books?select=id,blurbs(words)&order=id"),
    get("/genres?select=label,books(title)&order=id"),
    get("/books?select=id,loans(reader)&loans.or=(reader.eq.zoe,id.eq.2)&order=id"),
    get("/books?select=id,authors!author_id(name)&order=authors(name).desc,id"),
    get("/authors?select=name,newest_book(title)&order=id"), get("/authors?select=*,loans(id)"),
    get("/authors?select=name,mentor:mentor_id(name)&order=id"),
    get("/authors?select=name,authors(name)&order=id"), get("/thick_books?select=*&order=id"),
    get("/thick_books?select=id,authors(name)&order=id"), get("/odd%20Names?select=*&order=id"),
    get('/odd%20Names?select=id,"a.b","c,d"&"a.b"=eq.dot'), get('/odd%20Names?"e:f(g)"=eq.z'),
    get("/books?select=count()"), get("/books?select=pages.sum()"), get("/books?select=id.max()"),
    get("/books?order=price.desc.nullslast,id.asc"),
    get("/books?order=price.asc.nullsfirst&limit=2"),
    get("/books?order=nope"), get("/books?order=details->>lang.desc,id"), get("/books?order=id.up"),
    get("/books?select=id&id=eq.1", accept="application/vnd.pgrst.object+json"),
    get("/books?select=id&id=eq.99", accept="application/vnd.pgrst.object+json"),
    get("/books?select=id", accept="application/vnd.pgrst.object+json"),
    get("/books?id=eq.1", accept="application/vnd.pgrst.object+json;nulls=stripped"),
    get("/books?order=id", accept="application/vnd.pgrst.array+json;nulls=stripped"),
    get("/books?select=id,title,tags&order=id", accept="text/csv"),
    get("/books", accept="application/vnd.pgrst.plan"), get("/books", accept="image/png"),
    get("/books", accept="application/geo+json"), get("/books", accept="text/html, */*;q=0.1"),
    get("/books", accept="nonsense"), get("/loans?select=state,during&order=id"),
]  # fmt: skip

RANGES = [
    get("/books?select=id&order=id&limit=2&offset=1"), get("/books?select=id&limit=0"),
    get("/books?select=id&limit=-1"), get("/books?select=id&limit=x"), get("/books?offset=99"),
    get("/books?select=id&order=id", range="0-1"), get("/books?select=id&order=id", range="3-"),
    get("/books?select=id&order=id", range="1-0"), get("/books?order=id&limit=3", range="2-9"),
    get("/books?select=id&order=id", range="0-1", range_unit="items", prefer="count=exact"),
    get("/books?select=id&order=id", range="90-99", prefer="count=exact"),
    get("/books?select=id&order=id&limit=2", prefer="count=exact"),
    get("/books?select=id&order=id&limit=2", prefer="count=planned"),
    get("/books?select=id&order=id&limit=2", prefer="count=estimated"),
    get("/books?select=id&offset=99", prefer="count=exact"),
    get("/books?select=id&order=id", prefer="handling=strict, nonsense"),
    get("/books?select=id&order=id", prefer="handling=lenient, nonsense"),
    get("/rpc/time_zone", prefer="timezone=Europe/Vienna"),
    get("/rpc/time_zone", prefer="handling=strict, timezone=Mars/Crater"),
    Ask("HEAD", "/books?select=id"),
    Ask("HEAD", "/books?select=id&limit=1", {"prefer": "count=exact"}),
    Ask("HEAD", "/rpc/books_by?p_author=2", {"prefer": "count=exact"}), Ask("HEAD", "/nothing"),
    Ask("OPTIONS", "/books"), Ask("OPTIONS", "/thick_books"), Ask("OPTIONS", "/rpc/add"),
    Ask("TRACE", "/books"), Ask("PATCH", "/"), Ask("QUERY", "/books"),
    get("/boxes", accept_profile="annex"), get("/boxes"), get("/books", accept_profile="annex"),
    get("/books", accept_profile="hidden"), get("/", accept_profile="annex"),
    get("/rpc/greet", accept_profile="annex"), Ask("HEAD", "/boxes", {"accept-profile": "annex"}),
    get("/diaries"), Ask("GET", "/diaries", role="authenticated"),
    Ask("GET", "/diaries", role=None),
    Ask("GET", "/diaries?order=id", role="service_role"),
    Ask("GET", "/books?limit=1", role="nobody"),
    Ask("GET", "/books?limit=1", {"authorization": "Bearer x.y.z"}, role=None),
    Ask("GET", "/books?limit=1", {"authorization": "Basic eDp5"}, role=None),
]  # fmt: skip

_FULL, _MINIMAL, _LOCATION = "return=representation", "return=minimal", "return=headers-only"
_BOOK = {"title": "New", "author_id": 1}
_CSV = b"title,author_id\nOne,1\nTwo,NULL\n"

WRITES = [
    send("POST", "/books", _BOOK), send("POST", "/books", _BOOK, prefer=_FULL),
    send("POST", "/books", _BOOK, prefer=_LOCATION), send("POST", "/books", _BOOK, prefer=_MINIMAL),
    send("POST", "/books?select=id,authors!author_id(name)", _BOOK, prefer=_FULL),
    send("POST", "/books?columns=title,author_id", [_BOOK, {"title": "X", "author_id": 2}],
         prefer=_FULL),
    send("POST", "/books?columns=title,author_id,tags", [_BOOK], prefer=f"{_FULL},missing=default"),
    send("POST", "/books?columns=title,author_id,tags", [_BOOK], prefer=_FULL),
    send("POST", "/books?columns=nope", [_BOOK]), send("POST", "/books", []),
    send("POST", "/books", {}),
    send("POST", "/books", [_BOOK, {"title": "ragged"}]), send("POST", "/books", {"nope": 1}),
    send("POST", "/books", {"title": "x", "author_id": 77}),
    send("POST", "/books", {"title": None}),
    send("POST", "/books", {**_BOOK, "pages": 0}),
    send("POST", "/books", {**_BOOK, "pages": "many"}),
    send("POST", "/books", {**_BOOK, "id": 1}, prefer=_FULL),
    send("POST", "/books", {**_BOOK, "id": 1}, prefer=f"{_FULL},resolution=merge-duplicates"),
    send("POST", "/books", {**_BOOK, "id": 1}, prefer=f"{_FULL},resolution=ignore-duplicates"),
    send("POST", "/books?on_conflict=isbn", {**_BOOK, "isbn": "111"},
         prefer=f"{_FULL},resolution=merge-duplicates,count=exact"),
    send("POST", "/books?on_conflict=nope", _BOOK, prefer="resolution=merge-duplicates"),
    send("POST", "/books?on_conflict=title", _BOOK, prefer="resolution=merge-duplicates"),
    Ask("POST", "/books", {"content-type": "text/csv", "prefer": _FULL}, _CSV.replace(b"NULL",
         b"3")),
    Ask("POST", "/books", {"content-type": "text/csv", "prefer": _FULL}, _CSV),
    Ask("POST", "/genres", {"content-type": "application/x-www-form-urlencoded", "prefer": _FULL},
        b"id=7&label=a+b%26c"),
    Ask("POST", "/books", {"content-type": "application/json"}, b'{"title": '),
    Ask("POST", "/books", {"content-type": "application/json"}, b""), Ask("POST", "/books"),
    Ask("POST", "/books", {"content-type": "image/png"}, b"\x89PNG"),
    Ask("POST", "/books", {"prefer": _FULL}, json.dumps(_BOOK).encode()),
    send("PUT", "/genres?id=eq.1", {"id": 1, "label": "put"}, prefer=_FULL),
    send("PUT", "/genres?id=eq.8", {"id": 8, "label": "put"}, prefer=_FULL),
    send("PUT", "/genres?id=eq.1", {"id": 2, "label": "put"}), send("PUT", "/genres", {"id": 1}),
    send("PATCH", "/books?id=eq.1", {"title": "Renamed"}),
    send("PATCH", "/books?id=eq.99", {"pages": 1}),
    send("PATCH", "/books?id=eq.1&select=id,title", {"title": "Renamed"}, prefer=_FULL),
    send("PATCH", "/books?author_id=eq.2&select=id&order=id", {"price": 1},
         prefer=f"{_FULL},count=exact"),
    send("PATCH", "/books?id=eq.1", {}, prefer=_FULL), send("PATCH", "/books?id=eq.1", {"nope": 1}),
    send("PATCH", "/books?id=gt.0", {"price": 1}, prefer=f"{_FULL},handling=strict,max-affected=1"),
    send("PATCH", "/books?limit=1&order=id&id=gt.0", {"price": 1}, prefer=_FULL),
    send("PATCH", "/books?id=eq.1", {"title": "Undone"}, prefer=f"{_FULL},tx=rollback"),
    Ask("DELETE", "/loans?id=eq.1"), Ask("DELETE", "/loans?id=eq.99", {"prefer": _FULL}),
    Ask("DELETE", "/loans?reader=eq.zoe&select=id", {"prefer": f"{_FULL},count=exact"}),
    Ask("DELETE", "/authors?id=eq.1"), Ask("DELETE", "/nothing?id=eq.1"), Ask("DELETE", "/books/1"),
    Ask("DELETE", "/loans?id=eq.1&select=reader", {"prefer": _FULL,
        "accept": "application/vnd.pgrst.object+json"}),
    send("PATCH", "/books?id=gt.1", {"price": 1}, prefer=_FULL,
         accept="application/vnd.pgrst.object+json"),
    send("POST", "/boxes", {"id": 9, "label": "x"}, content_profile="annex", prefer=_FULL),
    send("POST", "/boxes", {"id": 9, "label": "x"}), send("POST", "/diaries", {"line": "x"}),
    send("POST", "/diaries", {"line": "x"})._replace(role="authenticated"),
    send("POST", "/diaries", {"line": "x", "owner": "00000000-0000-4000-8000-000000000002"})
    ._replace(role="authenticated"),
    send("POST", "/thick_books", {"title": "v", "pages": 1}),
]  # fmt: skip

# Not 40001: PostgREST asks Postgres again and again then, and never answers.
_STATES = [
    *("22023", "23503", "23505", "25006", "21000", "28000", "40002", "42501", "42P17", "53400"),
    *("54000", "55000", "57014", "58000", "F0000", "P0001", "P0002", "XX000", "PT402", "22P02"),
]

CALLS = [
    get("/rpc/add?a=1&b=2"), get("/rpc/add?a=1"), get("/rpc/add?a=1&b=x"),
    get("/rpc/add?a=1&b=2&c=3"),
    send("POST", "/rpc/add", {"a": 1, "b": 2}), send("POST", "/rpc/add", {"a": 1}),
    send("POST", "/rpc/add", [{"a": 1, "b": 2}, {"a": 3, "b": 4}],
         prefer="params=multiple-objects"),
    send("POST", "/rpc/greet", {}), send("POST", "/rpc/greet", {"p_name": "Zoë \"'\\ \n"}),
    Ask("POST", "/rpc/greet"), get("/rpc/greet?p_name=a%26b"),
    get("/rpc/greet", accept="text/plain"),
    get("/rpc/books_by?p_author=2&select=id,title&pages=gte.300&order=id.desc&limit=1"),
    get("/rpc/books_by?p_author=2&select=id,authors!author_id(name)", prefer="count=exact"),
    get("/rpc/books_by?p_author=2", range="0-0", prefer="count=exact"),
    get("/rpc/books_by?p_author=3", accept="application/vnd.pgrst.object+json"),
    get("/rpc/books_by?p_author=2&select=id,title", accept="text/csv"),
    get("/rpc/sum_of?p_numbers=1&p_numbers=2"), send("POST", "/rpc/sum_of", {"p_numbers": [4, 5]}),
    send("POST", "/rpc/shape_of", {"any": "thing"}), send("POST", "/rpc/shape_of", [1]),
    send("POST", "/rpc/shape_of", {"any": 1}, prefer="params=single-object"),
    Ask("POST", "/rpc/nothing"), get("/rpc/nothing"), get("/rpc/unknown"), get("/rpc/count_up"),
    Ask("POST", "/rpc/count_up"), get("/rpc/which?p=1"), send("POST", "/rpc/which", {"p": 1}),
    Ask("POST", "/rpc/teapot"), Ask("POST", "/rpc/own_status"), Ask("DELETE", "/rpc/add"),
    Ask("PATCH", "/rpc/add", {"content-type": "application/json"}, b"{}"), get("/rpc/"),
    get("/rpc"),
    send("POST", "/rpc/fill_library", {}),
    get("/rpc/header_seen?p_name=x-mine", x_mine="ä".encode().decode("latin-1")),
    *(send("POST", "/rpc/raises", {"p_state": state}) for state in _STATES),
    *(send("POST", "/rpc/raises", {"p_state": state})._replace(role="authenticated")
      for state in ("42501", "28000")),
]  # fmt: skip

ALL = [*READS, *SELECTS, *RANGES, *WRITES, *CALLS]

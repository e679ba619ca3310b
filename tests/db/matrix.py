"""Who may do what and who sees which rows: the whole of it, as data.

A table, view or function of an exposed schema that is not here fails test_stranger. The
people are those of supabase/tests/helpers/cast.psql, the rows those of world.psql.
"""

from __future__ import annotations

from dataclasses import dataclass, field

# Nils signed up and is nobody yet. Hannah, Tobias and Ingrid are customers; Reto is an agent
# of the front desk, Mathilde of the books; Anna is an admin.
PEOPLE = ("nils", "hannah", "tobias", "ingrid", "reto", "mathilde", "anna")
MEMBERS = ("reto", "mathilde", "anna")

API_ROLES = ("anon", "authenticated", "service_role")


@dataclass(frozen=True)
class Table:
    """One table: `label` names a row (a column), `rows` are the labels of all rows.

    `sees` tells for anon and each person which rows are visible; who is not named sees none.
    `may` tells what each API role may do: letters of (s)elect, (i)nsert, (u)pdate, (d)elete.
    """

    label: str
    rows: frozenset[str]
    sees: dict[str, frozenset[str]]
    may: dict[str, str] = field(
        default_factory=lambda: {"anon": "", "authenticated": "s", "service_role": "siud"}
    )


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split("|")) if text else frozenset()


def _by(people: tuple[str, ...], rows: str) -> dict[str, frozenset[str]]:
    return dict.fromkeys(people, _names(rows))


def _for_members(label: str, rows: str) -> Table:
    return Table(label, _names(rows), _by(MEMBERS, rows))


def _for_admins(label: str, rows: str) -> Table:
    return Table(label, _names(rows), _by(("anna",), rows))


def _of_ticket(**also: frozenset[str]) -> Table:
    """What members see of the tickets of their teams, and an admin of all."""
    hers, his = _names("ticket of hannah"), _names("ticket of tobias")
    return Table(
        "ticket_id", hers | his, {"reto": hers, "mathilde": his, "anna": hers | his, **also}
    )


def _of_article(label: str, prefix: str, **also: frozenset[str]) -> Table:
    """What members see of the knowledge base; drafts too, but not those of teams."""

    def articles(*slugs: str) -> frozenset[str]:
        return frozenset(prefix + slug for slug in slugs)

    rows = articles("public", "internal", "draft", "team", "teamdraft")
    reto = articles("public", "internal", "draft")
    mathilde = reto | articles("team")
    return Table(label, rows, {"reto": reto, "mathilde": mathilde, "anna": rows, **also})


_LEDGER = {"anon": "", "authenticated": "s", "service_role": "si"}
_CUSTOMERS = "customer hannah|customer tobias|customer ingrid|customer elin"
_SEES_CUSTOMERS = {
    "hannah": _names("customer hannah"),
    "tobias": _names("customer tobias"),
    "ingrid": _names("customer ingrid"),
    "reto": _names("customer hannah"),
    "mathilde": _names("customer tobias"),
    "anna": _names(_CUSTOMERS),
}
_PUBLIC = _names("public")

TABLES: dict[str, Table] = {
    "public.teams": _for_members("key", "front|orders"),
    "public.members": _for_members("id", "member anna|member reto|member mathilde"),
    "public.team_members": _for_members("member_id", "member reto|member mathilde"),
    "public.companies": Table(
        "id",
        _names("torvik & hale"),
        _by(("ingrid", "anna"), "torvik & hale"),
    ),
    "public.customers": Table("id", _names(_CUSTOMERS), _SEES_CUSTOMERS),
    "public.customer_identities": Table("customer_id", _names(_CUSTOMERS), _SEES_CUSTOMERS),
    "public.ticket_categories": _for_members("key", "shipping|billing"),
    "public.ticket_status_transitions": _for_members(
        "from_status", "new|open|pending|on_hold|solved"
    ),
    "public.tickets": Table(
        "id",
        _names("ticket of hannah|ticket of tobias"),
        {
            "hannah": _names("ticket of hannah"),
            "tobias": _names("ticket of tobias"),
            "reto": _names("ticket of hannah"),
            "mathilde": _names("ticket of tobias"),
            "anna": _names("ticket of hannah|ticket of tobias"),
        },
    ),
    # Members see the threads they have opened: Reto has, Mathilde and Anna have not.
    "public.interactions": Table(
        "ticket_id",
        _names("ticket of hannah|ticket of tobias"),
        {
            "hannah": _names("ticket of hannah"),
            "tobias": _names("ticket of tobias"),
            "reto": _names("ticket of hannah"),
        },
    ),
    "public.attachments": Table(
        "name",
        _names("hers.pdf|his.pdf"),
        {
            "hannah": _names("hers.pdf"),
            "tobias": _names("his.pdf"),
            "reto": _names("hers.pdf"),
        },
    ),
    "public.notes": Table(
        "ticket_id",
        _names("ticket of hannah|ticket of tobias"),
        {"reto": _names("ticket of hannah")},
    ),
    "public.drafts": _of_ticket(),
    "public.deliveries": _of_ticket(),
    "public.feedback": _of_ticket(),
    "public.ai_decisions": Table("ticket_id", _of_ticket().rows, _of_ticket().sees, _LEDGER),
    "public.ai_policies": _for_members("category", "shipping"),
    "public.ai_models": _for_admins("version", "v1"),
    "public.audit_log": Table(
        "action", _names("ticket.decide"), _by(("anna",), "ticket.decide"), _LEDGER
    ),
    "public.access_log": Table(
        "ticket_id", _names("ticket of hannah"), _by(("anna",), "ticket of hannah"), _LEDGER
    ),
    "public.inbound_events": _for_admins("provider_id", "mail of hannah"),
    "public.jobs": _for_admins("kind", "test.work"),
    "public.workers": _for_admins("name", "worker-1"),
    "public.knowledge_base": Table(
        "slug",
        _of_article("slug", "").rows,
        {**_by(("anon", *PEOPLE), "public"), **_of_article("slug", "").sees},
        {"anon": "s", "authenticated": "s", "service_role": "siud"},
    ),
    "public.knowledge_versions": _of_article("article_id", "article "),
    "public.knowledge_chunks": _of_article("article_id", "article "),
    "public.knowledge_terms": _of_article("term", ""),
}

_EVERYBODY = frozenset(API_ROLES)
_SIGNED_IN = frozenset({"authenticated", "service_role"})
_SECRET_KEY = frozenset({"service_role"})

# Which API role may execute a function. What a function does with its caller is in pgTAP.
FUNCTIONS: dict[str, frozenset[str]] = {
    "public.match_knowledge(text,extensions.vector,text,integer,uuid)": _EVERYBODY,
    "public.create_ticket(text,text,text,text)": _SIGNED_IN,
    "public.add_message(uuid,text)": _SIGNED_IN,
    "public.open_ticket(uuid)": _SIGNED_IN,
    "public.approve_draft(uuid,text)": _SIGNED_IN,
    "public.reject_draft(uuid,text)": _SIGNED_IN,
    "public.reply_to_ticket(uuid,text)": _SIGNED_IN,
    "public.add_note(uuid,text)": _SIGNED_IN,
    "public.set_ticket_status(uuid,text)": _SIGNED_IN,
    "public.resolve_delivery(uuid,boolean)": _SIGNED_IN,
    "public.retry_job(uuid)": _SIGNED_IN,
    "public.save_article(text,text,text,text,text,text,text,text,text,jsonb)": _SIGNED_IN,
    "public.set_policy(text,text,double precision,double precision)": _SIGNED_IN,
    "public.set_member(uuid,text,text,text,text[],boolean)": _SIGNED_IN,
    "public.set_team(text,text,boolean)": _SIGNED_IN,
    "public.set_category(text,text,text,text)": _SIGNED_IN,
    "public.set_customer(text,text,text,text,text,uuid)": _SIGNED_IN,
    "public.receive_message(jsonb,text)": _SECRET_KEY,
    "public.inbound_raw(uuid)": _SECRET_KEY,
    "public.raw_moved(uuid,text)": _SECRET_KEY,
    "public.ticket_context(uuid,uuid,uuid)": _SECRET_KEY,
    "public.record_answer(uuid,jsonb,uuid,uuid,double precision)": _SECRET_KEY,
    "public.begin_send(uuid,text,uuid,uuid)": _SECRET_KEY,
    "public.mark_sent(uuid,text,text)": _SECRET_KEY,
    "public.replace_chunks(uuid,integer,text,text,extensions.vector,jsonb)": _SECRET_KEY,
    "public.embed_stale(text)": _SECRET_KEY,
    "public.save_model(text,text,text,text,jsonb)": _SECRET_KEY,
    "public.claim_jobs(text,text[],integer,integer)": _SECRET_KEY,
    "public.extend_job(uuid,uuid,integer)": _SECRET_KEY,
    "public.finish_job(uuid,uuid)": _SECRET_KEY,
    "public.fail_job(uuid,uuid,text,boolean)": _SECRET_KEY,
    "public.worker_heartbeat(text,jsonb)": _SECRET_KEY,
}

# What policies call; every other function of schema private is for our own functions only.
PRIVATE_FUNCTIONS_OPEN: frozenset[str] = frozenset(
    {
        "private.is_service()",
        "private.member_id()",
        "private.is_member()",
        "private.is_admin()",
        "private.team_ids(uuid)",
        "private.customer_ids()",
        "private.opened_ticket_ids()",
        "private.visibilities_for(uuid)",
        "private.article_readable(text,text,uuid,text[],uuid[])",
    }
)

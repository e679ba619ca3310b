"""Who may do what and who sees which rows: the whole of it, as data.

A table, view or function of an exposed schema that is not here fails test_stranger. The
people are those of supabase/tests/helpers/cast.psql, the rows those of world.psql.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

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


def _of_hannah(label: str, rows: str, **also: frozenset[str]) -> Table:
    """Rows of Hannah's ticket, for the members who see it."""
    return Table(label, _names(rows), {**_by(("reto", "anna"), rows), **also})


def _of_both(label: str, rows: str, *people: str) -> Table:
    """Rows between Hannah's and Tobias's ticket, for the members who see one, and for `people`."""
    return Table(label, _names(rows), _by((*MEMBERS, *people), rows))


def _own(label: str, row: str, *people: str) -> Table:
    """One row, and who sees it."""
    return Table(label, _names(row), _by(people, row))


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
_AUDITED = "ticket.decide|ticket.change|ticket.tag|tag.set|field.set|order.import|policy.tools"
_SETTINGS = "|".join(
    (
        "reopen_days",
        "pending_reminder_days|pending_solve_days|solved_close_days|csat_delay_hours",  # time
        "undo_send_seconds|attachment_bytes|reply_attachments_bytes",  # answering
        "attachment_refused_extensions",
        "acknowledge_tickets|site_url",  # notifications
        "feedback_url|csat_link_days|csat_change_hours|csat_bad_score|csat_bad_reopens",  # feedback
        "reopened_needs_person",
        "unused_upload_days|read_notification_days",  # housekeeping
        "solved_case_days|solved_cases_for_customers",  # retrieval
        "labels_per_training",  # learning
    )
)

_KINDS = "|".join(
    (
        "assignment|mention|reply|review|warning|breach|team|delivery|feedback|reopened|rule",
        "reopened",  # feedback
    )
)

_HERS = _names("ticket of hannah")
_READ = {"anon": "", "authenticated": "s", "service_role": "s"}
_COUNTED = {"anon": "", "authenticated": "", "service_role": "s"}
_REPORTS = (
    "backlog|created_and_solved|first_response|resolution|sla|csat|reopen|workload|ai_outcomes"
    "|tags|channels|deflections"
)

_PRICED = (
    "gpt-5|gpt-5-mini|gpt-5-nano|gpt-4.1|gpt-4.1-mini|gpt-4.1-nano|gpt-4o|gpt-4o-mini"
    "|text-embedding-3-small|text-embedding-3-large"
)

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
        "from_status", "new|open|pending|on_hold|solved|closed"
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
    "public.audit_log": Table("action", _names(_AUDITED), _by(("anna",), _AUDITED), _LEDGER),
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
    "public.knowledge_terms": replace(
        _of_article("term", ""),
        may={"anon": "", "authenticated": "s", "service_role": "sid"},
    ),
    # What words count is for the search alone, by whose articles they stand in.
    "public.knowledge_lexicons": Table("language", _names("xx"), {}, _COUNTED),
    "public.knowledge_lexicon_sizes": Table("chunks", _names("1"), {}, _COUNTED),
    "public.knowledge_term_counts": Table("term", _names("public|internal|team"), {}, _COUNTED),
    "public.solved_cases": _of_ticket(),
    # Part F, views and search. The words and the counters are written by triggers only.
    "public.ticket_search": Table(
        "ticket_id",
        _of_ticket().rows,
        {},
        {"anon": "", "authenticated": "", "service_role": "s"},
    ),
    "public.search_words": Table(
        "side",
        _names("shared|inside"),
        {},
        {"anon": "", "authenticated": "", "service_role": "s"},
    ),
    "public.ticket_counts": Table(
        "team_id",
        _names("front|orders"),
        {
            "reto": _names("front"),
            "mathilde": _names("orders"),
            "anna": _names("front|orders"),
        },
        {"anon": "", "authenticated": "s", "service_role": "s"},
    ),
    "public.search_log": Table(
        "query", _names("hannah's question"), _by(("anna",), "hannah's question"), _LEDGER
    ),
    "public.views": Table(
        "name",
        _names("Mine|Unassigned|Open|Waiting|Solved|Reto's|Of orders"),
        {
            "reto": _names("Mine|Unassigned|Open|Waiting|Solved|Reto's"),
            "mathilde": _names("Mine|Unassigned|Open|Waiting|Solved|Of orders"),
            "anna": _names("Mine|Unassigned|Open|Waiting|Solved|Of orders"),
        },
    ),
    # Lifecycle
    "public.settings": _for_members("key", _SETTINGS),
    "public.tags": _for_members("key", "vip"),
    "public.ticket_tags": _of_hannah("tag", "vip"),
    "public.custom_field_definitions": Table(
        "key",
        _names("grinder|margin"),
        {**_by(PEOPLE, "grinder"), **_by(MEMBERS, "grinder|margin")},
    ),
    "public.ticket_fields": _of_hannah("field", "grinder|margin", hannah=_names("grinder")),
    "public.ticket_watchers": _of_hannah("member_id", "member reto"),
    "public.ticket_links": _of_both("from_id", "ticket of hannah"),
    "public.ticket_merges": _of_both("source_id", "ticket of hannah", "hannah", "tobias"),
    "public.ticket_splits": _of_both("source_id", "ticket of hannah"),
    "public.ticket_threads": Table(
        "thread_id",
        _names("ticket of hannah|ticket of tobias"),
        {
            "hannah": _names("ticket of hannah"),
            "tobias": _names("ticket of tobias"),
            "reto": _names("ticket of hannah"),
        },
        {"anon": "", "authenticated": "s", "service_role": "s"},
    ),
    # People
    "public.invitations": _for_admins("email", "kim@postbox.example"),
    "public.customer_notes": Table(
        "customer_id",
        _names("customer hannah|customer tobias"),
        {
            "reto": _names("customer hannah"),
            "mathilde": _names("customer tobias"),
            "anna": _names("customer hannah|customer tobias"),
        },
    ),
    "public.customer_merges": Table(
        "source_id", _names("customer elin"), _by(("reto", "anna"), "customer elin")
    ),
    "public.blocked_senders": _for_members("pattern", "spam.example"),
    "public.customer_search": Table(
        "customer_id",
        _names(_CUSTOMERS),
        {},
        {"anon": "", "authenticated": "", "service_role": "siud"},
    ),
    # Time
    "public.calendars": _for_members("key", "office"),
    "public.calendar_hours": _for_members("calendar_id", "office"),
    "public.holidays": _for_members("calendar_id", "office"),
    "public.calendar_spans": _for_members("calendar_id", "office"),
    "public.timers": _of_ticket(),
    "public.sla_policies": _for_members("key", "standard"),
    "public.sla_targets": _for_members("policy_id", "standard"),
    "public.sla_clocks": _of_ticket(),
    # Notifications
    "public.notification_kinds": _for_members("key", _KINDS),
    "public.notification_preferences": _own("member_id", "member reto", "reto"),
    "public.digest_settings": _own("member_id", "member reto", "reto"),
    "public.notifications": Table(
        "member_id",
        _names("member reto|member mathilde"),
        {"reto": _names("member reto"), "mathilde": _names("member mathilde")},
    ),
    "public.customer_preferences": _own("customer_id", "customer hannah", "hannah", "reto", "anna"),
    "public.notices": _of_hannah("key", "status of hannah"),
    # Routing
    "public.rules": _for_members("name", "refunds"),
    "public.rule_runs": Table("ticket_id", _of_ticket().rows, _of_ticket().sees, _LEDGER),
    "public.team_routing": _for_members("strategy", "manual"),
    "public.member_absences": _for_members("member_id", "member reto"),
    "public.member_schedules": _for_members("member_id", "member reto"),
    "public.skill_requirements": _for_members("skill", "customs"),
    "public.assignments": Table("ticket_id", _of_ticket().rows, _of_ticket().sees, _LEDGER),
    # Answering
    "public.uploads": _of_hannah(
        "name",
        "offer.pdf|photo.png",
        hannah=_names("photo.png"),
        reto=_names("offer.pdf|photo.png"),
    ),
    "public.member_drafts": Table(
        "member_id",
        _names("member reto|member anna"),
        {"reto": _names("member reto"), "anna": _names("member anna")},
    ),
    "public.macros": Table(
        "name",
        _names("Anna's macro|Books' macro|Everybody's macro"),
        {
            "reto": _names("Everybody's macro"),
            "mathilde": _names("Books' macro|Everybody's macro"),
            "anna": _names("Anna's macro|Books' macro|Everybody's macro"),
        },
    ),
    "public.canned_answers": Table(
        "shortcut",
        _names("/own|/books|/all"),
        {
            "reto": _names("/all"),
            "mathilde": _names("/books|/all"),
            "anna": _names("/own|/books|/all"),
        },
    ),
    # Feedback
    "public.ticket_spells": _of_ticket(),
    "public.csat_ratings": _of_hannah("ticket_id", "ticket of hannah", hannah=_HERS),
    "public.csat_comments": Table("ticket_id", _HERS, _by(("hannah", "reto"), "ticket of hannah")),
    "public.feedback_keys": Table(
        "id", _names("1"), {}, {"anon": "", "authenticated": "", "service_role": "s"}
    ),
    # The portal
    "public.deflections": _for_members("way", "article"),
    # Tools: what they read, and which category may use which
    "public.orders": Table(
        "number",
        _names("B-10432|B-10433"),
        {
            **_by(MEMBERS, "B-10432|B-10433"),
            "hannah": _names("B-10432"),
            "tobias": _names("B-10433"),
        },
        _READ,
    ),
    "public.category_tools": Table(
        "tool", _names("order_status"), _by(MEMBERS, "order_status"), _READ
    ),
    "public.calls": Table("ticket_id", _HERS, _by(("reto", "anna"), "ticket of hannah"), _READ),
    "public.draft_wishes": Table(
        "tool", _names("book_call"), _by(("reto", "anna"), "book_call"), _READ
    ),
    "public.article_feedback": Table("comment", _names("Clear."), _by(MEMBERS, "Clear."), _READ),
    # Reports
    "public.reports": Table("name", _names(_REPORTS), _by(MEMBERS, _REPORTS), _READ),
    "public.report_tickets": Table("ticket_id", _of_ticket().rows, _of_ticket().sees, _READ),
    "public.report_spells": Table("ticket_id", _of_ticket().rows, _of_ticket().sees, _READ),
    "public.report_decisions": Table("ticket_id", _of_ticket().rows, _of_ticket().sees, _READ),
    "public.report_ratings": Table(
        "ticket_id", _HERS, _by(("reto", "anna"), "ticket of hannah"), _READ
    ),
    "public.report_clocks": Table(
        "ticket_id", _HERS, _by(("reto", "anna"), "ticket of hannah"), _READ
    ),
    # What a hosted model costs; written by its functions only
    "public.ai_prices": Table("model", _names(_PRICED), _by(MEMBERS, _PRICED), _READ),
    "public.ai_terms": Table("id", _names("1"), _by(MEMBERS, "1"), _READ),
    "public.ai_budget_days": Table(
        "spent_usd", _names("0.00004500"), _by(("anna",), "0.00004500"), _READ
    ),
    "public.ai_reservations": Table("tier", _names("smaller"), _by(("anna",), "smaller"), _READ),
    "public.ai_calls": Table("ticket_id", _HERS, _by(("reto", "anna"), "ticket of hannah"), _READ),
    # The ledger: what a replay feeds in, and what people said of an answer
    "public.ai_recordings": Table("step", _names("inputs"), _by(("anna",), "inputs"), _READ),
    "public.ai_agreements": Table(
        "ticket_id", _HERS, _by(("reto", "anna"), "ticket of hannah"), _READ
    ),
    # Learning: what people said of a message, and what the head begins with
    "public.triage_labels": Table(
        "ticket_id", _HERS, _by(("reto", "anna"), "ticket of hannah"), _READ
    ),
    "public.ticket_vectors": Table(
        "embedding_model",
        _names("test"),
        {},
        {"anon": "", "authenticated": "", "service_role": "s"},
    ),
    "public.triage_examples": _for_admins("category", "shipping"),
    "public.gap_signals": Table(
        "ticket_id", _HERS, _by(("reto", "anna"), "ticket of hannah"), _READ
    ),
    "public.knowledge_gaps": Table("title", _names("Gap"), _by(("reto", "anna"), "Gap"), _READ),
    "public.kb_suggestions": Table("title", _names("Gap"), _by(("reto", "anna"), "Gap"), _READ),
}

_EVERYBODY = frozenset(API_ROLES)
_SIGNED_IN = frozenset({"authenticated", "service_role"})
_SECRET_KEY = frozenset({"service_role"})

# Which API role may execute a function. What a function does with its caller is in pgTAP.
FUNCTIONS: dict[str, frozenset[str]] = {
    "public.match_knowledge(text,extensions.vector,text,integer,uuid)": _EVERYBODY,
    # Part "retrieval"
    "public.search_knowledge(text[],double precision[],extensions.vector[],"
    "text,integer,integer,uuid,text,text)": _EVERYBODY,
    "public.set_products(text,text[])": _SIGNED_IN,
    "public.lasting_answers(text,integer)": _SECRET_KEY,
    "public.save_cases(text,jsonb)": _SECRET_KEY,
    "public.match_cases(extensions.vector,text,integer,uuid,text)": _SIGNED_IN,
    "public.create_ticket(text,text,text,text,uuid[])": _SIGNED_IN,
    "public.add_message(uuid,text,uuid[])": _SIGNED_IN,
    "public.open_ticket(uuid)": _SIGNED_IN,
    "public.approve_draft(uuid,text,boolean,text,integer)": _SIGNED_IN,
    "public.reject_draft(uuid,text)": _SIGNED_IN,
    "public.reply_to_ticket(uuid,text,text,integer,uuid[],uuid,boolean)": _SIGNED_IN,
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
    "public.search_tickets(text,integer,text)": _SIGNED_IN,
    "public.explain_query(text)": _SIGNED_IN,
    "public.list_tickets(text,jsonb,text,text,text,integer)": _SIGNED_IN,
    "public.view_counts()": _SIGNED_IN,
    "public.save_view(text,text,jsonb,text,text,text[],text,integer,uuid)": _SIGNED_IN,
    "public.delete_view(uuid)": _SIGNED_IN,
    # Lifecycle
    "public.set_setting(text,jsonb)": _SIGNED_IN,
    "public.set_tag(text,text)": _SIGNED_IN,
    "public.rename_tag(text,text)": _SIGNED_IN,
    "public.set_field(text,jsonb,text,jsonb,boolean,boolean,integer,boolean)": _SIGNED_IN,
    "public.update_ticket(uuid,jsonb,integer,text)": _SIGNED_IN,
    "public.update_tickets(uuid[],jsonb,text)": _SIGNED_IN,
    "public.take_ticket(uuid)": _SIGNED_IN,
    "public.watch_ticket(uuid,uuid)": _SIGNED_IN,
    "public.unwatch_ticket(uuid,uuid)": _SIGNED_IN,
    "public.open_follow_up(uuid,text,text)": _SIGNED_IN,
    "public.merge_tickets(uuid,uuid,boolean)": _SIGNED_IN,
    "public.unmerge_ticket(uuid)": _SIGNED_IN,
    "public.split_ticket(uuid,uuid[],text)": _SIGNED_IN,
    "public.unsplit_ticket(uuid)": _SIGNED_IN,
    "public.link_tickets(uuid,uuid,text)": _SIGNED_IN,
    "public.unlink_tickets(uuid,uuid,text)": _SIGNED_IN,
    # People
    "public.set_member_active(uuid,boolean)": _SIGNED_IN,
    "public.set_profile(text,text,text,boolean,text)": _SIGNED_IN,
    "public.invite_member(text,text,text[],text,text,integer)": _SIGNED_IN,
    "public.resend_invitation(uuid,integer)": _SIGNED_IN,
    "public.revoke_invitation(uuid)": _SIGNED_IN,
    "public.accept_invitation(text)": _SIGNED_IN,
    "public.set_team_member(text,uuid,boolean)": _SIGNED_IN,
    "public.remove_team(text,text)": _SIGNED_IN,
    "public.update_customer(uuid,jsonb)": _SIGNED_IN,
    "public.add_customer_address(uuid,text,boolean,text)": _SIGNED_IN,
    "public.remove_customer_address(uuid,text,text)": _SIGNED_IN,
    "public.set_customer_address(uuid,text,boolean,boolean,text)": _SIGNED_IN,
    "public.set_company(text,text,boolean,uuid)": _SIGNED_IN,
    "public.remove_company(uuid)": _SIGNED_IN,
    "public.add_customer_note(uuid,text)": _SIGNED_IN,
    "public.remove_customer_note(uuid)": _SIGNED_IN,
    "public.customer_history(uuid,integer,timestamp with time zone)": _SIGNED_IN,
    "public.search_customers(text,integer)": _SIGNED_IN,
    "public.merge_customers(uuid,uuid,text)": _SIGNED_IN,
    "public.unmerge_customers(uuid)": _SIGNED_IN,
    "public.block_sender(uuid,text,text,text)": _SIGNED_IN,
    "public.unblock_sender(uuid,boolean)": _SIGNED_IN,
    # Time
    "public.set_calendar(text,text,text,jsonb,boolean)": _SIGNED_IN,
    "public.set_holiday(text,date,text,time without time zone,time without time zone,boolean)": (
        _SIGNED_IN
    ),
    "public.remove_holiday(text,date)": _SIGNED_IN,
    "public.set_sla_policy(text,jsonb)": _SIGNED_IN,
    "public.run_timers(integer,timestamp with time zone)": _SECRET_KEY,
    "public.retry_timers(uuid[])": _SIGNED_IN,
    "public.tidy_up(integer)": _SECRET_KEY,
    # Notifications
    "public.read_notifications(uuid[],uuid,boolean,timestamp with time zone)": _SIGNED_IN,
    "public.unread_notifications()": _SIGNED_IN,
    "public.notification_settings()": _SIGNED_IN,
    "public.set_notification(text,text)": _SIGNED_IN,
    "public.set_digest(text,integer,text)": _SIGNED_IN,
    "public.set_mail_preference(text,text,uuid)": _SIGNED_IN,
    "public.begin_notice(uuid,text,uuid,uuid)": _SECRET_KEY,
    "public.mark_notice(uuid,text,text)": _SECRET_KEY,
    "public.make_digests(timestamp with time zone)": _SECRET_KEY,
    # Routing
    "public.set_rule(text,text,jsonb,jsonb,integer,boolean,boolean)": _SIGNED_IN,
    "public.delete_rule(text)": _SIGNED_IN,
    "public.rule_language()": _SIGNED_IN,
    "public.try_rule(jsonb,jsonb,integer)": _SIGNED_IN,
    "public.route_ticket(uuid,text)": _SIGNED_IN,
    "public.set_team_routing(text,text,text)": _SIGNED_IN,
    "public.set_member_routing(text,text[],integer,text)": _SIGNED_IN,
    "public.set_skills_needed(text,text,text[])": _SIGNED_IN,
    "public.add_absence(text,timestamp with time zone,timestamp with time zone,text)": _SIGNED_IN,
    "public.end_absence(uuid)": _SIGNED_IN,
    "public.routing_overview()": _SIGNED_IN,
    # Feedback and reports
    "public.feedback_form(text)": _EVERYBODY,
    "public.give_feedback(text,integer,text)": _EVERYBODY,
    "public.rate_ticket(uuid,integer,text)": _SIGNED_IN,
    "public.renew_feedback_key()": _SIGNED_IN,
    # The portal
    "public.count_deflection(uuid,text,text)": _SIGNED_IN,
    "public.open_request(text,text,jsonb,uuid,uuid[])": _SIGNED_IN,
    "public.close_request(uuid)": _SIGNED_IN,
    "public.portal_terms()": _EVERYBODY,
    "public.rate_article(text,boolean,text,uuid)": _EVERYBODY,
    "public.article_ratings(integer)": _SIGNED_IN,
    "public.report(text,timestamp with time zone,timestamp with time zone,jsonb,text[])": (
        _SIGNED_IN
    ),
    "public.report_rows(text,timestamp with time zone,timestamp with time zone,"
    "jsonb,jsonb,integer,integer)": _SIGNED_IN,
    # Answering
    "public.prepare_upload(uuid,text,text,bigint,text)": _SIGNED_IN,
    "public.remove_upload(uuid)": _SIGNED_IN,
    "public.save_member_draft(uuid,text,text,integer,uuid[])": _SIGNED_IN,
    "public.discard_member_draft(uuid,text)": _SIGNED_IN,
    "public.set_team_signature(text,text)": _SIGNED_IN,
    "public.cancel_reply(uuid)": _SIGNED_IN,
    "public.save_macro(text,text,jsonb,text,text,text,integer,boolean,uuid)": _SIGNED_IN,
    "public.delete_macro(uuid)": _SIGNED_IN,
    "public.preview_macro(uuid,uuid)": _SIGNED_IN,
    "public.apply_macro(uuid,uuid,boolean,integer)": _SIGNED_IN,
    "public.save_canned_answer(text,text,text,text,text,text)": _SIGNED_IN,
    "public.delete_canned_answer(uuid)": _SIGNED_IN,
    "public.use_canned_answer(text,uuid,text)": _SIGNED_IN,
    "public.search_canned_answers(text,text,integer)": _SIGNED_IN,
    # What a hosted model costs
    "public.reserve_ai_budget(uuid,jsonb,integer)": _SECRET_KEY,
    "public.settle_ai_budget(uuid,jsonb)": _SECRET_KEY,
    "public.ai_budget()": _SIGNED_IN,
    "public.set_ai_terms(jsonb)": _SIGNED_IN,
    "public.set_ai_price(text,numeric,numeric)": _SIGNED_IN,
    # What the AI has earned
    "public.judged_decisions(timestamp with time zone,integer)": _SECRET_KEY,
    "public.judge_decision(uuid,boolean)": _SIGNED_IN,
    "public.policy_agreement(text)": _SIGNED_IN,
    "public.promote_policy(text)": _SIGNED_IN,
    "public.set_promotion(text,text,double precision)": _SIGNED_IN,
    # Tools
    "public.import_orders(jsonb)": _SIGNED_IN,
    "public.order_of_ticket(uuid,text)": _SECRET_KEY,
    "public.set_category_tools(text,text[])": _SIGNED_IN,
    "public.call_slots(uuid)": _SIGNED_IN,
    "public.book_call(uuid,timestamp with time zone,text)": _SIGNED_IN,
    "public.cancel_call(uuid)": _SIGNED_IN,
    # Learning
    "public.label_ticket(uuid,text,text)": _SIGNED_IN,
    "public.withdraw_label(uuid)": _SIGNED_IN,
    "public.tickets_to_label(integer)": _SIGNED_IN,
    "public.use_model(text)": _SIGNED_IN,
    "public.save_examples(jsonb)": _SECRET_KEY,
    "public.category_labels()": _SECRET_KEY,
    "public.duplicate_candidates(uuid,integer)": _SIGNED_IN,
    "public.record_feedback(uuid,text)": _SIGNED_IN,
    "public.new_signals(integer)": _SECRET_KEY,
    "public.open_gaps(text)": _SECRET_KEY,
    "public.save_gap(text,jsonb)": _SECRET_KEY,
    "public.approve_suggestion(uuid,text,text,text,text,text)": _SIGNED_IN,
    "public.reject_suggestion(uuid,text)": _SIGNED_IN,
    "public.suggestion_effect(uuid,integer)": _SIGNED_IN,
    "public.stale_articles(integer,integer)": _SIGNED_IN,
    # One's own account
    "public.my_sessions()": _SIGNED_IN,
    "public.my_data()": _SIGNED_IN,
    "public.end_session(uuid)": _SIGNED_IN,
    "public.set_my_details(text,text,text)": _SIGNED_IN,
    "public.use_my_address()": _SIGNED_IN,
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
        "private.customer_fields()",
        "private.my_customer_id()",
        "private.topic_rights()",
        # what the reports, which run with the caller's rights, are made of
        "private.report_dimensions()",
        "private.report_figures(text)",
        "private.report_condition(text,jsonb,boolean)",
        "private.report_conditions(jsonb,text[],boolean)",
        "private.report_query(public.reports,jsonb)",
        "private.report_period(timestamp with time zone,timestamp with time zone)",
        "private.report_named(text)",
    }
)

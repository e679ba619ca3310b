"""Who may do what with Hannah's ticket and the desk: a call of each RPC, and for whom it works.

The arguments are those of somebody who may: for all others the answer must be a refusal, whatever
state the things are in. `{name}` stands for a literal that test_permissions looks up.
"""

from __future__ import annotations

from dataclasses import dataclass

from tests.db.matrix import FUNCTIONS

NOBODY: frozenset[str] = frozenset()
CUSTOMERS = frozenset({"hannah", "tobias", "ingrid"})
MEMBERS = frozenset({"reto", "mathilde", "anna"})
STAFF = MEMBERS | {"service_role"}
HERS = frozenset({"reto", "anna", "service_role"})  # who sees Hannah's ticket from the inside
ADMINS = frozenset({"anna", "service_role"})
SIGNED_IN = STAFF | CUSTOMERS | {"nils"}
EVERYBODY = SIGNED_IN | {"anon"}


@dataclass(frozen=True)
class Call:
    """Arguments as SQL, and who may. `about`: said in docs/permissions.md."""

    arguments: str
    may: frozenset[str]
    about: str = ""
    also: str = ""  # an error that only who may gets, here with these arguments


# What everybody may call gives each their own: that is in the tests named by `about`.
CALLS: dict[str, Call] = {
    # reading
    "match_knowledge": Call("'x', {vector}, 'test'", EVERYBODY, "gives the articles one may read"),
    "search_knowledge": Call(
        "array['x'], array[1.0], array[{vector}::extensions.vector], 'test'",
        EVERYBODY,
        "gives the articles one may read",
    ),
    "set_products": Call("'public', array['Grinder']", ADMINS),
    "match_cases": Call("{vector}, 'test'", STAFF, "gives cases of tickets one sees"),
    "search_tickets": Call("'question'", STAFF | CUSTOMERS, "finds what one may see"),
    "explain_query": Call("'question'", STAFF | CUSTOMERS),
    "list_tickets": Call("p_limit => 1", STAFF | CUSTOMERS, "gives what one may see"),
    "view_counts": Call("", STAFF),
    "open_ticket": Call("{ticket}", HERS, "is on record"),
    "customer_history": Call("{hannah}", HERS),
    "search_customers": Call("'hannah'", SIGNED_IN, "finds whom one may see"),
    "report": Call("'backlog'", STAFF, "counts what one may see"),
    "report_rows": Call("'backlog'", STAFF, "gives what one may see"),
    "rule_language": Call("", STAFF),
    "try_rule": Call("'{{}}'", ADMINS),
    "routing_overview": Call("", STAFF),
    "feedback_form": Call("{token}", EVERYBODY, "for whoever has the signed link"),
    "search_canned_answers": Call("''", SIGNED_IN, "finds what one may see"),
    "preview_macro": Call("{ticket}, {macro}", HERS),
    # as a customer
    "create_ticket": Call(
        "'Subject', 'Text', case when private.is_member() or private.is_service() "
        "then 'hannah@postbox.example' end", SIGNED_IN, "members: for whom they name",
    ),
    "add_message": Call("{ticket}, 'Text'", frozenset({"hannah"})),
    "open_request": Call("'Subject', 'Text', '{{\"grinder\": \"Mill\"}}'", CUSTOMERS | {"nils"}),
    "close_request": Call("{ticket}", frozenset({"hannah"})),
    "count_deflection": Call(
        "gen_random_uuid(), 'article', 'x'", SIGNED_IN - {"service_role"}, "their own",
    ),
    "portal_terms": Call("", EVERYBODY, "what customers are told beforehand"),
    "rate_article": Call(
        "'public', true, '', gen_random_uuid()", EVERYBODY - MEMBERS, "once a reader",
    ),
    "article_ratings": Call("", SIGNED_IN, "counts what one may see"),
    "rate_ticket": Call("{ticket}, 5", frozenset({"hannah"})),
    "give_feedback": Call("{token}, 5", EVERYBODY, "for whoever has the signed link"),
    "set_mail_preference": Call(
        "p_mails => 'answers', p_customer_id => {hannah}", HERS | {"hannah"}
    ),
    # on a ticket
    "approve_draft": Call("{draft}", HERS),
    "reject_draft": Call("{draft}", HERS),
    "reply_to_ticket": Call("{ticket}, 'Text'", HERS),
    "cancel_reply": Call("{draft}", ADMINS, "one's own, or as admin"),
    "resolve_delivery": Call("{delivery}, true", HERS),
    "add_note": Call("{ticket}, 'Text'", HERS),
    "set_ticket_status": Call("{ticket}, 'pending'", HERS),
    "update_ticket": Call("{ticket}, '{{\"priority\": 1}}'", HERS),
    "update_tickets": Call("array[{ticket}]::uuid[], '{{\"priority\": 1}}'", STAFF,
                           "says of each ticket whether one may"),
    "take_ticket": Call("{ticket}", HERS - {"service_role"}),
    "watch_ticket": Call("{ticket}, {reto}", HERS),
    "unwatch_ticket": Call("{ticket}, {reto}", HERS, "oneself also elsewhere"),
    "open_follow_up": Call("{ticket}, 'Subject', 'Text'", HERS),
    "merge_tickets": Call("{ticket}, {other}, true", ADMINS, "agents: both tickets must be theirs"),
    "unmerge_ticket": Call("{ticket}", HERS),
    "split_ticket": Call("{ticket}, array[{question}]::uuid[]", HERS, also="PT422"),
    "unsplit_ticket": Call("{ticket}", HERS),
    "link_tickets": Call("{ticket}, {other}", ADMINS, "agents: both tickets must be theirs"),
    "unlink_tickets": Call("{ticket}, {other}, 'blocks'", HERS),
    "route_ticket": Call("{ticket}", HERS),
    "prepare_upload": Call("{ticket}, 'a.txt', 'text/plain', 1, {sha256}", HERS | {"hannah"}),
    "remove_upload": Call("{upload}", frozenset({"reto", "service_role"}), "one's own"),
    "save_member_draft": Call("{ticket}, 'Text'", HERS - {"service_role"}),
    "discard_member_draft": Call("{ticket}", MEMBERS, "one's own"),
    "apply_macro": Call("{ticket}, {macro}", HERS),
    "use_canned_answer": Call("{shortcut}, {ticket}", HERS),
    # customers
    "update_customer": Call("{hannah}, '{{\"name\": \"H\"}}'", HERS),
    "add_customer_address": Call("{hannah}, 'h@other.example'", HERS),
    "remove_customer_address": Call("{hannah}, 'hannah@postbox.example'", HERS),
    "set_customer_address": Call("{hannah}, 'hannah@postbox.example', true", HERS),
    "add_customer_note": Call("{hannah}, 'Text'", HERS),
    "remove_customer_note": Call("{customer_note}", ADMINS, "one's own, or as admin"),
    "merge_customers": Call("{elin}, {hannah}", ADMINS, "agents: both customers must be theirs"),
    "unmerge_customers": Call("{customer_merge}", HERS),
    "block_sender": Call("{hannah}", HERS, "domains and addresses: see people"),
    "unblock_sender": Call("{block}", ADMINS, "one address: every member"),
    # for oneself
    "set_profile": Call("p_name => null", MEMBERS, "one's own"),
    "my_sessions": Call("", SIGNED_IN, "one's own"),
    "end_session": Call("{ticket}", NOBODY, "one of one's own"),
    "my_data": Call("", SIGNED_IN, "gives what one may see of oneself"),
    "set_my_details": Call("p_name => 'Hannah'", CUSTOMERS, "one's own"),
    "use_my_address": Call("", CUSTOMERS, "once the mailbox is proved", also="PT409"),
    "accept_invitation": Call("'wrong'", NOBODY, "with the token, or from the mailbox it went to"),
    "read_notifications": Call("p_all => true", MEMBERS, "one's own"),
    "unread_notifications": Call("", MEMBERS, "one's own"),
    "notification_settings": Call("", MEMBERS, "one's own"),
    "set_notification": Call("'team', 'app'", MEMBERS, "one's own"),
    "set_digest": Call("'daily'", MEMBERS, "one's own"),
    "save_view": Call("'Mine too', 'own'", MEMBERS, "one's own; others: for admins"),
    "delete_view": Call("{view}", frozenset({"reto", "service_role"}), "one's own; shared: admins"),
    "save_macro": Call("'Mine', 'Text'", MEMBERS),
    "delete_macro": Call("{macro}", ADMINS),
    "add_absence": Call("'reto@postbox.example', now(), now() + interval '1 day'",
                        ADMINS | {"reto"}),
    "end_absence": Call("{absence}", ADMINS | {"reto"}),
    # the desk
    "save_article": Call("'slug', 'Title', 'Text', 'en'", ADMINS),
    "set_policy": Call("'shipping', 'off'", ADMINS),
    "set_member": Call("{nils}, 'N', 'n@postbox.example', 'agent'", ADMINS),
    "set_member_active": Call("{mathilde}, false", ADMINS),
    "set_team": Call("'new', 'New'", ADMINS),
    "set_team_member": Call("'front', {mathilde}", ADMINS),
    "set_team_signature": Call("'front', 'Text'", ADMINS),
    "remove_team": Call("'front', 'orders'", ADMINS),
    "set_category": Call("'new', 'New', '', 'front'", ADMINS),
    "set_customer": Call("'new@postbox.example'", ADMINS),
    "set_company": Call("'New'", ADMINS),
    "remove_company": Call("{company}", ADMINS),
    "invite_member": Call("'new@postbox.example', 'agent'", ADMINS),
    "resend_invitation": Call("{invitation}", ADMINS),
    "revoke_invitation": Call("{invitation}", ADMINS),
    "retry_job": Call("{job}", ADMINS),
    "retry_timers": Call("", ADMINS),
    "set_setting": Call("'reopen_days', '3'", ADMINS),
    "set_tag": Call("'new'", ADMINS),
    "rename_tag": Call("'vip', 'vips'", ADMINS),
    "set_field": Call("'grinder', '\"G\"', 'text'", ADMINS),
    "set_calendar": Call("'office', 'Office'", ADMINS),
    "set_holiday": Call("'office', '2027-01-01'", ADMINS),
    "remove_holiday": Call("'office', '2026-12-25'", ADMINS),
    "set_sla_policy": Call("'standard', '{{\"name\": \"S\"}}'", ADMINS),
    "set_rule": Call("'refunds', 'created', null, null", ADMINS),
    "delete_rule": Call("'refunds'", ADMINS),
    "set_team_routing": Call("'front', 'manual'", ADMINS),
    "set_member_routing": Call("'reto@postbox.example', array['x']", ADMINS),
    "set_skills_needed": Call("'category', 'shipping', array['x']", ADMINS),
    "save_canned_answer": Call("'/x', 'Text'", MEMBERS, "one's own; others: see answering"),
    "delete_canned_answer": Call("{canned}", ADMINS),
    "renew_feedback_key": Call("", ADMINS),
    "ai_budget": Call("", ADMINS),
    "set_ai_terms": Call("'{{\"tone\": \"Plain.\"}}'", ADMINS),
    "set_ai_price": Call("'house-llm', 0", ADMINS),
    "judge_decision": Call("{decision}, true", HERS),
    "policy_agreement": Call("'shipping'", STAFF),
    "promote_policy": Call("'shipping'", ADMINS),
    "set_promotion": Call("'shipping', 'itself'", ADMINS),
    # tools
    "import_orders": Call("'[]'", ADMINS),
    "set_category_tools": Call("'shipping', array['order_status']", ADMINS),
    "call_slots": Call("{ticket}", HERS),
    "book_call": Call("{ticket}, '2020-01-01T00:00:00Z'", HERS, also="PT409"),
    "cancel_call": Call("{call}", HERS),
    # what people teach the AI
    "label_ticket": Call("{ticket}, 'spam', 'true'", HERS),
    "withdraw_label": Call("{label}", HERS),
    "tickets_to_label": Call("", STAFF, "asks about what one sees"),
    "use_model": Call("'v1'", ADMINS),
    "duplicate_candidates": Call("{ticket}", HERS),
    "record_feedback": Call("{ticket}", HERS),
    "approve_suggestion": Call("{suggestion}", ADMINS),
    "reject_suggestion": Call("{suggestion}, 'No.'", ADMINS),
    "suggestion_effect": Call("{suggestion}", ADMINS),
    "stale_articles": Call("", SIGNED_IN, "counts on the tickets that one sees"),
}  # fmt: skip


def name_of(signature: str) -> str:
    """`public.report(text,…)` is `report`."""
    return signature.removeprefix("public.").partition("(")[0]


def may_call(signature: str) -> frozenset[str]:
    """Who may: what only the secret key may execute needs no call."""
    if FUNCTIONS[signature] == {"service_role"}:
        return frozenset({"service_role"})
    return CALLS[name_of(signature)].may

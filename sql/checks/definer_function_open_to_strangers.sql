-- A security definer function runs with its owner's rights, past Row Level Security. One that
-- anon or authenticated may call must check its caller itself, and stand on this list.
with allowed (signature) as (values
  -- the help centre is searched without signing in
  ('public.match_knowledge(text,extensions.vector,text,integer,uuid)'),
  ('public.search_knowledge(text[],double precision[],extensions.vector[],text,integer,integer,uuid,text,text)'),
  -- customers, for themselves
  ('public.create_ticket(text,text,text,text,uuid[])'),
  ('public.add_message(uuid,text,uuid[])'),
  -- members, on tickets they see
  ('public.match_cases(extensions.vector,text,integer,uuid,text)'),
  ('public.open_ticket(uuid)'),
  ('public.approve_draft(uuid,text,boolean,text,integer)'),
  ('public.reject_draft(uuid,text)'),
  ('public.reply_to_ticket(uuid,text,text,integer,uuid[],uuid,boolean)'),
  ('public.add_note(uuid,text)'),
  ('public.set_ticket_status(uuid,text)'),
  ('public.resolve_delivery(uuid,boolean)'),
  -- admins
  ('public.retry_job(uuid)'),
  ('public.retry_timers(uuid[])'),
  ('public.save_article(text,text,text,text,text,text,text,text,text,jsonb)'),
  ('public.set_products(text,text[])'),
  ('public.set_policy(text,text,double precision,double precision)'),
  ('public.set_member(uuid,text,text,text,text[],boolean)'),
  ('public.set_team(text,text,boolean)'),
  ('public.set_category(text,text,text,text)'),
  ('public.set_customer(text,text,text,text,text,uuid)'),
  -- lifecycle: members on tickets they see; settings, tags and fields are defined by admins
  ('public.set_setting(text,jsonb)'),
  ('public.set_tag(text,text)'),
  ('public.rename_tag(text,text)'),
  ('public.set_field(text,jsonb,text,jsonb,boolean,boolean,integer,boolean)'),
  ('public.update_ticket(uuid,jsonb,integer,text)'),
  ('public.update_tickets(uuid[],jsonb,text)'),
  ('public.take_ticket(uuid)'),
  ('public.watch_ticket(uuid,uuid)'),
  ('public.unwatch_ticket(uuid,uuid)'),
  ('public.open_follow_up(uuid,text,text)'),
  ('public.merge_tickets(uuid,uuid,boolean)'),
  ('public.unmerge_ticket(uuid)'),
  ('public.split_ticket(uuid,uuid[],text)'),
  ('public.unsplit_ticket(uuid)'),
  ('public.link_tickets(uuid,uuid,text)'),
  ('public.unlink_tickets(uuid,uuid,text)'),
  -- people: members on customers they see; members, teams, companies and domains are for admins
  ('public.set_member_active(uuid,boolean)'),
  ('public.set_profile(text,text,text,boolean,text)'),
  ('public.invite_member(text,text,text[],text,text,integer)'),
  ('public.resend_invitation(uuid,integer)'),
  ('public.revoke_invitation(uuid)'),
  ('public.accept_invitation(text)'),
  -- everybody, about oneself
  ('public.my_sessions()'),
  ('public.end_session(uuid)'),
  ('public.set_my_details(text,text,text)'),
  ('public.use_my_address()'),
  ('public.set_team_member(text,uuid,boolean)'),
  ('public.remove_team(text,text)'),
  ('public.update_customer(uuid,jsonb)'),
  ('public.add_customer_address(uuid,text,boolean,text)'),
  ('public.remove_customer_address(uuid,text,text)'),
  ('public.set_customer_address(uuid,text,boolean,boolean,text)'),
  ('public.set_company(text,text,boolean,uuid)'),
  ('public.remove_company(uuid)'),
  ('public.add_customer_note(uuid,text)'),
  ('public.remove_customer_note(uuid)'),
  ('public.customer_history(uuid,integer,timestamp with time zone)'),
  ('public.search_customers(text,integer)'),
  ('public.merge_customers(uuid,uuid,text)'),
  ('public.unmerge_customers(uuid)'),
  ('public.block_sender(uuid,text,text,text)'),
  ('public.unblock_sender(uuid,boolean)'),
  -- time: admins
  ('public.set_calendar(text,text,text,jsonb,boolean)'),
  ('public.set_holiday(text,date,text,time,time,boolean)'),
  ('public.remove_holiday(text,date)'),
  ('public.set_sla_policy(text,jsonb)'),
  -- routing: rules and strategies are for admins; members assign what they see and say when they are away
  ('public.set_rule(text,text,jsonb,jsonb,integer,boolean,boolean)'),
  ('public.delete_rule(text)'),
  ('public.rule_language()'),
  ('public.try_rule(jsonb,jsonb,integer)'),
  ('public.route_ticket(uuid,text)'),
  ('public.set_team_routing(text,text,text)'),
  ('public.set_member_routing(text,text[],integer,text)'),
  ('public.set_skills_needed(text,text,text[])'),
  ('public.add_absence(text,timestamp with time zone,timestamp with time zone,text)'),
  ('public.end_absence(uuid)'),
  ('public.routing_overview()'),
  -- notifications: members their own; mails: customers for themselves, members for customers they see
  ('public.read_notifications(uuid[],uuid,boolean,timestamp with time zone)'),
  ('public.unread_notifications()'),
  ('public.notification_settings()'),
  ('public.set_notification(text,text)'),
  ('public.set_digest(text,integer,text)'),
  ('public.set_mail_preference(text,text,uuid)'),
  -- members and requesters, on tickets they see; views are for members
  ('public.search_tickets(text,integer,text)'),
  ('public.explain_query(text)'),
  ('public.list_tickets(text,jsonb,text,text,text,integer)'),
  ('public.view_counts()'),
  ('public.save_view(text,text,jsonb,text,text,text[],text,integer,uuid)'),
  ('public.delete_view(uuid)'),
  -- answering: members on tickets they see (files also requesters on theirs), on what is theirs,
  -- their teams' or everybody's; a team's signature is for admins
  ('public.prepare_upload(uuid,text,text,bigint,text)'),
  ('public.remove_upload(uuid)'),
  ('public.save_member_draft(uuid,text,text,integer,uuid[])'),
  ('public.discard_member_draft(uuid,text)'),
  ('public.set_team_signature(text,text)'),
  ('public.cancel_reply(uuid)'),
  ('public.save_macro(text,text,jsonb,text,text,text,integer,boolean,uuid)'),
  ('public.delete_macro(uuid)'),
  ('public.preview_macro(uuid,uuid)'),
  ('public.apply_macro(uuid,uuid,boolean,integer)'),
  ('public.save_canned_answer(text,text,text,text,text,text)'),
  ('public.delete_canned_answer(uuid)'),
  ('public.use_canned_answer(text,uuid,text)'),
  ('public.search_canned_answers(text,text,integer)'),
  -- feedback: whoever has a signed link, customers on tickets of their own; admins void the links
  ('public.feedback_form(text)'),
  ('public.give_feedback(text,integer,text)'),
  ('public.rate_ticket(uuid,integer,text)'),
  ('public.renew_feedback_key()'),
  -- the portal: customers, for themselves and on requests of their own; anybody reads what it says
  ('public.count_deflection(uuid,text,text)'),
  ('public.open_request(text,text,jsonb,uuid,uuid[])'),
  ('public.close_request(uuid)'),
  ('public.portal_terms()'),
  -- readers of the help centre, for themselves
  ('public.rate_article(text,boolean,text,uuid)'),
  -- what a hosted model may cost: admins
  ('public.ai_budget()'),
  ('public.set_ai_terms(jsonb)'),
  ('public.set_ai_price(text,numeric,numeric)'),
  -- what the AI has earned: members look and judge what they see, admins promote
  ('public.judge_decision(uuid,boolean)'),
  ('public.policy_agreement(text)'),
  ('public.promote_policy(text)'),
  ('public.set_promotion(text,text,double precision)'),
  -- tools: admins bring in orders and say which category may use which tool
  ('public.import_orders(jsonb)'),
  ('public.set_category_tools(text,text[])'),
  -- calls: members on tickets they see
  ('public.call_slots(uuid)'),
  ('public.book_call(uuid,timestamp with time zone,text)'),
  ('public.cancel_call(uuid)'),
  -- what people teach the AI: members on tickets they see, admins choose the head
  ('public.label_ticket(uuid,text,text)'),
  ('public.withdraw_label(uuid)'),
  ('public.tickets_to_label(integer)'),
  ('public.use_model(text)'),
  ('public.duplicate_candidates(uuid,integer)'),
  ('public.record_feedback(uuid,text)'),
  ('public.approve_suggestion(uuid,text,text,text,text,text)'),
  ('public.reject_suggestion(uuid,text)'),
  ('public.suggestion_effect(uuid,integer)'),
  -- what policies ask: they say only what concerns the caller
  ('private.topic_rights()'),
  ('private.my_customer_id()'),
  ('private.customer_fields()'),
  ('private.member_id()'),
  ('private.is_member()'),
  ('private.is_admin()'),
  ('private.team_ids(uuid)'),
  ('private.customer_ids()'),
  ('private.opened_ticket_ids()'),
  ('private.visibilities_for(uuid)'))
select format('%s may be called by %s: check the caller in it and add it here, or revoke it.',
  p.oid::regprocedure, r.rolname) as offender
from pg_proc p
join pg_namespace n on n.oid = p.pronamespace
join pg_roles r on r.rolname in ('anon', 'authenticated')
where p.prosecdef
  and n.nspname in ('public', 'graphql_public', 'private')
  and has_function_privilege(r.oid, p.oid, 'execute')
  and not exists (
    select 1 from allowed a where to_regprocedure(a.signature) = p.oid)
  and not exists (select 1 from pg_depend d where d.objid = p.oid and d.deptype = 'e')
order by 1;

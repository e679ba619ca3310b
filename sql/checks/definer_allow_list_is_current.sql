-- An entry of the allow-list whose function is gone would let a later one of that name in.
with allowed (signature) as (values
  -- the help centre is searched without signing in
  ('public.match_knowledge(text,extensions.vector,text,integer,uuid)'),
  -- customers, for themselves
  ('public.create_ticket(text,text,text,text)'),
  ('public.add_message(uuid,text)'),
  -- members, on tickets they see
  ('public.open_ticket(uuid)'),
  ('public.approve_draft(uuid,text)'),
  ('public.reject_draft(uuid,text)'),
  ('public.reply_to_ticket(uuid,text)'),
  ('public.add_note(uuid,text)'),
  ('public.set_ticket_status(uuid,text)'),
  ('public.resolve_delivery(uuid,boolean)'),
  -- admins
  ('public.retry_job(uuid)'),
  ('public.save_article(text,text,text,text,text,text,text,text,text,jsonb)'),
  ('public.set_policy(text,text,double precision,double precision)'),
  ('public.set_member(uuid,text,text,text,text[],boolean)'),
  ('public.set_team(text,text,boolean)'),
  ('public.set_category(text,text,text,text)'),
  ('public.set_customer(text,text,text,text,text,uuid)'),
  -- what policies ask: they say only what concerns the caller
  ('private.member_id()'),
  ('private.is_member()'),
  ('private.is_admin()'),
  ('private.team_ids(uuid)'),
  ('private.customer_ids()'),
  ('private.opened_ticket_ids()'),
  ('private.visibilities_for(uuid)'))
select format('%s is on the allow-list, but there is no such function: remove it.', a.signature) as offender
from allowed a
where to_regprocedure(a.signature) is null;

-- A security definer function runs with its owner's rights, past Row Level Security. One that
-- anon or authenticated may call must check its caller itself, and stand on this list.
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

-- The ledgers are proof only while nobody can change them: a trigger stops row changes, and no
-- API role may truncate, which fires no row trigger.
with ledgers (name) as (values ('audit_log'), ('access_log'), ('ai_decisions'), ('search_log'),
  ('assignments'), ('rule_runs'), ('ai_recordings'))
select format('public.%s: %s.', l.name, found.fault) as offender
from ledgers l
left join pg_class c on c.oid = to_regclass('public.' || l.name)
cross join lateral (
  select 'the table is gone' as fault where c.oid is null
  union all
  select 'the trigger that forbids changes is missing or off' where c.oid is not null and not exists (
    select 1 from pg_trigger t
    where t.tgrelid = c.oid and t.tgenabled = 'O' and t.tgfoid = 'private.forbid_change'::regproc
      and t.tgtype & 27 = 27)  -- a row trigger, before, for update and delete
  union all
  select format('%s may %s it', r.rolname, lower(w.what))
  from pg_roles r, unnest(array['UPDATE', 'DELETE', 'TRUNCATE']) w (what)
  where r.rolname in ('anon', 'authenticated', 'service_role')
    and has_table_privilege(r.oid, c.oid, w.what)) found
order by 1;

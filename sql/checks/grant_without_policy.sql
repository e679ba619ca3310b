-- A role that may select from a table which has no policy for it gets no rows and no error:
-- somebody forgot either the policy or to take the grant away.
select format('%s may select from %s, but no policy is for it.', r.rolname, c.oid::regclass) as offender
from pg_class c
join pg_roles r on r.rolname in ('anon', 'authenticated')
where c.relnamespace = 'public'::regnamespace
  and c.relkind in ('r', 'p')
  and has_any_column_privilege(r.oid, c.oid, 'select')
  and not exists (
    select 1 from pg_policy p
    where p.polrelid = c.oid and p.polcmd in ('r', '*')
      and (r.oid = any (p.polroles) or 0 = any (p.polroles)))
order by 1;

-- Postgres evaluates all permissive policies of a role and action for every row. One policy
-- with its cases OR-ed inside is quicker, and can be read as a whole.
select format('%s has %s permissive policies for %s and %s: make one of them.',
  p.polrelid::regclass, count(*), coalesce(r.rolname, 'public'), a.action) as offender
from pg_policy p
cross join unnest(p.polroles) role (id)
left join pg_roles r on r.oid = role.id
join (values ('r', 'select'), ('a', 'insert'), ('w', 'update'), ('d', 'delete')) a (code, action)
  on p.polcmd::text in (a.code, '*')
where p.polpermissive
group by p.polrelid, r.rolname, a.action
having count(*) > 1
order by 1;

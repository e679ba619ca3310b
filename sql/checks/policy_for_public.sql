-- A policy without `to` is evaluated for every role, also for those that have no grant.
select format('policy %s on %s is for public: say `to authenticated` or `to anon`.',
  quote_literal(p.polname), p.polrelid::regclass) as offender
from pg_policy p
join pg_class c on c.oid = p.polrelid and c.relnamespace = 'public'::regnamespace
where 0 = any (p.polroles)
order by 1;

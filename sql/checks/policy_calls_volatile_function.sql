-- A volatile function is never run once for a whole query, and cannot be trusted to say the
-- same about each row.
select distinct format('policy %s on %s calls %s, which is volatile: declare it stable.',
  quote_literal(p.polname), p.polrelid::regclass, f.oid::regprocedure) as offender
from pg_policy p
join pg_depend d on d.classid = 'pg_policy'::regclass and d.objid = p.oid
  and d.refclassid = 'pg_proc'::regclass
join pg_proc f on f.oid = d.refobjid and f.provolatile = 'v'
order by 1;

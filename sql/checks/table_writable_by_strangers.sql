-- Every change of state is one SQL function. A table that an API role may write to is a way
-- around the function, its checks, its audit row and its job.
select format('%s may %s %s: revoke it and make a function.', r.rolname, lower(w.what), c.oid::regclass) as offender
from pg_class c
join pg_roles r on r.rolname in ('anon', 'authenticated')
cross join unnest(array['INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER']) w (what)
where c.relnamespace = 'public'::regnamespace
  and c.relkind in ('r', 'p', 'v', 'm', 'f')
  and (has_table_privilege(r.oid, c.oid, w.what)
    or w.what in ('INSERT', 'UPDATE') and has_any_column_privilege(r.oid, c.oid, w.what))
order by 1;

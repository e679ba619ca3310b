-- Supabase serves schema public over HTTP: a table without Row Level Security shows all its
-- rows to whoever has a grant.
select format('%s has no row level security: enable it where the table is made.', c.oid::regclass) as offender
from pg_class c
join pg_namespace n on n.oid = c.relnamespace
where n.nspname in ('public', 'graphql_public')
  and c.relkind in ('r', 'p')
  and not c.relrowsecurity
order by 1;

-- A view runs with its owner's rights and so past Row Level Security, unless it says otherwise.
select format('%s has not `with (security_invoker = true)`.', c.oid::regclass) as offender
from pg_class c
join pg_namespace n on n.oid = c.relnamespace
where n.nspname in ('public', 'graphql_public')
  and (c.relkind = 'm' or c.relkind = 'v' and not coalesce(
    (select option_value::boolean from pg_options_to_table(c.reloptions)
     where option_name = 'security_invoker'), false))
order by 1;

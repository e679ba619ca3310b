-- json keeps the text as it came, with double keys; it has no equality and no index.
select format('%s.%I is json: use jsonb.', c.oid::regclass, a.attname) as offender
from pg_attribute a
join pg_class c on c.oid = a.attrelid and c.relnamespace = 'public'::regnamespace
join pg_type t on t.oid = a.atttypid
where c.relkind in ('r', 'p') and a.attnum > 0 and not a.attisdropped
  and t.oid = 'json'::regtype
order by 1;

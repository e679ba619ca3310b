-- A time without a zone means another moment on another machine.
select format('%s.%I is %s: use timestamptz.', c.oid::regclass, a.attname, t.typname) as offender
from pg_attribute a
join pg_class c on c.oid = a.attrelid and c.relnamespace = 'public'::regnamespace
join pg_type t on t.oid = a.atttypid
where c.relkind in ('r', 'p') and a.attnum > 0 and not a.attisdropped
  and t.oid in ('timestamp'::regtype, 'timetz'::regtype)
order by 1;

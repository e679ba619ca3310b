-- varchar(n) cuts nothing and names no rule; a named check does, and its name tells the reader
-- of an error what was wrong.
select format('%s.%I is %s: use text with a named check.', c.oid::regclass, a.attname,
  format_type(a.atttypid, a.atttypmod)) as offender
from pg_attribute a
join pg_class c on c.oid = a.attrelid and c.relnamespace = 'public'::regnamespace
join pg_type t on t.oid = a.atttypid
where c.relkind in ('r', 'p') and a.attnum > 0 and not a.attisdropped
  and t.oid in ('varchar'::regtype, 'bpchar'::regtype)
order by 1;

-- A boolean that may be null has three values, and `where not x` forgets the third.
select format('%s.%I may be null: say not null and give it a default.', c.oid::regclass, a.attname) as offender
from pg_attribute a
join pg_class c on c.oid = a.attrelid and c.relnamespace = 'public'::regnamespace
join pg_type t on t.oid = a.atttypid
where c.relkind in ('r', 'p') and a.attnum > 0 and not a.attisdropped
  and t.oid = 'boolean'::regtype and not a.attnotnull
  and a.attgenerated = ''  -- a generated one is as null as its expression
order by 1;

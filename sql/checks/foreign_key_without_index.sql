-- Deleting or changing a referenced row looks for the rows that refer to it: without an index
-- that reads the whole table. A partial index serves only when it leaves out nothing but nulls.
with allowed (name, why) as (values
  ('tickets_team_id_fkey', 'teams are hardly ever deleted; the queue index serves the open tickets'))
select format('%s (%s) has no index that begins with its columns.', f.conrelid::regclass, f.conname) as offender
from pg_constraint f
join pg_class c on c.oid = f.conrelid and c.relnamespace = 'public'::regnamespace
where f.contype = 'f'
  and not exists (select 1 from allowed a where a.name = f.conname)
  and not exists (
    select 1 from pg_index i
    where i.indrelid = f.conrelid and i.indisvalid
      and (i.indkey::smallint[])[0:cardinality(f.conkey) - 1] @> f.conkey
      and (i.indpred is null
        or pg_get_expr(i.indpred, i.indrelid) = (
          select format('(%I IS NOT NULL)', a.attname) from pg_attribute a
          where a.attrelid = f.conrelid and a.attnum = f.conkey[1])))
order by 1;

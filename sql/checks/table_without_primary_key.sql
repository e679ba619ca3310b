-- Realtime, replication and every client name a row by its primary key.
select format('%s has no primary key.', c.oid::regclass) as offender
from pg_class c
where c.relnamespace = 'public'::regnamespace
  and c.relkind in ('r', 'p')
  and not exists (select 1 from pg_constraint k where k.conrelid = c.oid and k.contype = 'p')
order by 1;

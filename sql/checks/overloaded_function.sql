-- PostgREST chooses among functions of one name by the names of the arguments sent: a second
-- one makes calls ambiguous that worked before.
select format('public.%I is there %s times: give each its own name.', p.proname, count(*)) as offender
from pg_proc p
where p.pronamespace = 'public'::regnamespace
  and not exists (select 1 from pg_depend d where d.objid = p.oid and d.deptype = 'e')
group by p.proname
having count(*) > 1
order by 1;

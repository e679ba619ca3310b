-- With a search_path of the caller's choosing, a name in a function can mean the caller's own
-- table or operator. Every function of ours names all it uses in full.
select format('%s does not say `set search_path = ''`.', p.oid::regprocedure) as offender
from pg_proc p
join pg_namespace n on n.oid = p.pronamespace
where n.nspname in ('public', 'private')
  and not coalesce(p.proconfig @> array['search_path=""'], false)
  and not exists (select 1 from pg_depend d where d.objid = p.oid and d.deptype = 'e')
order by 1;

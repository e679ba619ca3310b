-- Postgres lets everybody execute a new function; the foundation takes that back. A grant to
-- public also reaches roles that are made later.
select format('%s may be executed by public: revoke it.', p.oid::regprocedure) as offender
from pg_proc p
join pg_namespace n on n.oid = p.pronamespace
cross join aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) acl
where n.nspname in ('public', 'private')
  and acl.grantee = 0
  and not exists (select 1 from pg_depend d where d.objid = p.oid and d.deptype = 'e')
order by 1;

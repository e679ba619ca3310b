-- A grant to public reaches every role there is and will be.
select format('%s is open to public for %s: grant it to the roles that need it.',
  c.oid::regclass, lower(acl.privilege_type)) as offender
from pg_class c
join pg_namespace n on n.oid = c.relnamespace
cross join aclexplode(c.relacl) acl
where n.nspname in ('public', 'private') and acl.grantee = 0
order by 1;

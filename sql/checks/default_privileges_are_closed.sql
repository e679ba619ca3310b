-- Supabase's default privileges open what is made in schema public to anon and authenticated.
-- The foundation takes that back for role postgres, which runs the migrations.
select format('what postgres makes in public is open to %s (%s): revoke that default.',
  coalesce(r.rolname, 'public'), lower(acl.privilege_type)) as offender
from pg_default_acl d
cross join aclexplode(d.defaclacl) acl
left join pg_roles r on r.oid = acl.grantee
where d.defaclrole = 'postgres'::regrole
  and d.defaclnamespace in (0, 'public'::regnamespace)
  and (acl.grantee = 0 or r.rolname in ('anon', 'authenticated'))
order by 1;

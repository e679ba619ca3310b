-- The name of a check is what an error shows. A name that Postgres made up says nothing of the
-- rule: ours end in _form, _known, _range, _length and the like.
select format('%s has the check %I: give it a name that tells the rule.', k.conrelid::regclass, k.conname) as offender
from pg_constraint k
join pg_class c on c.oid = k.conrelid and c.relnamespace = 'public'::regnamespace
where k.contype = 'c' and k.conname ~ '_check\d*$'
order by 1;

-- An index whose columns begin another one's is written for nothing.
select format('%s is the beginning of %s: drop it.', small.indexrelid::regclass, big.indexrelid::regclass) as offender
from pg_index small
join pg_class c on c.oid = small.indrelid and c.relnamespace = 'public'::regnamespace
join pg_index big on big.indrelid = small.indrelid and big.indexrelid <> small.indexrelid
join pg_class cs on cs.oid = small.indexrelid
join pg_class cb on cb.oid = big.indexrelid and cb.relam = cs.relam
where not small.indisunique
  and small.indexprs is null and big.indexprs is null
  and small.indpred is not distinct from big.indpred
  and small.indnkeyatts = small.indnatts
  and (big.indkey::smallint[])[0:small.indnkeyatts - 1] = (small.indkey::smallint[])[0:small.indnkeyatts - 1]
  and (big.indoption::smallint[])[0:small.indnkeyatts - 1] = (small.indoption::smallint[])[0:small.indnkeyatts - 1]
  and (big.indclass::oid[])[0:small.indnkeyatts - 1] = (small.indclass::oid[])[0:small.indnkeyatts - 1]
  and (small.indnkeyatts < big.indnkeyatts or big.indisunique or small.indexrelid < big.indexrelid)
order by 1;

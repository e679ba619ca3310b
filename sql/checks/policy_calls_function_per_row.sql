-- Without `(select …)` around it a function in a policy runs once a row: 25 to 75 times slower
-- was measured. article_readable is the exception: it is immutable, asks no table, and there are
-- few articles.
with expressions as (
  select p.polname, p.polrelid,
    concat_ws(' ', pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid)) as expression
  from pg_policy p join pg_class c on c.oid = p.polrelid
  where c.relnamespace = 'public'::regnamespace)
select format('policy %s on %s calls %s once a row: write (select %s…)).',
  quote_literal(e.polname), e.polrelid::regclass, called.words[1], called.words[1]) as offender
from expressions e
cross join regexp_matches(
  regexp_replace(e.expression, '\( SELECT (auth|private)\.\w+\(', '', 'gi'),
  '(?:auth|private)\.\w+\(', 'g') as called (words)
where called.words[1] <> 'private.article_readable('
order by 1;

-- A duplicate is nearer than the ticket is to any other; how near alone says little.
begin;
select plan(4);
select cmp_ok(private.duplicate_chance(0.7, 0.3, false, 0), '>', private.duplicate_chance(0.7, 0.6, false, 0),
  'on a desk on one theme the same nearness says less');
select cmp_ok(private.duplicate_chance(0.7, 0.35, true, 0), '>', private.duplicate_chance(0.7, 0.35, false, 0),
  'the same customer is likelier to write of the same');
select cmp_ok(private.duplicate_chance(null, 0.35, true, null), '<', 0.2::float8,
  'without a vector and a subject the same customer alone is not enough');
select cmp_ok(private.duplicate_chance(0.9, 0.35, false, 0), '>', 0.9::float8, 'nearly the same words are a duplicate');
select * from finish();
rollback;

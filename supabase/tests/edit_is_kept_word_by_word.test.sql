-- Of an edited draft it is kept which words stayed, went and came, and how much of it stayed.
begin;
select plan(7);
\ir helpers/cast.psql
\ir helpers/tickets.psql

select tests.act_as('reto');
select public.approve_draft(tests.id('draft for hannah'), 'Three to four days.');
select tests.act_as('mathilde');
select public.approve_draft(tests.id('draft for tobias'));
select tests.act_as_owner();
select is((select difference from public.feedback where kind = 'edit'),
  '[["-", "Two"], ["+", "Three"], ["=", " to"], ["-", " three"], ["+", " four"], ["=", " days."]]'::jsonb, 'word by word');
select is((select kept from public.feedback where kind = 'edit'), 0.5::float8, 'two of four words stayed');
select results_eq($$ select difference, kept from public.feedback where kind = 'approve' $$,
  $$ values ('[]'::jsonb, 1::float8) $$, 'approved as it was, all stayed');

create function tests.new_text(p_difference jsonb) returns text language sql as $$
  select coalesce(string_agg(d.value ->> 1, '' order by d.place), '')
  from jsonb_array_elements(p_difference) with ordinality d (value, place) where d.value ->> 0 <> '-' $$;
select is(private.word_difference('a b c', 'a b c'), '[["=", "a b c"]]'::jsonb, 'nothing changed');
select is(private.word_difference('', E'a\n\nb '), E'[["+", "a\\n\\nb "]]'::jsonb, 'all is new');
select is(tests.new_text(private.word_difference(E'Dear Ann,\n\nit is late.', E'Hello Ann,\nit  is never late. \n')),
  E'Hello Ann,\nit  is never late. \n', 'the new text can be read from it, to the last space');
-- Quadratic work has an end: too much between the common ends counts as rewritten.
select is(private.share_kept(private.word_difference(
    'a ' || repeat('x ', 600) || 'z', 'a ' || repeat('y ', 600) || 'z')), 2 / 602::float8, 'a whole rewriting');

select * from finish();
rollback;

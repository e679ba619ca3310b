-- A custom field takes values of its type only, whatever way they come.
begin;
select plan(16);
\ir helpers/cast.psql
\ir helpers/tickets.psql

select tests.act_as('reto');
select throws_ok($$ select public.set_field('size', '"Size"', 'number') $$, 'PT403', null, 'an admin defines fields');
select tests.act_as('anna');
select throws_ok($$ select public.set_field('size', '"Size"') $$, 'PT422', null, 'which need a type');
select throws_ok($$ select public.set_field('size', '"Size"', 'choice') $$, 'PT422', null, 'and choices to choose from');
select public.set_field('size', '"Size"', 'number');
select public.set_field('born', '{"en": "Born", "de": "Geboren"}', 'date');
select public.set_field('paid', null, 'boolean');
select public.set_field('grind', '"Grind"', 'choice', '["fine", {"value": "coarse", "label": {"de": "grob"}}]');
select public.set_field('beans', '"Beans"', 'multi_choice', '["moka", "java", "sidamo"]');
select throws_ok($$ select public.set_field('size', p_type => 'text') $$, 'PT409', null, 'a type stays');
create function pg_temp.refused(p_fields jsonb, p_said text) returns text language sql as $$
  select throws_like(format('select public.update_ticket(tests.id(%L), %L)', 'ticket of hannah',
    jsonb_build_object('fields', p_fields)), p_said)
$$;
select pg_temp.refused('{"size": "large"}', 'The field ''size'' must be a number.');
select pg_temp.refused('{"born": "2026-02-30"}', 'The field ''born'' must be a date%');
select pg_temp.refused('{"paid": "yes"}', 'The field ''paid'' must be true or false.');
select pg_temp.refused('{"grind": "medium"}', 'The field ''grind'' must be one of fine, coarse.');
select pg_temp.refused('{"beans": ["moka", "moka"]}', 'The field ''beans'' must be a list of some of moka, java, sidamo.');
select is(public.update_ticket(tests.id('ticket of hannah'),
    '{"fields": {"size": 3, "born": "2026-02-28", "paid": false, "grind": "coarse", "beans": ["java", "moka"]}}') -> 'fields',
  '{"size": 3, "born": "2026-02-28", "paid": false, "grind": "coarse", "beans": ["java", "moka"]}'::jsonb, 'right ones are kept');
select is(public.update_ticket(tests.id('ticket of hannah'), '{"fields": {"size": null, "paid": true}}') -> 'fields',
  '{"born": "2026-02-28", "paid": true, "grind": "coarse", "beans": ["java", "moka"]}'::jsonb, 'null empties one, the others stay');
select tests.act_as_owner();
select throws_ok($$ insert into public.ticket_fields values (tests.id('ticket of tobias'), 'size', '"large"') $$,
  'PT422', null, 'the table itself refuses');
select results_eq($$ select details - 'reason' from public.audit_log where action = 'ticket.change' order by id desc limit 1 $$,
  $$ values ('{"before": {"field.size": 3}, "after": {"field.size": null}}'::jsonb) $$, 'each change is on record');
select tests.act_as('anna');
select public.set_field('born', p_active => false);
select lives_ok($$ select public.update_ticket(tests.id('ticket of hannah'), '{"fields": {"born": "2026-02-28"}}') $$,
  'a value that stays is not looked at again');
select pg_temp.refused('{"born": "2026-03-01"}', 'There is no field ''born''%');
select is((select d -> 'value' from jsonb_array_elements(public.open_ticket(tests.id('ticket of hannah')) -> 'fields') d
           where d ->> 'key' = 'grind'), '"coarse"', 'opening the ticket shows them');

select * from finish();
rollback;

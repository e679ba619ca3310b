-- A requester reads the custom fields that are for customers, of their own tickets.
begin;
select plan(5);
\ir helpers/cast.psql
\ir helpers/tickets.psql

select tests.act_as('anna');
select public.set_field('grinder', '"Grinder"', 'text', p_visible_to_customer => true);
select public.set_field('margin', '"Margin"', 'number');
select public.update_ticket(tests.id('ticket of hannah'), '{"fields": {"grinder": "Mill", "margin": 12}}');
select tests.act_as_role('anon');
select throws_ok($$ select * from public.ticket_fields $$, '42501', null, 'a stranger reads none');
select tests.act_as('tobias');
select is_empty($$ select * from public.ticket_fields $$, 'another customer neither');
select tests.act_as('hannah');
select results_eq($$ select field, value from public.ticket_fields $$, $$ values ('grinder', '"Mill"'::jsonb) $$,
  'the requester what is for customers');
select results_eq($$ select key from public.custom_field_definitions $$, array['grinder'], 'and its definition');
select tests.act_as('reto');
select is((select count(*)::int from public.ticket_fields), 2, 'the team all');

select * from finish();
rollback;

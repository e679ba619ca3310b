-- A correction by a person is a label at once, can be taken out again, and a new one takes its place.
begin;
select plan(20);
\ir helpers/cast.psql
\ir helpers/tickets.psql
select set_config('autocrm.reason', 'Triage: it is about shipping.', true);
update public.tickets set category = 'shipping', priority = 3;
select set_config('autocrm.reason', '', true);

select is_empty('select 1 from public.triage_labels', 'what triage says is no label');
select tests.act_as('hannah');
select throws_ok(format('select public.label_ticket(%L, %L, %L)', tests.id('ticket of hannah'), 'category', 'billing'),
  'PT404', null, 'a customer labels nothing');
select throws_ok('select * from public.tickets_to_label()', 'PT403', null, 'nor is asked');
select tests.act_as('mathilde');
select throws_ok(format('select public.label_ticket(%L, %L, %L)', tests.id('ticket of hannah'), 'category', 'billing'),
  'PT404', null, 'nor does an agent of another team');

select tests.act_as('reto');
select public.update_ticket(tests.id('ticket of hannah'), '{"priority": 1, "language": "de"}');
select results_eq('select field, was, value, by_member from public.triage_labels order by field',
  $$ values ('language', 'en', 'de', tests.id('member reto')), ('priority', '3', '1', tests.id('member reto')) $$,
  'a change by an agent is a label of what was changed');
select is((public.label_ticket(tests.id('ticket of hannah'), 'category', 'shipping') ->> 'was'), 'shipping',
  'that it is what it is taken for is one too');
select is((public.label_ticket(tests.id('ticket of hannah'), 'category', 'billing') ->> 'value'), 'billing',
  'another takes its place');
select tests.act_as_owner();
select is((select category from public.tickets where id = tests.id('ticket of hannah')), 'billing', 'and changes the ticket');
select results_eq($$ select value, withdrawn_at is null from public.triage_labels where field = 'category' order by at $$,
  $$ values ('shipping', false), ('billing', true) $$, 'one stands at a time');
select is(jsonb_path_query_array(public.category_labels(), '$[*].category'), '["billing"]', 'and is learned from');

-- The change takes the ticket to another team: an admin sees it still.
select tests.act_as('anna');
select throws_ok(format('select public.label_ticket(%L, %L, %L)', tests.id('ticket of hannah'), 'category', 'nonsense'),
  'PT422', null, 'there is no label of a category that is not there');
select throws_ok(format('select public.label_ticket(%L, %L, %L)', tests.id('ticket of hannah'), 'mood', 'bad'),
  'PT422', null, 'nor of a field nobody knows');
select is(public.label_ticket(tests.id('ticket of hannah'), 'spam', 'true') ->> 'value', 'true', 'spam is said so');
select is(public.label_ticket(tests.id('ticket of hannah'), 'duplicate_of',
  '#' || (select number from public.tickets where id = tests.id('ticket of tobias'))) ->> 'value',
  tests.id('ticket of tobias')::text, 'and a duplicate by the number of the other');
select is((select merged_into from public.tickets where id = tests.id('ticket of hannah')), null, 'nothing is merged by that');
select public.withdraw_label(id) from public.triage_labels where field = 'category' and withdrawn_at is null;
select throws_ok($$ select public.withdraw_label(id) from public.triage_labels where field = 'category' $$, 'PT404', null,
  'a label is withdrawn once');
select tests.act_as_owner();
select is(public.category_labels(), '[]'::jsonb, 'withdrawn, nothing is learned from it');
select is((select count(*) from public.audit_log where action = 'label.withdraw'), 1::bigint, 'which is on record');

-- A rule that a member has set off is not a member.
select tests.act_as('reto');
select set_config('autocrm.reason', 'Rule "Late".', true);
select tests.act_as_owner();
select set_config('request.jwt.claims', jsonb_build_object('sub', tests.id('mathilde'), 'role', 'authenticated')::text, true);
update public.tickets set priority = 4 where id = tests.id('ticket of tobias');
select is_empty($$ select 1 from public.triage_labels where ticket_id = tests.id('ticket of tobias') $$,
  'what a rule changes is no label');
select tests.act_as_owner();
select set_config('autocrm.reason', '', true);
set constraints all immediate;
select is_empty($$ select 1 from public.jobs where kind = 'triage.train' $$, 'nothing is trained for a few labels, or before there is a head');

select * from finish();
rollback;

-- A rule tells members who may see the ticket, writes to the customer, and has the ticket assigned.
begin;
select plan(5);
\ir helpers/cast.psql
\ir helpers/tickets.psql

select public.set_rule('tell', 'updated', '{"all": [{"fact": "changed", "op": "is", "value": "priority"}]}',
  '{"notify": ["team", "anna@postbox.example", "mathilde@postbox.example"], "send_notice": "status_changed", "route": true}');
select public.update_ticket(tests.id('ticket of hannah'), '{"priority": 1}');
select is((select error from public.rule_runs), '', 'it ran');
select results_eq($$ select member_id from public.notifications where kind = 'rule' order by 1 $$,
  $$ values (tests.id('member anna')), (tests.id('member reto')) order by 1 $$,
  'the team and an admin are told, who may not see the ticket is not');
select results_eq('select to_address, kind, locale from public.notices', $$ values ('hannah@postbox.example', 'status_changed', 'en') $$,
  'the customer is written to');
select is((select assignee_id from public.tickets where id = tests.id('ticket of hannah')), tests.id('member reto'),
  'somebody has it');
select matches((select reason from public.assignments where member_id is not null), '^Rule "tell"\. Reto has the smallest load in Front desk',
  'and why');

select * from finish();
rollback;

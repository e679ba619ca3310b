-- A rule by the timer acts when its time has come, once for what somebody wrote, and in no loop.
begin;
select plan(9);
\ir helpers/cast.psql
\ir helpers/tickets.psql

update public.interactions set created_at = now() - interval '3 hours';
select public.set_rule('waiting', 'timer', '{"all": [{"fact": "idle", "op": ">", "value": "4 hours"},
  {"fact": "status", "op": "in", "value": ["new", "open"]}, {"fact": "category", "op": "is", "value": "shipping"}]}',
  '{"tags_add": ["late"], "note": "Nobody has answered."}');
select is((select array_agg(ticket_id) from public.timers where kind = 'rules'), array[tests.id('ticket of hannah')],
  'a new rule sets the timers of the tickets it is about');
select is((select due_at from public.timers where kind = 'rules'),
  (select created_at + interval '4 hours' from public.interactions where ticket_id = tests.id('ticket of hannah')),
  'for when it is due');
select public.run_timers(50);
select is((select count(*) from public.rule_runs)::int, 0, 'before that it does nothing');
select public.run_timers(50, clock_timestamp() + interval '2 hours');
select is((select count(*) from public.notes where content like '%Nobody has answered.')::int, 1, 'then it acts');
select public.update_ticket(tests.id('ticket of hannah'), '{"priority": 1}');
select public.run_timers(50, clock_timestamp() + interval '3 hours');
select is((select count(*) from public.notes where content like '%Nobody has answered.')::int, 1,
  'once, though the ticket has changed since');

select tests.mail('hannah', 'Still waiting', 'mail-9', '{<question.hannah@postbox.example>}');
set constraints all immediate;
select is((select array_agg(state) from public.timers where kind = 'rules'), '{waiting}', 'a new message winds it up again');
select public.run_timers(50, clock_timestamp() + interval '5 hours');
select is((select count(*) from public.notes where content like '%Nobody has answered.')::int, 2, 'and it acts again');

select public.set_rule('waiting', p_actions => '{"status": "solved"}');
set constraints all deferred;
select tests.mail('hannah', 'Hello?', 'mail-10', '{<question.hannah@postbox.example>}');
set constraints all immediate;
select public.update_ticket(tests.id('ticket of hannah'), '{"status": "pending"}');
select public.run_timers(50, clock_timestamp() + interval '6 hours');
select is((select count(*) from public.rule_runs)::int, 2, 'what does not hold when it is due does nothing');
select is((select state from public.timers where kind = 'rules' and ticket_id = tests.id('ticket of hannah')), 'done', 'and is not asked every second');

select * from finish();
rollback;

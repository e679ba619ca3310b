-- A rule the ticket does not allow is on record with its error; the mail and the other rules go on.
begin;
select plan(5);
\ir helpers/cast.psql

select public.set_rule('impossible', 'created', '{}', '{"tags_add": ["half"], "status": "closed", "snoozed_until": "+1 day"}', 1);
select public.set_rule('possible', 'created', '{}', '{"tags_add": ["done"]}', 2);
select lives_ok($$ select tests.mail('hannah', 'Hello', 'mail-1') $$, 'the mail arrives');
select lives_ok('set constraints all immediate', 'and stays');
select is((select array_agg(tag) from public.ticket_tags), '{done}', 'the other rule acts, of the failed one nothing is left');
select matches((select error from public.rule_runs where rule_name = 'impossible'), 'only what is still to do can be put aside',
  'the error is on record');
select is((select status from public.tickets), 'new', 'the ticket is as it was');

select * from finish();
rollback;

-- A rule acts on its event, in the order of positions, on the ticket as those before it left it.
begin;
select plan(14);
\ir helpers/cast.psql

select public.set_rule('refunds', 'created', '{"any": [{"fact": "content", "op": "has_word", "value": "refund"}]}',
  '{"priority": 2, "tags_add": ["refund"]}', 10);
select public.set_rule('urgent refunds', 'created', '{"all": [{"fact": "tag", "op": "is", "value": "refund"}]}',
  '{"note": "Look first."}', 20);
select public.set_rule('not reached', 'created', '{"all": [{"fact": "tag", "op": "is", "value": "refund"}]}', '{"subject": "No"}', 40);
select public.set_rule('enough', 'created', '{}', '{"tags_add": ["seen"]}', 30, p_stop => true);
select public.set_rule('again', 'message', '{}', '{"tags_add": ["again"]}');
select public.set_rule('solved', 'updated', '{"all": [{"fact": "changed", "op": "is", "value": "status"}, {"fact": "status", "op": "is", "value": "solved"}]}',
  '{"tags_add": ["done"], "tags_remove": ["seen"]}');
select public.set_rule('off', 'updated', '{}', '{"subject": "Off"}', p_active => false);

create temp table mail as select tests.mail('hannah', 'I want a Refund', 'mail-1') as said;
create temp view ticket as select t.* from public.tickets t, mail where t.id = (said ->> 'ticket_id')::uuid;
set constraints all immediate;
select is((select priority from ticket), 2, 'a new ticket');
select is((select array_agg(tag order by tag) from public.ticket_tags), '{refund,seen}', 'the later rule saw the tag of the first');
select is((select content from public.notes), 'Rule "urgent refunds": Look first.', 'a note says which rule wrote it');
select isnt((select subject from ticket), 'No', 'after stop no other rule');
select results_eq('select rule_name, event from public.rule_runs order by id',
  $$ values ('refunds', 'created'), ('urgent refunds', 'created'), ('enough', 'created') $$, 'each run is on record');
select is((select changes #> '{after,priority}' from public.rule_runs where rule_name = 'refunds'), '2'::jsonb,
  'with what it changed');
select is((select details ->> 'reason' from public.audit_log where action = 'ticket.change' and details #> '{after,priority}' = '2'),
  'Rule "refunds".', 'and the audit log says why');

set constraints all deferred;
select tests.mail('hannah', 'Hello?', 'mail-2', '{<mail-1>}');
set constraints all immediate;
select is((select count(*) from public.ticket_tags where tag = 'again')::int, 1, 'a later message is a message');
select is((select count(*) from public.rule_runs where event = 'created')::int, 3, 'and no new ticket');

select is(public.update_ticket((select id from ticket), '{"subject": "Changed"}') ->> 'subject', 'Changed', 'a change');
select is((select count(*) from public.ticket_tags where tag = 'done')::int, 0, 'that is another one');
create temp table solved as select public.update_ticket((select id from ticket), '{"status": "solved"}') as said;
select is((select (said ->> 'version')::int from solved), (select version from ticket), 'who changes a ticket is given it as the rules have left it');
select is((select array_agg(tag order by tag) from public.ticket_tags), '{again,done,refund}', 'solved: one tag comes, one goes');
select is((select subject from ticket), 'Changed', 'a rule that is off does nothing');

select * from finish();
rollback;

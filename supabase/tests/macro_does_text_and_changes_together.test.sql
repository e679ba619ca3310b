-- A macro changes a ticket and writes or sends its text in one transaction, and is counted.
begin;
select plan(14);
\ir helpers/cast.psql
\ir helpers/tickets.psql

select tests.act_as('reto');
create temp table made as select (public.save_macro('Refund', 'Dear {{customer.name|customer}}, #{{ticket.number}}',
  '{"status": "solved", "priority": 4, "tags_add": ["refund"], "note": "Refunded by {{agent.name}}."}') ->> 'id')::uuid as id;
grant select on made to authenticated;
create temp table ticket as select t.id, t.number, t.version from public.tickets t where t.id = tests.id('ticket of hannah');

select results_eq($$ select said ->> 'text', said #>> '{actions,note}' from (
    select public.preview_macro(ticket.id, made.id) as said from ticket, made) p $$,
  $$ select 'Dear Hannah, #' || number, 'Refunded by Reto.' from ticket $$, 'it shows what it would do');
select is((select version from public.tickets where id = tests.id('ticket of hannah')), (select version from ticket), 'and does nothing');

select throws_ok($$ select public.apply_macro(ticket.id, made.id, false, ticket.version - 1) from ticket, made $$, 'PT409', null,
  'not on what somebody has changed meanwhile');
create temp table done as select public.apply_macro(ticket.id, made.id, false, ticket.version) as said from ticket, made;
select results_eq($$ select said #>> '{ticket,status}', said #>> '{ticket,priority}', said #> '{ticket,tags}' from done $$,
  $$ values ('solved', '4', '["refund"]'::jsonb) $$, 'the changes are made');
select is((select text from public.member_drafts), (select 'Dear Hannah, #' || number from ticket), 'the text is the member''s draft');
select tests.act_as_owner();
select is((select count(*) from public.notes where content = 'Refunded by Reto.')::int, 1,
  'with the note, its variables filled in');
select is((select count(*) from public.drafts where origin = 'agent')::int, 0, 'nothing is sent');
select matches((select details ->> 'reason' from public.audit_log where action = 'ticket.change' order by id desc limit 1),
  'Macro "Refund"', 'the record has the macro as the reason');

select public.update_ticket(tests.id('ticket of hannah'), '{"status": "open", "tags_remove": ["refund"]}');
select tests.act_as('reto');
create temp table sent as select public.apply_macro(ticket.id, made.id, true) as said from ticket, made;
select tests.act_as_owner();
select results_eq($$ select d.text, d.then_status, t.status from public.drafts d join public.tickets t on t.id = d.ticket_id
  where d.origin = 'agent' $$, $$ select 'Dear Hannah, #' || number, 'solved', 'open' from ticket $$,
  'sent, the status is the ticket''s once it has left');
select is((select said #> '{ticket,tags}' from sent), '["refund"]'::jsonb, 'the other changes are made');
select is((select uses from public.macros), 2, 'two uses');

-- All or nothing.
select tests.act_as('reto');
select public.save_macro(p_actions => '{"status": "new"}', p_macro_id => id) from made;
select tests.act_as('reto');
select public.discard_member_draft(tests.id('ticket of hannah'));
select throws_ok($$ select public.apply_macro(ticket.id, made.id) from ticket, made $$, 'PT409', null, 'what cannot be changed');
select is_empty('select 1 from public.member_drafts', 'writes nothing either');
select tests.act_as('mathilde');
select throws_ok($$ select public.apply_macro(tests.id('ticket of tobias'), made.id) from made $$, 'PT404', null, 'and is its owner''s');

select * from finish();
rollback;

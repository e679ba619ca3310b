-- What came back is not answered by a machine alone, and whoever would not know is told.
begin;
select plan(9);
\ir helpers/cast.psql
\ir helpers/tickets.psql

create function tests.told(p_who text, p_kind text) returns bigint language sql as $$
  select count(*) from public.notifications n
  where n.kind = p_kind and n.member_id = tests.id('member ' || p_who) and n.ticket_id = tests.id('ticket of hannah')
$$;
create function tests.writes_again() returns uuid language plpgsql as $$
declare v_id uuid;
begin
  set constraints all immediate;
  set constraints all deferred;
  select i.id into v_id from private.add_customer_message(tests.id('ticket of hannah'), '{"text": "Again"}') i;
  set constraints all immediate;
  set constraints all deferred;
  return v_id;
end $$;

select is(public.record_answer(tests.writes_again(), tests.answer('auto')) ->> 'outcome', 'auto',
  'a ticket that was never solved is answered');
select public.set_ticket_status(tests.id('ticket of hannah'), 'solved');
create temp table reply as select tests.writes_again() as id;
select is((select reopen_count from public.tickets where id = tests.id('ticket of hannah')), 1, 'a reply opens it again');
select is(tests.told('reto', 'reopened'), 1::bigint, 'the team is told, since nobody has it');
select is(tests.told('mathilde', 'reopened'), 0::bigint, 'another team is not');
select is(public.record_answer(id, tests.answer('auto')) - 'decision_id' - 'draft_id',
  '{"outcome": "review", "reason": "The ticket was opened again: a person decides.", "repeated": false}',
  'the answer waits for a person') from reply;
select is((select d.state from public.drafts d join reply r on r.id = d.interaction_id), 'pending', 'as a draft');
select is((select count(*) from public.jobs j where j.kind = 'reply.send'), 1::bigint, 'nothing more is sent');

select public.update_ticket(tests.id('ticket of hannah'), '{"status": "solved", "assignee": "reto@postbox.example"}');
select tests.writes_again();
select is(tests.told('reto', 'reopened'), 1::bigint, 'who has it is told of the reply, and not of this too');
select public.set_setting('reopened_needs_person', 'false');
select is(public.record_answer(tests.writes_again(), tests.answer('auto')) ->> 'outcome', 'auto', 'a desk may have it otherwise');

select * from finish();
rollback;

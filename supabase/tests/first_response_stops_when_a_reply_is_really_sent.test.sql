-- Not writing or approving an answer stops the clock, but the mail that left; an AI's counts too.
begin;
select plan(9);
\ir helpers/cast.psql
select public.set_sla_policy('standard', '{"targets": {"first_response": 3600, "resolution": 7200}}');
\ir helpers/tickets.psql

create function tests.running(p_name text, p_metric text) returns boolean language sql as $$
  select c.resumed_at is not null from public.sla_clocks c
  where c.ticket_id = tests.id('ticket of ' || p_name) and c.metric = p_metric order by c.id desc limit 1
$$;

select ok(tests.running('hannah', 'first_response'), 'the first response is awaited');
select public.approve_draft(tests.id('draft for hannah'));
-- Sending may be put off, so that it can be called back.
update public.jobs set run_at = clock_timestamp() where kind = 'reply.send';
create temp table job as select * from public.claim_jobs('worker-1', array['reply.send']);
create temp table delivery as
select public.begin_send(tests.id('draft for hannah'), '<ours>', id, token) ->> 'delivery_id' as id from job;
select is(tests.running('hannah', 'first_response'), true, 'it runs while the mail is under way');
select public.mark_sent((select id::uuid from delivery), 'sent');
select is(tests.running('hannah', 'first_response'), false, 'it is not any more');
select is((select (c.breached_at is null, c.void) from public.sla_clocks c
  where c.ticket_id = tests.id('ticket of hannah') and c.metric = 'first_response'), (true, false), 'and was met');
select ok(tests.running('hannah', 'resolution') is false, 'the resolution waits for the customer');
select is((select paused_at is not null from public.sla_clocks c
  where c.ticket_id = tests.id('ticket of hannah') and c.metric = 'resolution'), true, 'it is paused');

update public.tickets set status = 'solved' where id = tests.id('ticket of tobias');
select is((select c.void from public.sla_clocks c
  where c.ticket_id = tests.id('ticket of tobias') and c.metric = 'first_response'), true,
  'solving without an answer is none');
select is((select c.void from public.sla_clocks c
  where c.ticket_id = tests.id('ticket of tobias') and c.metric = 'resolution'), false, 'but it is a solution');
select is((select next_due_at from public.tickets where id = tests.id('ticket of tobias')), null, 'then nothing is due');

select * from finish();
rollback;

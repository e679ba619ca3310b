-- The first message of a ticket is acknowledged where the desk does so, never a machine's.
begin;
select plan(8);
\ir helpers/cast.psql
set constraints all immediate;

create function tests.acks() returns bigint language sql as $$
  select count(*) from public.notices where kind = 'ticket_received' and state = 'queued'
$$;
select tests.mail('hannah', 'one', 'm1');
select is(tests.acks(), 0::bigint, 'usually not');
select public.set_setting('acknowledge_tickets', 'true');
select tests.mail('hannah', 'two', 'm2');
select is(tests.acks(), 1::bigint, 'where it is switched on');
select tests.mail('hannah', 'more of two', 'm3', array['<m2>']);
select is(tests.acks(), 1::bigint, 'the first message only');
select tests.mail('hannah', 'away', 'm4', '{}', 'It says so.');
select is(tests.acks(), 1::bigint, 'a machine gets none');
select is((select run_at > clock_timestamp() + interval '30 seconds' from public.jobs where kind = 'notice.send'), true,
  'a while later, since an answer may be there by then');
select is((select data ? 'subject' from public.notices where kind = 'ticket_received'), false, 'it repeats no words of theirs');
select is((select private.notice_is_stale(n) from public.notices n where n.kind = 'ticket_received'), null, 'it holds as long as nobody answers');
update public.tickets set first_response_at = now();
select is((select private.notice_is_stale(n) from public.notices n where n.kind = 'ticket_received'),
  'The ticket is answered already.', 'then there is nothing left to say');

select * from finish();
rollback;

-- A digest comes when its member wants it, with what is unread by then, and each thing once.
begin;
select plan(17);
\ir helpers/cast.psql
\ir helpers/tickets.psql
delete from public.jobs;

select set_config('autocrm.now', '2026-03-28 10:20+01', true);
insert into public.digest_settings values (tests.id('member reto'), 'hourly');
insert into public.digest_settings values (tests.id('member mathilde'), 'daily', 7, 'Europe/Zurich');
select is(private.next_digest(tests.id('member reto'), '2026-03-28 10:00+01'), '2026-03-28 11:00+01', 'the next hour, not this one');
select is(private.next_digest(tests.id('member mathilde'), '2026-03-28 06:59+01'), '2026-03-28 07:00+01', 'the hour of the day');
select is(private.next_digest(tests.id('member mathilde'), '2026-03-28 07:00+01'), '2026-03-29 07:00+02',
  'of the next day, where the clocks went forward');
select is(private.next_digest(tests.id('member anna'), '2026-03-28 10:20+01'), '2026-03-29 08:00+00', 'who has not chosen: daily');

select private.notify(tests.id('member ' || who), 'breach', tests.id('ticket of ' || whose))
from (values ('reto', 'hannah'), ('mathilde', 'tobias'), ('anna', 'hannah')) v (who, whose);
select private.notify(tests.id('member reto'), 'mention', tests.id('ticket of hannah'),
  jsonb_build_object('by', tests.id('member anna')));
select private.notify(tests.id('member reto'), 'warning', tests.id('ticket of hannah'));
select bag_eq($$ select key, run_at from public.jobs where kind = 'digest.send' $$, $$ values
  ('2026-03-28T10:00', timestamptz '2026-03-28 11:00:30+01'), ('2026-03-29T05:00', '2026-03-29 07:00:30+02'),
  ('2026-03-29T08:00', '2026-03-29 08:00:30+00') $$, 'one job a time, soon after it');

create function tests.digests() returns text language sql as $$
  select string_agg(n.to_address || ' ' || jsonb_array_length(private.notice_data(n) -> 'items'), ', ' order by n.created_at)
  from public.notices n where n.kind = 'digest'
$$;
select is(public.make_digests('2026-03-28 10:59+01'), 0, 'before the hour nobody');
update public.notifications set read_at = now() where member_id = tests.id('member reto') and kind = 'breach';
select is(public.make_digests('2026-03-28 11:00+01'), 1, 'at the hour one');
select is(tests.digests(), 'reto@postbox.example 1', 'of what is unread and meant for it');
select is(public.make_digests('2026-03-28 11:00+01'), 0, 'not twice');
select is(public.make_digests('2026-03-30 12:00+01'), 2, 'a worker that was away makes up for it, once');

-- Between making and sending it is read, or the ticket has gone to another team.
select is((select (private.notice_data(n) #> '{items,0}') - 'created_at' - 'ticket_id' - 'number' from public.notices n
  where n.to_address = 'reto@postbox.example'),
  '{"by": "Anna", "kind": "mention", "times": 1, "subject": "A question", "metric": null}', 'what it tells');
update public.tickets set team_id = tests.id('orders') where id = tests.id('ticket of hannah');
select is((select jsonb_array_length(private.notice_data(n) -> 'items') from public.notices n
  where n.to_address = 'reto@postbox.example'), 0, 'but not of a ticket that is not his any more');
update public.notifications set read_at = now();
select is((select string_agg(distinct private.notice_is_stale(n), '') from public.notices n), 'All of it has been read.',
  'what has been read meanwhile is not sent');

select private.notify(tests.id('member mathilde'), 'breach', tests.id('ticket of tobias'));
select tests.act_as('mathilde');
select public.set_digest('never');
select tests.act_as_owner();
select is(public.make_digests('2027-01-01'), 0, 'never is never');
select tests.act_as('mathilde');
select public.set_digest('daily');
select public.set_notification('breach', 'app');
select tests.act_as_owner();
select is(public.make_digests('2027-01-01'), 0, 'nor what is wished in the app only by now');
update public.notification_preferences set way = 'mail';
update public.members set active = false where id = tests.id('member mathilde');
select is(public.make_digests('2027-01-01'), 0, 'nor to who has left');
select tests.act_as('anna');
select throws_ok('select public.make_digests()', '42501', null, 'only the worker makes them');

select * from finish();
rollback;

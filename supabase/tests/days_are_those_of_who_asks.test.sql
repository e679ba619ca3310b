-- "today" in a search and "tomorrow" of a snooze are days in the member's time zone; without one, in
-- that of the default calendar; else in UTC. A customer has their own.
begin;
select plan(24);
\ir helpers/cast.psql
\ir helpers/tickets.psql
delete from public.calendars;

create function tests.claims(p_name text) returns void language sql as $$
  select set_config('request.jwt.claims', jsonb_build_object('sub', tests.id(p_name), 'role', 'authenticated')::text, true)
$$;
create function tests.snooze(p_text text) returns text language sql as $$
  select to_char(private.snooze_end(p_text) at time zone 'UTC', 'YYYY-MM-DD HH24:MI')
$$;

select tests.claims('reto');
select is((private.time_span('2026-07-01'))[1], '2026-07-01 00:00+00'::timestamptz, 'UTC where nobody says anything');
insert into public.calendars (key, name, time_zone, is_default) values ('office', 'Office', 'Europe/Zurich', true);
select is((private.time_span('2026-07-01'))[1], '2026-06-30 22:00+00'::timestamptz, 'the default calendar''s day');
update public.members set time_zone = 'Asia/Tokyo' where id = tests.id('member reto');
select is(private.time_span('2026-07-01'), array['2026-06-30 15:00+00', '2026-07-01 15:00+00']::timestamptz[], 'the member''s day');
select is(private.time_span('2026-07'), array['2026-06-30 15:00+00', '2026-07-31 15:00+00']::timestamptz[], 'the member''s month');
select is((private.time_span('2026-07-01T09:30'))[1], '2026-07-01 00:30+00'::timestamptz, 'a moment on the member''s clock');
select is((private.time_span('2026-07-01T09:30+02:00'))[1], '2026-07-01 07:30+00'::timestamptz, 'or on the one that is named');
select tests.claims('anna');
select is((private.time_span('2026-07-01'))[1], '2026-06-30 22:00+00'::timestamptz, 'who has none has the calendar''s');
update public.customers set time_zone = 'America/New_York' where id = tests.id('customer hannah');
select tests.claims('hannah');
select is((private.time_span('2026-07-01'))[1], '2026-07-01 04:00+00'::timestamptz, 'the customer''s day');

-- A day across a change of clocks has 25 hours.
select tests.claims('anna');
select is((private.time_span('2026-10-25'))[2] - (private.time_span('2026-10-25'))[1], interval '25 hours', 'clocks go back');

select is((private.time_span('tomorrow'))[1], (private.time_span('today'))[2], 'tomorrow follows today');
select is((private.time_span('yesterday'))[2], (private.time_span('today'))[1], 'and that yesterday');
select is((private.time_span('last_week'))[2], (private.time_span('this-week'))[1], 'weeks, with - or _');
select is(extract(isodow from (private.time_span('this-week'))[1] at time zone 'Europe/Zurich'), 1::numeric, 'begin on Mondays');
select is((private.time_span('next-month'))[1], (private.time_span('this-month'))[2], 'and months');
select is((private.time_span('+2d'))[1], now() + interval '2 days', 'in two days');
select is((private.time_span('2d'))[1], now() - interval '2 days', 'two days ago');

select is(private.snooze_end('3 days'), now() + interval '3 days', 'for three days');
select is(private.snooze_end('+2h'), now() + interval '2 hours', 'for two hours');
select is(tests.snooze('2099-07-01'), '2099-07-01 06:00', 'until a day: eight in the morning there');
select is(tests.snooze('2099-07-01 14:15'), '2099-07-01 12:15', 'until a time on that clock');
select is(tests.snooze('2099-07-01T14:15Z'), '2099-07-01 14:15', 'or on another');
select is(private.snooze_end('tomorrow'), (private.time_span('tomorrow'))[1] + interval '8 hours', 'until tomorrow morning');
select ok(bool_and(private.snooze_end(d) between now() and now() + interval '8 days'
    and to_char(private.snooze_end(d) at time zone 'Europe/Zurich', 'fmday HH24:MI') = replace(d, 'next week', 'monday') || ' 08:00'),
  'until the next such day')
from unnest(array['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday', 'next week']) d;
select throws_like($$ select private.snooze_end('soon') $$, 'A ticket is put aside until a time to come%', 'a word that is no time');

select * from finish();
rollback;

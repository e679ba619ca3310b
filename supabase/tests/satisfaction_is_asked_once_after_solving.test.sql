-- A day after solving the customer is asked by mail how it went: a person, once, with a signed link.
begin;
select plan(13);
\ir helpers/cast.psql
\ir helpers/levels.psql

create function tests.asked() returns bigint language sql as $$
  select count(*) from public.notices n where n.kind = 'csat'
$$;
create function tests.run_until(p_time text) returns void language sql as $$
  select public.run_timers(p_now => p_time::timestamptz)
$$;

update public.settings set value = '0' where key = 'solved_close_days';
select tests.open_at('2026-03-02 08:00+01');
select tests.becomes('solved', '2026-03-02 12:00+01');
select tests.run_until('2026-03-03 12:00+01');
select is(tests.asked(), 0::bigint, 'without a page to lead to nobody is asked');
select is((select details ->> 'why' from public.audit_log where action = 'csat.unasked'),
  'Set feedback_url or site_url, so that there is a page to lead to.', 'which is on record');

update public.settings set value = '"https://desk.example/"' where key = 'site_url';
select tests.becomes('open', '2026-03-04 08:00+01');
select tests.becomes('solved', '2026-03-04 12:00+01');
select tests.run_until('2026-03-05 11:59+01');
select is(tests.asked(), 0::bigint, 'not before its time');
select tests.run_until('2026-03-05 12:00+01');
select is((select array[n.to_address, n.locale, n.data ->> 'subject'] from public.notices n where n.kind = 'csat'),
  array['hannah@postbox.example', 'en', 'About time'], 'then the customer is');
select matches((select n.data ->> 'link' from public.notices n where n.kind = 'csat'),
  '^https://desk\.example/functions/v1/feedback\?token=[A-Za-z0-9_.-]+$', 'with a link');
select is((select public.feedback_form(split_part(n.data ->> 'link', '=', 2)) ->> 'number' from public.notices n),
  (select number::text from public.tickets where id = tests.id('sla')), 'that holds');
select private.timer_csat(tests.id('sla'), '{}');
select is(tests.asked(), 1::bigint, 'a solving is asked about once');

select tests.becomes('open', '2026-03-06 08:00+01');
select tests.becomes('solved', '2026-03-06 09:00+01');
select tests.becomes('open', '2026-03-06 10:00+01');
select tests.run_until('2026-03-08 12:00+01');
select is(tests.asked(), 1::bigint, 'not when it was opened again meanwhile');

update public.settings set value = '"https://help.example/rate"' where key = 'feedback_url';
select tests.becomes('solved', '2026-03-09 09:00+01');
select tests.run_until('2026-03-10 09:00+01');
select is(tests.asked(), 2::bigint, 'another solving is asked about anew');
select matches((select n.data ->> 'link' from public.notices n order by n.created_at desc limit 1),
  '^https://help\.example/rate\?token=', 'at the page that the desk names');

select tests.becomes('open', '2026-03-11 08:00+01');
select tests.becomes('solved', '2026-03-11 09:00+01');
select private.rate(tests.id('sla'), 5, 5, null, 'portal');
select tests.run_until('2026-03-12 12:00+01');
select is(tests.asked(), 2::bigint, 'who has rated already is not asked');

-- A machine wrote, and one whose ticket was closed without being solved.
select tests.becomes('open', '2026-03-13 08:00+01');
update public.interactions set automatic = 'autoreply' where ticket_id = tests.id('sla');
select tests.becomes('solved', '2026-03-13 09:00+01');
select tests.run_until('2026-03-14 12:00+01');
select is(tests.asked(), 2::bigint, 'machines are not asked');
update public.interactions set automatic = '' where ticket_id = tests.id('sla');
select tests.becomes('open', '2026-03-15 08:00+01');
select tests.becomes('closed', '2026-03-15 09:00+01');
select private.timer_csat(tests.id('sla'), '{}');
select is(tests.asked(), 2::bigint, 'nor whose ticket was closed without being solved');

select * from finish();
rollback;

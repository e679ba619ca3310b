-- A tool's wish waits with its draft: nothing is booked in shadow or review, the approval books in its
-- own transaction, taking it back cancels, and a half hour that was taken meanwhile needs a person.
begin;
select plan(27);
\ir helpers/cast.psql
set local autocrm.now = '2026-11-25T07:00:00Z';  -- a Wednesday
select public.set_policy('shipping', 'auto');
select public.set_category_tools('shipping', '{book_call}');
insert into public.calendars (id, key, name, time_zone, is_default)
values (tests.id('shop'), 'shop', 'Shop', 'Europe/Zurich', true);
insert into public.calendar_hours (calendar_id, weekday, opens, closes)
select tests.id('shop'), d, '09:00', '10:00' from generate_series(1, 5) d;
create temp table mails as
select who, tests.mail(who, 'Please call me', 'c-' || who) as said from unnest(array['hannah', 'tobias']) who;
create function tests.ticket(p_who text) returns uuid language sql security definer as
$$ select (said ->> 'ticket_id')::uuid from mails where who = p_who $$;
create function tests.wished(p_who text, p_outcome text, p_at text) returns jsonb language sql security definer as $$
  select public.record_answer((select (said ->> 'interaction_id')::uuid from mails where who = p_who),
    tests.answer(p_outcome) || jsonb_build_object(
      'draft', '{"text": "We will call you on Thursday at 09:00."}'::jsonb,
      'policy', '{"category": "shipping", "mode": "auto", "version": 1}'::jsonb,
      'wishes', jsonb_build_array(jsonb_build_object('tool', 'book_call', 'arguments',
        jsonb_build_object('step', 'book', 'starts_at', p_at, 'phone', '079 555 12 34', 'says', 'Thursday at 09:00')))))
$$;
create function tests.booked() returns bigint language sql security definer as
$$ select count(*) from public.calls where state = 'booked' $$;
grant execute on all functions in schema tests to anon, authenticated, service_role;

select tests.act_as_role('anon');
select throws_ok($$ select public.call_slots(tests.ticket('hannah')) $$, '42501', null, 'a stranger asks for no times');
select throws_ok($$ select * from public.calls $$, '42501', null, 'and sees no calls');
select tests.act_as('hannah');
select throws_ok($$ select public.book_call(tests.ticket('hannah'), now()) $$, 'PT404', null, 'a customer books through an answer only');
select tests.act_as('mathilde');
select throws_ok($$ select public.call_slots(tests.ticket('hannah')) $$, 'PT404', null, 'a member of another team: no');
select tests.act_as_owner();
select is(public.call_slots(tests.ticket('hannah')) #>> '{free,0,starts_at}', '2026-11-26T08:00:00Z',
  'two hours from now on, and within the hours') ;
select is(jsonb_array_length(public.call_slots(tests.ticket('hannah')) -> 'free'), 3, 'three of them');

select is(tests.wished('hannah', 'shadow', '2026-11-26T08:00:00Z') ->> 'outcome', 'shadow', 'in shadow');
select is(tests.booked(), 0::bigint, 'nothing is booked');
select is(tests.wished('hannah', 'review', '2026-11-26T08:00:00Z') ->> 'outcome', 'review', 'in review');
select is(tests.booked(), 0::bigint, 'nothing either');
select is(tests.wished('tobias', 'auto', '2026-11-26T08:00:00Z') ->> 'outcome', 'auto', 'an answer that leaves by itself');
select is(tests.booked(), 1::bigint, 'books');
select results_eq($$ select ticket_id, phone from public.calls where state = 'booked' $$,
  $$ select tests.ticket('tobias'), '079 555 12 34' $$, 'for its ticket');

create temp table waiting as select id from public.drafts where ticket_id = tests.ticket('hannah') and state = 'pending';
grant select on waiting to authenticated;
select tests.act_as('reto');
select throws_ok($$ select public.approve_draft(id) from waiting $$, 'PT409',
  'The time of the call was taken meanwhile: offer the customer another one.', 'what was taken meanwhile cannot be approved');
select is((select state from public.drafts where id = (select id from waiting)), 'pending', 'and the draft waits on');
select tests.act_as_owner();
select public.cancel_call(id) from public.calls where state = 'booked';
select throws_ok($$ select public.cancel_call((select id from public.calls limit 1)) $$, 'PT409', null, 'once');
select tests.act_as('reto');
select is(public.approve_draft(id) ->> 'state', 'approved', 'free again, it can') from waiting;
select is((select count(*) from public.calls where state = 'booked')::int, 1, 'and the approval books');
select tests.act_as_owner();
select private.review_again(id) from waiting;
select is(tests.booked(), 0::bigint, 'taken back, it is cancelled');
select tests.act_as('reto');
select is(public.approve_draft(id, 'I have no time this week, sorry.') ->> 'edited', 'true', 'a person who writes something else')
from waiting;
select tests.act_as_owner();
select is(tests.booked(), 0::bigint, 'books nothing that the words do not say');

select is(tests.wished('tobias', 'auto', '2026-11-28T08:00:00Z') ->> 'outcome', 'review', 'outside of our hours: a person');
select is(tests.booked(), 0::bigint, 'and nothing is booked');
select is(tests.wished('tobias', 'auto', '2026-11-26T08:00:00Z') ->> 'outcome', 'auto', 'within: it goes');
select throws_ok($$ select public.book_call(tests.ticket('hannah'), '2026-11-26T08:00:00Z') $$, 'PT409', null, 'by hand it is taken as well')
where (select team_id from public.tickets where id = tests.ticket('hannah')) = (select team_id from public.tickets where id = tests.ticket('tobias'));
select public.set_category_tools('shipping', '{}');
select is(tests.wished('hannah', 'auto', '2026-11-27T08:00:00Z') ->> 'reason',
  'The tool book_call is not allowed here any more: a person decides.', 'a tool that was taken away does nothing');
select throws_ok($$ insert into public.calls (ticket_id, starts_at, phone) values (tests.ticket('hannah'), now(), 'call me <b>') $$,
  '23514', null, 'a number is a number');

select * from finish();
rollback;

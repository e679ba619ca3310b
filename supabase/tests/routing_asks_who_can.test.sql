-- Skills, absences, working hours, capacity and what members say of themselves decide who can take a
-- ticket; when nobody in its team can, the next team takes over.
begin;
select plan(22);
\ir helpers/cast.psql
\ir helpers/tickets.psql

create function tests.route() returns text language sql as $$
  select public.route_ticket(tests.id('ticket of hannah')) ->> 'reason'
$$;
create function tests.holder() returns text language sql as $$
  select m.name from public.tickets t join public.members m on m.id = t.assignee_id where t.id = tests.id('ticket of hannah')
$$;
select public.set_team_routing('front', 'least_loaded');

select public.set_skills_needed('category', 'shipping', '{customs}');
select is(tests.route(), 'Nobody in Front desk can take it (Reto: lacks customs).', 'a skill for a category');
select is(tests.holder(), null, 'then nobody has it');
select tests.route();
select is((select count(*) from public.assignments where ticket_id = tests.id('ticket of hannah'))::int, 1,
  'that is on record, once');
select is((select state from public.timers where kind = 'route'), 'waiting', 'and tried again later');
select public.set_member_routing('reto@postbox.example', '{Customs,tea}');
select public.run_timers(50, clock_timestamp() + interval '11 minutes');
select is(tests.holder(), 'Reto', 'when it can be done, it is');

select public.set_skills_needed('language', 'en', '{english}');
select is(tests.route(), 'Nobody in Front desk can take it (Reto: lacks english).', 'a skill for a language');
select public.set_skills_needed('language', 'en', '{}');
select public.set_skills_needed('tag', 'vip', '{patience}');
select is(tests.route(), 'Reto has the smallest load in Front desk (0 of 20), of 1 who can take it.', 'one''s own ticket does not count');
select public.update_ticket(tests.id('ticket of hannah'), '{"tags_add": ["vip"]}');
select is(tests.route(), 'Nobody in Front desk can take it (Reto: lacks patience).', 'a skill for a tag');
select public.update_ticket(tests.id('ticket of hannah'), '{"tags_remove": ["vip"]}');

select public.set_member_routing('reto@postbox.example', p_capacity => 0);
select is(tests.route(), 'Nobody in Front desk can take it (Reto: full, 0 of 0).', 'no capacity');
select is(public.set_member_routing('reto@postbox.example', p_capacity => 5) -> 'skills', '["customs", "tea"]', 'what is not said stays');

select public.set_calendar('mornings', 'Mornings', 'Europe/Zurich', '{"mon": ["08:00-12:00"]}');
select public.set_member_routing('reto@postbox.example', p_calendar => 'mornings');
set local autocrm.now = '2026-11-23 13:00+01';  -- a Monday
select is(tests.route(), 'Nobody in Front desk can take it (Reto: outside working hours).', 'after work');
set local autocrm.now = '2026-11-23 11:00+01';
select matches(tests.route(), '^Reto has', 'at work');
select public.add_absence('reto@postbox.example', '2026-11-23 00:00+01', '2026-11-24 00:00+01', 'Dentist');
select is(tests.route(), 'Nobody in Front desk can take it (Reto: away until 2026-11-23 23:00 UTC).', 'away');
set local autocrm.now = '2026-11-30 11:00+01';
select matches(tests.route(), '^Reto has', 'back again');
set local autocrm.now = '';
select public.set_member_routing('reto@postbox.example', p_calendar => '');

select public.set_team_routing('front', p_fallback => 'orders');
select public.set_team_routing('orders', 'round_robin', 'front');
select public.add_absence('reto@postbox.example');
select public.set_member_routing('mathilde@postbox.example', '{customs}');
select is(tests.route(), 'Nobody in Front desk can take it (Reto: away); Mathilde is next in turn in Orders & billing, of 1 who can take it.',
  'another team takes over');
select is((select team_id from public.tickets where id = tests.id('ticket of hannah')), tests.id('orders'), 'the ticket is its then');
select public.set_member_routing('mathilde@postbox.example', '{}');
select is(tests.route(), 'Nobody in Orders & billing can take it (Mathilde: lacks customs); nobody in Front desk can take it (Reto: away).',
  'teams that take over from each other end');

select public.set_team_routing('front', 'manual', '');
select is(tests.route(), 'Nobody in Orders & billing can take it (Mathilde: lacks customs); Front desk assigns by hand.',
  'a team that assigns by hand takes over, too');
select results_eq($$ select team_id, assignee_id from public.tickets where id = tests.id('ticket of hannah') $$,
  $$ values (tests.id('front'), null::uuid) $$, 'its people will look');

select tests.act_as('reto');
select throws_ok($$ select public.add_absence('mathilde@postbox.example') $$, 'PT403', null, 'nobody sends others away');
select is((select public.end_absence(id) ->> 'member_id' from public.member_absences where ends_at is null), tests.id('member reto')::text,
  'but comes back oneself');
select tests.act_as('hannah');
select throws_ok($$ select public.add_absence() $$, 'PT403', null, 'a customer is not away');

select * from finish();
rollback;

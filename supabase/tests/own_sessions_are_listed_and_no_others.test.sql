-- Whoever is signed in sees where, and nobody sees where others are.
begin;
select plan(6);
\ir helpers/cast.psql

insert into auth.sessions (id, user_id, created_at, updated_at, refreshed_at, user_agent, not_after)
values
  (tests.id('phone'), tests.id('hannah'), '2026-11-01Z', '2026-11-01Z', '2026-11-20 08:00', 'Phone', null),
  (tests.id('desk'), tests.id('hannah'), '2026-11-10Z', '2026-11-10Z', null, 'Desk', null),
  (tests.id('over'), tests.id('hannah'), '2026-10-01Z', '2026-10-01Z', null, 'Over', '2026-10-02Z'),
  (tests.id('his'), tests.id('tobias'), '2026-11-10Z', '2026-11-10Z', null, 'His', null);

select tests.act_as_role('anon');
select throws_ok('select public.my_sessions()', '42501', null, 'a visitor has none to see');
select tests.act_as('nils');
select is(public.my_sessions(), '[]', 'without a session there is none');

select tests.act_as('hannah');
select set_config('request.jwt.claims', (current_setting('request.jwt.claims')::jsonb
  || jsonb_build_object('session_id', tests.id('desk')))::text, true);
select is((select jsonb_agg(s ->> 'user_agent') from jsonb_array_elements(public.my_sessions()) s), '["Desk", "Phone"]',
  'this one first, then the others; what is over and what is Tobias''s is not there');
select is((select jsonb_agg(s -> 'current') from jsonb_array_elements(public.my_sessions()) s), '[true, false]',
  'this one is marked');
select is((public.my_sessions() -> 1 ->> 'active_at')::timestamptz, '2026-11-20 08:00Z', 'a session is as fresh as its token');
select throws_ok('select * from auth.sessions', '42501', null, 'and the list itself stays closed');

select * from finish();
rollback;

-- Who lost a device ends its session; nobody ends another's.
begin;
select plan(10);
\ir helpers/cast.psql

insert into auth.sessions (id, user_id, created_at, updated_at, user_agent)
values
  (tests.id('phone'), tests.id('hannah'), '2026-11-01Z', '2026-11-01Z', 'Phone'),
  (tests.id('desk'), tests.id('hannah'), '2026-11-10Z', '2026-11-10Z', 'Desk'),
  (tests.id('his'), tests.id('tobias'), '2026-11-10Z', '2026-11-10Z', 'His');
insert into auth.refresh_tokens (token, user_id, session_id, revoked)
values ('of-the-phone', tests.id('hannah')::text, tests.id('phone'), false);

select tests.act_as_role('anon');
select throws_ok(format('select public.end_session(%L)', tests.id('phone')), '42501', null, 'a visitor ends none');
select tests.act_as('tobias');
select throws_ok(format('select public.end_session(%L)', tests.id('phone')), 'PT404',
  'You are not signed in there any more.', 'a stranger does not, and learns nothing of it');
select tests.act_as('anna');
select throws_ok(format('select public.end_session(%L)', tests.id('phone')), 'PT404', null, 'nor does an admin');
select throws_ok(format('delete from auth.sessions where id = %L', tests.id('phone')), '42501', null,
  'and the list itself stays closed');

select tests.act_as('hannah');
select set_config('request.jwt.claims', (current_setting('request.jwt.claims')::jsonb
  || jsonb_build_object('session_id', tests.id('desk')))::text, true);
select throws_ok(format('select public.end_session(%L)', tests.id('desk')), 'PT409',
  'This is where you are: sign out instead.', 'this one is signed out of');
select lives_ok(format('select public.end_session(%L)', tests.id('phone')), 'the other one ends');
select throws_ok(format('select public.end_session(%L)', tests.id('phone')), 'PT404', null, 'once');

reset role;
select set_eq('select user_agent::text from auth.sessions', array['Desk', 'His'], 'the others stay');
select is_empty($$select 1 from auth.refresh_tokens where token = 'of-the-phone'$$, 'it cannot be refreshed');
select is((select a.actor from public.audit_log a where a.action = 'account.end_session'), tests.id('hannah'),
  'and it is on record who ended it');

select * from finish();
rollback;

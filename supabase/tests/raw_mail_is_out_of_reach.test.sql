-- An admin sees what arrived, but not its bytes.
begin;
select plan(3);
\ir helpers/cast.psql

select tests.mail('hannah', 'Where is it?', 'mail-1');
select tests.act_as('reto');
select is_empty($$ select id from public.inbound_events $$, 'an agent sees nothing of it');
select tests.act_as('anna');
select results_eq($$ select channel, provider_id from public.inbound_events $$, $$ values ('email', 'mail-1') $$,
  'an admin that it came');
select throws_ok($$ select raw from public.inbound_events $$, '42501', null, 'but not what');

select * from finish();
rollback;

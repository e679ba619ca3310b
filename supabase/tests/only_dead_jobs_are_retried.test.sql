-- Retrying is an admin's decision, and only about what is dead.
begin;
select plan(5);
\ir helpers/cast.psql

insert into public.jobs (id, kind, key, state, attempts) values
  (tests.id('dead job'), 'test.work', 'dead', 'dead', 5), (tests.id('live job'), 'test.work', 'live', 'queued', 0);
select tests.act_as('hannah');
select throws_ok($$ select public.retry_job(tests.id('dead job')) $$, 'PT403', null,
  'not by a customer');
select tests.act_as('reto');
select throws_ok($$ select public.retry_job(tests.id('dead job')) $$, 'PT403', null, 'not by an agent');
select tests.act_as('anna');
select throws_ok($$ select public.retry_job(tests.id('live job')) $$, 'PT409', null,
  'not a job that is alive');
select is(public.retry_job(tests.id('dead job')), 'queued', 'a dead one, by an admin');
select tests.act_as_owner();
select is((select attempts from public.jobs where id = tests.id('dead job')), 0,
  'with all its attempts before it');

select * from finish();
rollback;

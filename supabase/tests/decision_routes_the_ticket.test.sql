-- A decision sets category, priority, language and team, unless a machine wrote.
begin;
select plan(3);
\ir helpers/cast.psql

create temp table one as select tests.mail('hannah', 'Charged twice', 'mail-1') as said;
create temp table two as select tests.mail('tobias', 'I am away', 'mail-2') as said;
select public.record_answer((select (said ->> 'interaction_id')::uuid from one), tests.answer('review',
  'billing'));
select public.record_answer((select (said ->> 'interaction_id')::uuid from two), tests.answer('none', 'billing',
  '{automatic}'));
select results_eq(
  $$ select category, priority, language, team_id, status from public.tickets where id = (select (said ->> 'ticket_id')::uuid from one) $$,
  $$ values ('billing', 2, 'en', tests.id('orders'), 'open') $$, 'what a person wrote is routed');
select results_eq(
  $$ select category, team_id, status from public.tickets where id = (select (said ->> 'ticket_id')::uuid from two) $$,
  $$ values (null::text, tests.id('front'), 'new') $$, 'what a machine wrote is not');
select is((select count(*) from public.drafts)::int, 1, 'and drafts nothing');

select * from finish();
rollback;

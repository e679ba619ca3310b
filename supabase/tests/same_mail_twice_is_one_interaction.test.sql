-- Providers deliver at least once: the provider id decides.
begin;
select plan(7);
\ir helpers/cast.psql

create temp table first as select tests.mail('hannah', 'Where is it?', 'mail-1') as said;
create temp table second as select tests.mail('hannah', 'Where is it?', 'mail-1') as said;
select is((select said ->> 'duplicate' from first), 'false', 'the first is new');
select is((select said ->> 'duplicate' from second), 'true', 'the second is known');
select is((select said ->> 'interaction_id' from second), (select said ->> 'interaction_id' from first),
  'and answered with the same interaction');
select is((select count(*) from public.interactions)::int, 1, 'there is one interaction');
select is((select count(*) from public.jobs)::int, 1, 'and one job');
select is((select deliveries from public.inbound_events), 2, 'the deliveries are counted');
select is((select raw_path from public.inbound_events), 'mail-1.eml', 'the raw mail can be found');

select * from finish();
rollback;

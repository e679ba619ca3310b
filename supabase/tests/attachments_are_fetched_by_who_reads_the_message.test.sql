-- An object in Storage is reachable for those who read the message it came with, and nobody else.
begin;
select plan(6);
\ir helpers/world.psql

prepare fetchable as select name from storage.objects order by name;

select tests.act_as_role('anon');
select is_empty('fetchable', 'strangers: nothing');
select tests.act_as('nils');
select is_empty('fetchable', 'somebody who has just signed up: nothing');
select tests.act_as('hannah');
select results_eq('fetchable', array[tests.id('ticket of hannah') || '/1'], 'the requester: what she sent');
select tests.act_as('mathilde');
select is_empty('fetchable', 'a member who has not opened the ticket: nothing');
select tests.act_as('reto');
select results_eq('fetchable', array[tests.id('ticket of hannah') || '/1'], 'a member who has: of that ticket');
select throws_ok(
  $$ insert into storage.objects (bucket_id, name) values ('attachments', 'mine') $$, '42501',
  null, 'and nobody puts files there by themselves');

select * from finish();
rollback;

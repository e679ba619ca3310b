-- Tags are for members of the team; an admin describes and renames them.
begin;
select plan(8);
\ir helpers/cast.psql
\ir helpers/tickets.psql

select tests.act_as('reto');
select is(public.update_ticket(tests.id('ticket of hannah'), '{"tags_add": ["VIP", "vip", "Late  Parcel"]}') -> 'tags',
  '["late_parcel", "vip"]', 'a tag is the same however it is written');
select is((select count(*)::int from public.ticket_tags), 2, 'the team sees them');
select throws_ok($$ select public.rename_tag('vip', 'important') $$, 'PT403', null, 'agents do not rename');
select tests.act_as('hannah');
select is((select count(*)::int from public.ticket_tags) + (select count(*)::int from public.tags), 0,
  'the requester sees none');
select tests.act_as('mathilde');
select is((select count(*)::int from public.ticket_tags), 0, 'another team neither');
select tests.act_as('anna');
select public.rename_tag('vip', 'important');
select public.rename_tag('late_parcel', 'important');
select results_eq($$ select tag from public.ticket_tags $$, array['important'], 'two tags become one');
select results_eq($$ select key from public.tags $$, array['important'], 'and the old ones are gone');
select is(public.update_ticket(tests.id('ticket of hannah'), '{"tags_remove": ["Important", "unknown"]}') -> 'tags',
  '[]', 'a tag that is not there is gone already');

select * from finish();
rollback;

-- Who is told of an assignment is who has the ticket in the end, and not who assigned it.
begin;
select plan(8);
\ir helpers/cast.psql
\ir helpers/tickets.psql
set constraints all immediate;
delete from public.notifications;

create function tests.told() returns text language sql security definer as $$
  select string_agg(n.kind || ' ' || m.name, ', ' order by m.name, n.kind)
  from public.notifications n join public.members m on m.id = n.member_id
$$;
create function tests.assign(p_who text) returns void language sql security definer as $$
  update public.tickets set assignee_id = tests.id('member ' || p_who) where id = tests.id('ticket of hannah')
$$;
grant execute on all functions in schema tests to anon, authenticated;

set constraints all deferred;
select tests.act_as('anna');
select tests.assign('mathilde');
select tests.assign('reto');
set constraints all immediate;
select is(tests.told(), 'assignment Reto', 'the last one is told, once');
select tests.act_as_owner();
select is((select n.data ->> 'by' from public.notifications n), tests.id('member anna')::text, 'and by whom');
select tests.act_as('reto');
select tests.assign('reto');
select is(tests.told(), 'assignment Reto', 'an assignment that changes nothing is none');
select tests.act_as_owner();
select is((select times from public.notifications), 1, 'nor counts again');
delete from public.notifications;

update public.tickets set assignee_id = null where id = tests.id('ticket of hannah');
select tests.act_as('reto');
select tests.assign('reto');
select is(tests.told(), null, 'who takes a ticket knows it');

-- A ticket without anybody: only who wishes to hear of the team's.
select tests.act_as('mathilde');
select public.set_notification('team', 'app');
select tests.act_as_owner();
update public.tickets set assignee_id = null, team_id = tests.id('orders') where id = tests.id('ticket of hannah');
select is(tests.told(), 'team Mathilde', 'the team it comes to');
delete from public.notifications;
update public.tickets set team_id = tests.id('front') where id = tests.id('ticket of hannah');
select is(tests.told(), null, 'usually nobody is told of that');
update public.tickets set team_id = tests.id('orders'), assignee_id = tests.id('member mathilde')
where id = tests.id('ticket of hannah');
select is(tests.told(), 'assignment Mathilde', 'with an assignee it is an assignment only');

select * from finish();
rollback;

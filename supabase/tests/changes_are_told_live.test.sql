-- A change is told to who may see it, by ids only, in the transaction that makes it.
begin;
select plan(17);
\ir helpers/cast.psql
\ir helpers/tickets.psql

create function tests.told(p_event text default 'changed') returns text language sql security definer as $$
  select string_agg(distinct split_part(m.topic, ':', 1) || ' ' || (m.payload ->> 'what'), ', ' order by split_part(m.topic, ':', 1) || ' ' || (m.payload ->> 'what'))
  from realtime.messages m where m.event = p_event
$$;
create function tests.topics() returns text[] language sql security definer as $$
  select array_agg(distinct m.topic order by m.topic) from realtime.messages m where m.event = 'changed'
$$;
create function tests.hears(p_topic text) returns boolean language plpgsql as $$
begin
  perform set_config('realtime.topic', p_topic, true);
  return exists (select 1 from realtime.messages m where m.topic = p_topic);
end $$;
create function tests.shows(p_topic text) returns boolean language plpgsql as $$
begin
  perform set_config('realtime.topic', p_topic, true);
  insert into realtime.messages (topic, extension, private) values (p_topic, 'presence', true);
  return true;
exception when insufficient_privilege then return false;
end $$;
grant execute on all functions in schema tests to anon, authenticated;

delete from realtime.messages;
update public.tickets set priority = 1 where id = tests.id('ticket of hannah');
select is(tests.told(), 'customer ticket, team ticket, ticket ticket', 'the team, who looks at it, and the requester');
select is((select count(*)::integer from realtime.messages m where not m.private), 0, 'never in public');
select is((select bool_or(m.payload::text like '%' || t.subject || '%')
  from realtime.messages m, public.tickets t where t.id = tests.id('ticket of hannah')), false, 'no words are told');

select ok(tests.hears('team:' || tests.id('front')), 'there is something to hear');
select tests.act_as_role('anon');
select ok(not tests.hears('team:' || tests.id('front')), 'not by strangers');
select tests.act_as('hannah');
select ok(not tests.hears('team:' || tests.id('front')), 'nor by customers');
select ok(not tests.hears('ticket:' || tests.id('ticket of hannah')), 'who do not hear what the desk hears');
select ok(tests.hears('customer:' || tests.id('customer hannah')), 'but what is theirs');
select tests.act_as('tobias');
select ok(not tests.hears('customer:' || tests.id('customer hannah')), 'and nobody else''s');
select tests.act_as('mathilde');
select ok(not tests.hears('team:' || tests.id('front')), 'another team does not hear');
select is(tests.shows('team:' || tests.id('front')), false, 'or show itself');
select tests.act_as('reto');
select ok(tests.hears('team:' || tests.id('front')), 'the team does');
select is(tests.shows('team:' || tests.id('front')), true, 'and shows where it is');
select tests.act_as('anna');
select ok(tests.hears('team:' || tests.id('front')), 'so does an admin');

select tests.act_as_owner();
delete from realtime.messages;
insert into public.notes (ticket_id, content, author_id)
values (tests.id('ticket of hannah'), 'Between us.', tests.id('member reto'));
select is(tests.told(), 'ticket note', 'of a note only who is at the ticket hears');

delete from realtime.messages;
update public.tickets set team_id = tests.id('orders'), assignee_id = null where id = tests.id('ticket of hannah');
select ok(tests.topics() @> array['team:' || tests.id('front'), 'team:' || tests.id('orders')], 'a move is told on both sides');

delete from realtime.messages;
update public.tickets set team_id = tests.id('orders'), assignee_id = tests.id('member reto')
where id = tests.id('ticket of hannah');
select ok(tests.topics() @> array['member:' || tests.id('member reto')], 'who is assigned from outside the team is told alone');

select * from finish();
rollback;

-- Who looks at a ticket is between the members who see it; what a member is told is theirs alone.
begin;
select plan(21);
\ir helpers/cast.psql
\ir helpers/tickets.psql

-- As Realtime asks: a row of each extension, then what of it the caller may read or write.
create function tests.reads(p_topic text) returns text language plpgsql as $$
declare v_seen text;
begin
  perform set_config('realtime.topic', p_topic, true);
  select string_agg(distinct m.extension, ' ' order by m.extension) into v_seen from realtime.messages m where m.topic = p_topic;
  return v_seen;
end $$;
create function tests.writes(p_topic text, p_extension text) returns boolean language plpgsql as $$
begin
  perform set_config('realtime.topic', p_topic, true);
  insert into realtime.messages (topic, extension, private) values (p_topic, p_extension, true);
  return true;
exception when insufficient_privilege then return false;
end $$;
grant execute on all functions in schema tests to anon, authenticated;
create function tests.room(p_name text) returns text language sql as $$ select 'ticket:' || tests.id('ticket of ' || p_name) $$;
create function tests.own(p_name text) returns text language sql as $$ select 'member:' || tests.id('member ' || p_name) $$;
grant execute on all functions in schema tests to anon, authenticated;
insert into realtime.messages (topic, extension, private)
select t, e, true from unnest(array[tests.room('hannah'), tests.own('reto'), 'jobs', 'ticket:', 'ticket:{}', 'x',
  upper(tests.room('hannah'))]) t, unnest(array['broadcast', 'presence']) e;

select tests.act_as_role('anon');
select is(tests.reads(tests.room('hannah')), null, 'nobody without a sign-in hears');
select is(tests.writes(tests.room('hannah'), 'presence'), false, 'or is there');
select tests.act_as('nils');
select is(tests.reads(tests.room('hannah')), null, 'nor who is nobody yet');
select tests.act_as('hannah');
select is(tests.reads(tests.room('hannah')), null, 'the customer does not see who looks at their ticket');
select is(tests.writes(tests.room('hannah'), 'presence'), false, 'and does not show themselves');
select is(tests.writes(tests.room('hannah'), 'broadcast'), false, 'or speak');
select tests.act_as('mathilde');
select is(tests.reads(tests.room('hannah')), null, 'another team does not');
select is(tests.writes(tests.room('hannah'), 'presence'), false, 'in either way');
select is(tests.reads(tests.own('reto')), null, 'and hears nothing of what a colleague is told');
select tests.act_as('reto');
select is(tests.reads(tests.room('hannah')), 'broadcast presence', 'who sees the ticket sees who is there');
select is(tests.writes(tests.room('hannah'), 'presence'), true, 'and shows that they are');
select is(tests.writes(tests.room('hannah'), 'broadcast'), false, 'only the database speaks');
select is(tests.reads(tests.own('reto')), 'broadcast', 'his own channel he hears');
select is(tests.writes(tests.own('reto'), 'broadcast'), false, 'and does not speak in');
select is(coalesce(tests.reads('jobs'), tests.reads('ticket:'), tests.reads('ticket:{}'), tests.reads('x'),
  tests.reads(upper(tests.room('hannah')))), null, 'no other channel is his');
select tests.act_as('anna');
select is(tests.reads(tests.room('hannah')), 'broadcast presence', 'an admin sees all tickets');
select is(tests.reads(tests.own('reto')), null, 'but not what others are told');

select tests.act_as_owner();
update public.tickets set team_id = tests.id('orders') where id = tests.id('ticket of hannah');
select tests.act_as('reto');
select is(tests.reads(tests.room('hannah')), null, 'a ticket that went to another team is closed');
select tests.act_as_owner();
update public.members set active = false where id = tests.id('member reto');
select tests.act_as('reto');
select is(tests.reads(tests.own('reto')), null, 'so is all to who has left');

-- A notification rings in the member's channel, and says nothing of what the customer wrote.
select tests.act_as_owner();
delete from realtime.messages;
select private.notify(tests.id('member mathilde'), 'breach', tests.id('ticket of hannah'), '{"metric": "resolution"}');
select is((select m.topic || ' ' || m.event || ' ' || (m.payload ->> 'kind') || ' ' || m.private
  from realtime.messages m where m.topic like 'member:%'),
  tests.own('mathilde') || ' notification breach true', 'what is told is heard at once, in private');
select private.mark_read(tests.id('member mathilde'), array(select id from public.notifications));
select is((select m.payload ->> 'unread' from realtime.messages m where m.event = 'read'), '0',
  'and in another window that it was read');

select * from finish();
rollback;

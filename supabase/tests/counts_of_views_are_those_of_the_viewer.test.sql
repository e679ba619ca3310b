-- A view's count is of the tickets that this viewer may see, as it is listed for them; what the
-- counters do not know is not counted.
begin;
\ir helpers/cast.psql
\ir helpers/tickets.psql
select plan(9);
insert into public.tags (key) values ('x');

create function tests.counted(p_key text) returns text language sql as $$
  select coalesce(v ->> 'count', 'none') from jsonb_array_elements(public.view_counts()) v
  where p_key in (v ->> 'key', v ->> 'name')
$$;
grant execute on function tests.counted(text) to authenticated, service_role;
select tests.act_as('anna');
select public.save_view('Tagged', 'tag:x', p_scope => 'all');
select public.save_view('High', 'status:open priority:<=2 category:billing,none', p_scope => 'all');
select public.save_view('Closed high', 'is:closed priority:<=2', p_scope => 'all');
select is(tests.counted('open'), '2', 'an admin counts all');
select is(tests.counted('High'), '1', 'by priority and category too');
select is(tests.counted('Tagged'), 'none', 'tags are not counted');
select is(tests.counted('Closed high'), 'none', 'nor are the priorities of what is done');
select tests.act_as('reto');
select is(tests.counted('open'), '1', 'an agent those of their teams');
select is(tests.counted('mine'), '0', 'none is Reto''s');
select public.update_ticket(tests.id('ticket of hannah'), jsonb_build_object('assignee', tests.id('member reto')));
select is(tests.counted('mine'), '1', 'now one is');
select is(tests.counted('unassigned'), '0', 'and is not unassigned');
select tests.act_as_role('service_role');
select is(tests.counted('mine'), 'none', 'the secret key is nobody');

select * from finish();
rollback;

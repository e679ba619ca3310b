-- A reply reopens what was solved some days ago, closed since or not; later it opens a follow-up.
begin;
select plan(9);
\ir helpers/cast.psql
\ir helpers/tickets.psql

create function pg_temp.write(p_text text) returns jsonb language sql as $$
  select tests.mail('hannah', p_text, p_text, array['<question.hannah@postbox.example>'])
$$;
create function pg_temp.solve(p_days_ago int, p_close boolean) returns void language plpgsql as $$
begin
  update public.tickets set status = 'solved' where id = tests.id('ticket of hannah') and status <> 'solved';
  update public.tickets set solved_at = now() - make_interval(days => p_days_ago) where id = tests.id('ticket of hannah');
  if p_close then update public.tickets set status = 'closed' where id = tests.id('ticket of hannah'); end if;
end $$;
select pg_temp.solve(13, false);
select is(pg_temp.write('one') ->> 'new_ticket', 'false', '13 days after solving');
select pg_temp.solve(13, true);
select is(pg_temp.write('two') ->> 'new_ticket', 'false', 'closed since, it is the same');
select results_eq($$ select status, reopen_count, closed_at from public.tickets where id = tests.id('ticket of hannah') $$,
  $$ values ('open', 2, null::timestamptz) $$, 'it is open again');
select pg_temp.solve(15, false);
select is(pg_temp.write('three') ->> 'new_ticket', 'true', '15 days after solving, it is a new ticket');
select is((select follows_ticket_id from public.tickets order by number desc limit 1), tests.id('ticket of hannah'),
  'which says what it follows');
select is((select status from public.tickets where id = tests.id('ticket of hannah')), 'solved', 'the old one stays as it was');
select is(tests.mail('hannah', 'four', 'four', array['<question.hannah@postbox.example>'], 'vacation') ->> 'new_ticket',
  'false', 'a machine''s answer opens nothing');
select tests.act_as('anna');
select public.set_setting('reopen_days', '30');
select tests.act_as_owner();
select is(pg_temp.write('five') ->> 'new_ticket', 'false', 'how many days is a setting');
select throws_ok($$ update public.tickets set status = 'closed' where id = tests.id('ticket of hannah');
  update public.tickets set status = 'open' where id = tests.id('ticket of hannah') $$, 'PT409', null,
  'but for people what is closed is closed');

select * from finish();
rollback;

-- By whichever way a ticket comes to somebody, it is on record who, from whom, why and by whom.
begin;
select plan(9);
\ir helpers/cast.psql
\ir helpers/tickets.psql

create function tests.last() returns text language sql security definer as $$
  select concat_ws(' | ', a.source, a.reason, (select name from public.members where id = a.member_id),
    (select name from public.members where id = a.from_member_id))
  from public.assignments a where a.ticket_id = tests.id('ticket of hannah') order by a.id desc limit 1
$$;
grant execute on function tests.last() to authenticated;

select tests.act_as('reto');
select public.take_ticket(tests.id('ticket of hannah'));
select is(tests.last(), 'member | Taken. | Reto', 'taken');
select public.update_ticket(tests.id('ticket of hannah'), '{"assignee": "anna@postbox.example"}');
select is(tests.last(), 'member | Assigned by Reto. | Anna | Reto', 'given to a colleague');
select public.update_ticket(tests.id('ticket of hannah'), '{"assignee": null}', p_reason => 'On holiday.');
select is(tests.last(), 'member | On holiday. | Anna', 'let go, with a reason');
select tests.act_as_owner();
select public.set_rule('to the books', 'updated', '{"all": [{"fact": "changed", "op": "is", "value": "category"}]}', '{"team": "orders"}');
select public.update_ticket(tests.id('ticket of hannah'), '{"category": "billing"}');
select is(tests.last(), 'rule | Rule "to the books".', 'moved by a rule');
update public.tickets set assignee_id = tests.id('member mathilde') where id = tests.id('ticket of hannah');
select is(tests.last(), 'desk | Assigned by the desk. | Mathilde', 'by the secret key');
select throws_ok('update public.assignments set reason = ''''', 'PT409', null, 'what is on record stays');

select tests.act_as('mathilde');
select is((select count(*) from public.assignments where ticket_id = tests.id('ticket of hannah'))::int, 5, 'whoever sees the ticket reads it');
select tests.act_as('reto');
select is((select count(*) from public.assignments where ticket_id = tests.id('ticket of hannah'))::int, 0, 'whoever does not, does not');
select tests.act_as('hannah');
select is((select count(*) from public.assignments)::int, 0, 'no customer does');

select * from finish();
rollback;

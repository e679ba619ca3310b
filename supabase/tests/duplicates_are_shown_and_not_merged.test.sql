-- Open tickets that say the same are shown to who may see them, the likeliest first; nothing is merged.
begin;
select plan(9);
\ir helpers/cast.psql
\ir helpers/tickets.psql
-- Hannah writes twice of the same, and once of something else; Elin writes what Hannah did.
insert into public.tickets (id, customer_id, subject, team_id, status)
select tests.id(name), tests.id('customer ' || who), subject, t.team_id, 'open'
from (values ('again', 'hannah', 'A question'), ('other', 'hannah', 'Opening hours'), ('elin''s', 'elin', 'Hello'))
  x (name, who, subject), (select team_id from public.tickets where id = tests.id('ticket of hannah')) t;
insert into public.interactions (id, ticket_id, customer_id, type, author, content)
select tests.id('said in ' || x.name), tests.id(x.name), t.customer_id, 'message', 'customer', 'Where is it?'
from (values ('again'), ('other'), ('elin''s')) x (name) join public.tickets t on t.id = tests.id(x.name);
select public.record_answer(i, tests.answer('review', case i when tests.id('question of tobias') then 'billing' else 'shipping' end)
  || jsonb_build_object('vector', tests.vector(axis)::text, 'vector_model', 'test'))
from (values (tests.id('question of hannah'), 1), (tests.id('said in again'), 1), (tests.id('said in other'), 7),
  (tests.id('said in elin''s'), 1), (tests.id('question of tobias'), 1)) x (i, axis);
update public.tickets set team_id = (select team_id from public.tickets where id = tests.id('ticket of hannah'))
where id in (tests.id('again'), tests.id('other'), tests.id('elin''s'));

select tests.act_as('hannah');
select throws_ok(format('select * from public.duplicate_candidates(%L)', tests.id('ticket of hannah')), 'PT404', null,
  'a customer is shown none');
select throws_ok('select * from public.ticket_vectors', '42501', null, 'and reads no vectors');
select tests.act_as('mathilde');
select throws_ok(format('select * from public.duplicate_candidates(%L)', tests.id('ticket of hannah')), 'PT404', null,
  'nor is an agent of another team');
select tests.act_as('reto');
select results_eq(format('select ticket_id, same_customer from public.duplicate_candidates(%L)', tests.id('ticket of hannah')),
  $$ values (tests.id('again'), true), (tests.id('elin''s'), false) $$,
  'the same customer''s comes first, what another says the same next, and what one may not see not at all');
select ok((select bool_and(chance between 0.2 and 1) from public.duplicate_candidates(tests.id('ticket of hannah'))),
  'each with a chance');
select is((select count(*) from public.tickets where merged_into is not null), 0::bigint, 'nothing is merged');
select tests.act_as_role('service_role');
select is((select count(*) from public.duplicate_candidates(tests.id('ticket of hannah'))
  where ticket_id = tests.id('ticket of tobias')), 1::bigint, 'the secret key is shown those of all teams');
select tests.act_as_owner();
update public.tickets set status = 'solved' where id = tests.id('again');
select is_empty(format('select 1 from public.duplicate_candidates(%L) where ticket_id = %L', tests.id('ticket of hannah'),
  tests.id('again')), 'what is solved is not shown');
select public.record_answer(tests.id('question of hannah'), tests.answer('review', 'shipping'));
select is((select count(*) from public.ticket_vectors where ticket_id = tests.id('ticket of hannah')), 1::bigint,
  'an answer without a vector leaves the one that is there');
select * from finish();
rollback;

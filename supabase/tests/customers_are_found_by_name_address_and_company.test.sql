-- The search for customers finds what RLS shows, best first, through slips and accents.
begin;
select plan(18);
\ir helpers/cast.psql
\ir helpers/tickets.psql

update public.customers set name = 'Zoë Müller-Løkke' where id = tests.id('customer elin');
update public.customers set name = '100% Kaffee_Haus' where id = tests.id('customer tobias');
create function tests.found(p_query text) returns text[] language sql as $$
  select coalesce(array_agg(s.email order by s.rank desc, s.email), '{}') from public.search_customers(p_query) s
$$;
grant execute on function tests.found(text) to anon, authenticated, service_role;

-- The rule of the policy, for everybody.
select tests.act_as('anna');
select is(array(select e from unnest(tests.found('postbox')) e order by 1), array(select email from public.customers order by 1), 'an admin finds all');
select tests.act_as('reto');
select is(tests.found('postbox'), array(select email from public.customers), 'an agent who writes to them');
select tests.act_as('mathilde');
select is(tests.found('postbox'), array(select email from public.customers), 'those of their own team');
select tests.act_as('ingrid');
select is(tests.found('postbox'), array(select email from public.customers), 'a customer, themselves');
select tests.act_as('nils');
select is(tests.found('postbox'), array(select email from public.customers), 'a stranger, nobody');
select tests.act_as_role('anon');
select throws_ok($$ select public.search_customers('postbox') $$, '42501', null, 'and a visitor may not ask');

select tests.act_as('anna');
select is(tests.found('hannah@postbox.example'), array['hannah@postbox.example'], 'by the whole address');
select is(tests.found('HANN'), array['hannah@postbox.example'], 'by its beginning');
select is((tests.found('hanah'))[1], 'hannah@postbox.example', 'with a slip');
select is(tests.found('zoe muller'), array['elin@postbox.example'], 'without the accents');
select is(tests.found('lokke'), array['elin@postbox.example'], 'by a later word');
select is(tests.found('torvik'), array['elin@postbox.example', 'ingrid@postbox.example'], 'by the company');
select is(tests.found('torvik zoë'), array['elin@postbox.example'], 'all words count');
select is(tests.found('100% k'), array['tobias@postbox.example'], 'a sign is itself');
select is(tests.found('%'), array['tobias@postbox.example'], 'and not a joker');
select throws_ok($$ select public.search_customers('  ') $$, 'PT422', null, 'nothing is no search');
select tests.act_as_owner();
select public.add_customer_address(tests.id('customer tobias'), 'office@roast.example');
update public.companies set name = 'Nordlys';
select tests.act_as('anna');
select is(tests.found('roast'), array['tobias@postbox.example'], 'a new address is known at once');
select is(tests.found('nordlys'), array['elin@postbox.example', 'ingrid@postbox.example'], 'so is a company''s new name');

select * from finish();
rollback;

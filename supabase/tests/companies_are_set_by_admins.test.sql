-- Companies are made and changed by admins; a domain where anybody has an address is none.
begin;
select plan(11);
\ir helpers/cast.psql

select tests.act_as('reto');
select throws_ok($$ select public.set_company('Mine', 'mine.example', true) $$, 'PT403', null, 'an agent makes no company');
select tests.act_as('ingrid');
select throws_ok($$ select public.set_company(p_company_id => tests.id('torvik & hale'), p_shares_tickets => true) $$, 'PT403',
  null, 'nor do its people open it');
select tests.act_as('anna');
select throws_ok($$ select public.set_company('', 'x.example') $$, 'PT422', 'Name the company.', 'it has a name');
select throws_ok($$ select public.set_company('All of them', 'GMAIL.com', true) $$, 'PT422', null, 'not everybody''s domain');
select throws_ok($$ select public.set_company('Again', 'torvikhale.example') $$, 'PT409', null, 'a domain is one company''s');
select is((public.set_company(p_company_id => tests.id('torvik & hale'), p_shares_tickets => true)
  ->> 'shares_tickets')::boolean, true, 'an admin changes one thing');
select is((select name from public.companies), 'Torvik & Hale Architects', 'and the rest stays');
select isnt(public.set_company('Nobody works here', 'empty.example') ->> 'id', null, 'a new one');
select is((select count(*) from public.companies)::int, 2, 'is seen by admins before anybody belongs to it');
select is(public.remove_company(tests.id('torvik & hale')), '{"removed": "Torvik & Hale Architects", "people": 2}'::jsonb,
  'one is removed');
select is((select count(*) from public.customers where company_id is null)::int, 4, 'and its people stay');

select * from finish();
rollback;

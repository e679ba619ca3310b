-- Who has a second factor is nobody until its code is given; everybody else is not asked.
begin;
select plan(14);
\ir helpers/cast.psql
\ir helpers/tickets.psql

create function tests.factor(p_name text, p_status text) returns void language sql as $$
  insert into auth.mfa_factors (id, user_id, factor_type, status, created_at, updated_at, secret)
  values (tests.id('factor of ' || p_name), tests.id(p_name), 'totp', p_status::auth.factor_status, now(), now(), 'x')
$$;
create function tests.level(p_aal text) returns void language sql as $$
  select set_config('request.jwt.claims',
    (current_setting('request.jwt.claims')::jsonb || jsonb_build_object('aal', p_aal))::text, true)
$$;
grant execute on function tests.level(text) to authenticated;
select tests.factor('reto', 'verified');
select tests.factor('anna', 'verified');
select tests.factor('hannah', 'verified');
select tests.factor('mathilde', 'unverified');

select tests.act_as('reto');
select tests.level('aal1');
select is_empty('select 1 from public.tickets', 'an agent sees no ticket by the password alone');
select is_empty('select 1 from public.customers', 'and no customer');
select is_empty('select 1 from public.members', 'and nobody of the house');
select throws_ok(format('select public.take_ticket(%L)', tests.id('ticket of hannah')), 'PT404', null,
  'and changes none');
select tests.level('aal2');
select isnt_empty('select 1 from public.tickets', 'with the code there they are');

select tests.act_as('anna');
select is_empty('select 1 from public.tickets', 'a token that says no level has none');
select throws_ok($$ select public.set_policy('shipping', 'off') $$, 'PT403', null, 'an admin is none before the code');

select tests.act_as('hannah');
select tests.level('aal1');
select is_empty('select 1 from public.tickets', 'a customer sees no request before the code');
select throws_ok($$ select public.create_ticket('Hello', 'Text') $$, 'PT403', null, 'and opens none as somebody new');
select is(public.my_data() -> 'requests', '[]'::jsonb, 'and takes no data along');
select tests.level('aal2');
select isnt_empty('select 1 from public.tickets', 'with the code hers are there');

select tests.act_as('mathilde');
select isnt_empty('select 1 from public.tickets', 'a factor that was never proved is none');
select tests.act_as('tobias');
select isnt_empty('select 1 from public.tickets', 'who has none is not asked');
select tests.act_as_role('service_role');
select is(cardinality(private.team_ids(tests.id('reto'))), 1, 'the service is told of anybody');
select * from finish();
rollback;

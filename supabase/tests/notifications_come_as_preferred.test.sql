-- By kind a member chooses: in the app, by the digest as well, or not at all.
begin;
select plan(13);
\ir helpers/cast.psql

create function tests.told(p_kind text) returns text language sql security definer as $$
  select string_agg(case when n.by_mail then 'mail' else 'app' end, ',') from public.notifications n
  where n.member_id = tests.id('member reto') and n.kind = p_kind
$$;
grant execute on all functions in schema tests to anon, authenticated;

select tests.act_as('hannah');
select throws_ok($$ select public.set_notification('reply', 'off') $$, 'PT403', null, 'a customer has no such preferences');
select throws_ok($$ select public.set_digest('never') $$, 'PT403', null, 'and no digest');

select tests.act_as('reto');
select throws_ok($$ select public.set_notification('weather', 'off') $$, 'PT422', null, 'a kind that there is not');
select throws_ok($$ select public.set_notification('reply', 'pigeon') $$, 'PT422', null, 'a way that there is not');
select public.set_notification('breach', 'off');
select public.set_notification('rule', 'mail');
select is((select string_agg(k ->> 'kind' || '=' || (k ->> 'way'), ' ' order by k ->> 'kind')
  from jsonb_array_elements(public.notification_settings() -> 'kinds') k where k ->> 'way' <> k ->> 'usual'),
  'breach=off rule=mail', 'what differs from the usual');
select throws_ok($$ select public.set_digest(p_hour => 24) $$, 'PT422', null, 'a day has no hour 24');
select throws_ok($$ select public.set_digest(p_time_zone => 'Mars/Base') $$, 'PT422', null, 'nor the earth such a zone');
select is(public.set_digest('hourly', p_time_zone => 'Europe/Zurich') -> 'digest',
  '{"every": "hourly", "hour": 8, "time_zone": "Europe/Zurich"}', 'what is not named stays');

select tests.act_as_owner();
select is(private.notify(tests.id('member reto'), 'breach', null), null, 'off: he is not told');
select private.notify(tests.id('member reto'), 'rule', null);
select private.notify(tests.id('member reto'), 'warning', null);
select private.notify(tests.id('member reto'), 'brand_new', null);
select is(tests.told('breach') is null and tests.told('rule') = 'mail' and tests.told('warning') = 'app', true,
  'by mail, and in the app');
select is(tests.told('brand_new'), 'app', 'a kind that nobody has described comes in the app');

select tests.act_as('reto');
select public.set_notification('breach', null);
select tests.act_as_owner();
select isnt(private.notify(tests.id('member reto'), 'breach', null), null, 'without a choice the usual way holds again');
update public.members set active = false where id = tests.id('member reto');
select is(private.notify(tests.id('member reto'), 'breach', null), null, 'who has left is not told');

select * from finish();
rollback;

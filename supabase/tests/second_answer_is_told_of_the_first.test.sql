-- Two who answer what both have seen: the second is told. So is who has not read the last message.
begin;
select plan(8);
\ir helpers/cast.psql
\ir helpers/tickets.psql

create function tests.seen() returns integer language sql security definer as $$
  select version from public.tickets where id = tests.id('ticket of hannah') $$;
create temp table at as select tests.seen() as version;
grant select on at to authenticated;
select tests.act_as('reto');
select lives_ok($$ select public.reply_to_ticket(tests.id('ticket of hannah'), 'Hello', p_version => version) from at $$, 'the first');
select tests.act_as('anna');
select throws_ok($$ select public.reply_to_ticket(tests.id('ticket of hannah'), 'Hi', p_version => version) from at $$,
  'PT409', null, 'the second is told');
select throws_ok($$ select public.approve_draft(tests.id('draft for hannah'), p_anyway => true, p_version => version) from at $$,
  'PT409', null, 'who approves, too');
select is((select count(*) from public.drafts where origin = 'agent')::int, 1, 'one answer leaves');

select tests.act_as_owner();
select tests.mail('hannah', 'And blue', 'mail-1', array['<question.hannah@postbox.example>']);
select tests.act_as('anna');
select throws_ok($$ select public.reply_to_ticket(tests.id('ticket of hannah'), 'Red', p_answers => tests.id('question of hannah')) $$,
  'PT409', 'The customer has written again since. Read that first, or send it anyway.', 'it answers an older message');
select lives_ok($$ select public.reply_to_ticket(tests.id('ticket of hannah'), 'Red',
  p_answers => tests.id('question of hannah'), p_anyway => true) $$, 'which one may want');
select tests.act_as_owner();
select lives_ok($$ select public.reply_to_ticket(tests.id('ticket of hannah'), 'Blue', p_answers => i.id)
  from public.interactions i where i.content = 'And blue' $$, 'it answers the last one');

update public.tickets set status = 'closed', merged_into = tests.id('ticket of tobias') where id = tests.id('ticket of hannah');
select throws_ok($$ select public.reply_to_ticket(tests.id('ticket of hannah'), 'Hello') $$, 'PT409', null,
  'a merged ticket is answered in the other');

select * from finish();
rollback;

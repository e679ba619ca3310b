-- Edits, questions without an answer, bad ratings and reopened answers of the AI are signals by themselves.
begin;
select plan(10);
\ir helpers/cast.psql
\ir helpers/tickets.psql

create function tests.kinds() returns text language sql as $$
  select coalesce(string_agg(s.kind, ' ' order by s.kind), '') from public.gap_signals s $$;

select tests.act_as('reto');
select public.approve_draft(tests.id('draft for hannah'), 'Two to three days. To Mars it takes a year.');
select tests.act_as_owner();
select is(tests.kinds(), 'edited', 'a draft that something was added to is one');
select tests.act_as('reto');
select public.cancel_reply(tests.id('draft for hannah'));
select tests.act_as_owner();
select is(tests.kinds(), '', 'taken back, it has said nothing');
select tests.act_as('reto');
select public.approve_draft(tests.id('draft for hannah'), 'Two to three days.');
select tests.act_as_owner();
select is(tests.kinds(), '', 'a draft as it was is none');
select is((select count(*) from public.jobs where kind = 'gaps.find'), 1::bigint, 'the look for it stays');

update public.tickets set reopen_count = 1 where id = tests.id('ticket of tobias');
select is(tests.kinds(), '', 'nor a ticket that the AI has not answered');
insert into public.interactions (ticket_id, customer_id, type, author, content)
values (tests.id('ticket of tobias'), tests.id('customer tobias'), 'reply', 'ai', 'Two to three days.');
update public.tickets set reopen_count = 2 where id = tests.id('ticket of tobias');
select is(tests.kinds(), 'reopened', 'one that it has, opened again, is');

insert into public.csat_ratings (ticket_id, spell, score, way, created_at, changed_at)
values (tests.id('ticket of hannah'), 1, 5, 'link', now(), now());
select is(tests.kinds(), 'reopened', 'a good rating is none');
update public.csat_ratings set score = 1 where ticket_id = tests.id('ticket of hannah');
select is(tests.kinds(), 'bad_rating reopened', 'a bad one is');

insert into public.interactions (id, ticket_id, customer_id, type, author, content)
values (tests.id('more'), tests.id('ticket of hannah'), tests.id('customer hannah'), 'message', 'customer', 'To Mars?');
select public.record_answer(tests.id('more'), jsonb_set(tests.answer('review'), '{draft,answerable}', 'false'));
insert into public.interactions (ticket_id, customer_id, type, author, content)
values (tests.id('ticket of hannah'), tests.id('customer hannah'), 'reply', 'agent', 'Not yet.');
select is(tests.kinds(), 'bad_rating reopened unanswered', 'what only a person could answer is');
select is((select count(*) from public.jobs where kind = 'gaps.find'), 1::bigint, 'and one job looks at all of them');
select * from finish();
rollback;

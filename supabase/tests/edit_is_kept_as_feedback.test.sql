-- What a person corrects is what the system learns from.
begin;
select plan(4);
\ir helpers/cast.psql
\ir helpers/tickets.psql

select tests.act_as('reto');
select public.approve_draft(tests.id('draft for hannah'), 'Four days, sorry.');
select tests.act_as('mathilde');
select public.approve_draft(tests.id('draft for tobias'), 'Two to three days.');
select tests.act_as_owner();
select results_eq(
  $$ select kind, before, after, created_by from public.feedback where draft_id = tests.id('draft for hannah') $$,
  $$ values ('edit', 'Two to three days.', 'Four days, sorry.', tests.id('reto')) $$, 'an edit is kept with both texts');
select results_eq($$ select text, final_text from public.drafts where id = tests.id('draft for hannah') $$,
  $$ values ('Two to three days.', 'Four days, sorry.') $$, 'the draft keeps what the AI wrote');
select is((select kind from public.feedback where draft_id = tests.id('draft for tobias')), 'approve',
  'the same text is no edit');
select is((select final_text from public.drafts where id = tests.id('draft for tobias')), null,
  'and is not kept twice');

select * from finish();
rollback;

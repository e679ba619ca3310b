-- What the AI may do by itself follows the lower bound of people's agreement, in the transaction of
-- the judgement.
begin;
select plan(17);
\ir helpers/cast.psql

select is(round(private.lower_bound(59, 59)::numeric, 3), 0.950, 'the bound is the exact one: 59 of 59');
select is(round(private.lower_bound(9, 10)::numeric, 4), 0.6058, '9 of 10');
select is(private.lower_bound(0, 5), 0::float8, 'none of 5');

-- A mail on whose draft nothing but the mode of the policy has an objection.
create function tests.decided(p_number integer, p_outcome text default 'review', p_passed boolean default true)
returns uuid language sql as $$
  select (public.record_answer((tests.mail('hannah', 'Question ' || p_number, 'p-' || p_number) ->> 'interaction_id')::uuid,
    tests.answer(p_outcome) || jsonb_build_object(
      'draft', '{"text": "Two to three days.", "answerable": true, "answerability": 0.9,
                 "sentences": [{"text": "Two to three days."}]}'::jsonb,
      'decision', jsonb_build_object('outcome', p_outcome, 'reason', 'x', 'confidence', 0.9,
        'thresholds', '{"min_confidence": 0.6, "min_answerability": 0.6}'::jsonb),
      'checks', jsonb_build_array(jsonb_build_object('name', 'cited', 'passed', p_passed)))) ->> 'decision_id')::uuid
$$;
create function tests.draft_of(p_decision uuid) returns uuid language sql as
$$ select id from public.drafts where decision_id = p_decision $$;
create function tests.mode() returns text language sql security definer as
$$ select mode from public.ai_policies where category = 'shipping' $$;
select public.set_policy('shipping', 'review');
select public.set_promotion('shipping', null, 0.5);

select count(public.approve_draft(tests.draft_of(tests.decided(n)))) from generate_series(1, 3) n;
select results_eq($$ select f ->> 'n', f ->> 'agreed', f ->> 'next', (f ->> 'missing')::int
    from public.policy_agreement('shipping') f $$,
  $$ values ('3', '3', 'auto', 2) $$, 'three agree; with two more the lower bound is a half');
select throws_ok($$ select public.promote_policy('shipping') $$, 'PT409', null, 'too early to promote by hand');
select public.approve_draft(tests.draft_of(tests.decided(4)), 'Two to three days. Kind regards, Reto');
select is((select agreed from public.ai_agreements where way = 'edit'), true, 'what was only added to is agreement');
select public.approve_draft(tests.draft_of(tests.decided(5, 'review', false)));
select is((select count(*) from public.ai_agreements)::int, 4, 'what a check keeps back is not counted');
select is(tests.mode(), 'review', 'by hand is the default: nothing moves');
select public.set_promotion('shipping', 'itself');
select public.approve_draft(tests.draft_of(tests.decided(6)));
select is(tests.mode(), 'auto', 'the bar is cleared: it moves by itself');
select results_eq($$ select details ->> 'before', details ->> 'after', details ->> 'n' from public.audit_log
    where action = 'policy.promote' $$, $$ values ('review', 'auto', '5') $$, 'on record with its figures');

create temp table last as select tests.decided(7) as id;
select public.reject_draft(tests.draft_of(id)) from last;
select is(tests.mode(), 'review', 'one rejection, and the lower bound is below the bar: back at once');
select is((select count(*) from public.audit_log where action = 'policy.demote')::int, 1, 'on record');

select public.set_policy('shipping', 'auto');
select public.judge_decision(tests.decided(8), false);
select is(tests.mode(), 'auto', 'what an admin has set stays while the upper bound allows it');
select count(public.judge_decision(tests.decided(n), false)) from generate_series(40, 56) n;
select is(tests.mode(), 'review', 'and no longer');

-- Shadow
select public.set_promotion('shipping', 'hand');
select public.set_policy('shipping', 'shadow');
create temp table shadows as select tests.decided(30, 'shadow') as id;
insert into public.interactions (ticket_id, customer_id, type, author, content, created_at)
select d.ticket_id, t.customer_id, 'message', 'agent', 'It takes two or three days.', clock_timestamp()
from shadows s join public.ai_decisions d on d.id = s.id join public.tickets t on t.id = d.ticket_id;
select results_eq($$ select agreed, way from public.ai_agreements a join shadows s on s.id = a.decision_id $$,
  $$ values (true, 'shadow') $$, 'a shadow is compared with what the person sent');
select is(private.likeness('It takes 3 days.', 'It takes 5 days.', 'en'), 0::float8, 'another number is another answer');
select tests.act_as('reto');
select throws_ok($$ select public.promote_policy('shipping') $$, 'PT403', null, 'agents promote nothing');

select * from finish();
rollback;

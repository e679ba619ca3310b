-- What is made of an article and corrected again and again makes it stale, until it is changed.
begin;
select plan(8);
\ir helpers/cast.psql
\ir helpers/tickets.psql

select public.save_article('norway', 'Norway', 'Three days.');
select public.save_article('sweden', 'Sweden', 'Two days.');
update public.knowledge_base set updated_at = now() - interval '10 days';
-- Three answers to Hannah are made of "norway", one of "sweden".
create function tests.cite(p_slug text, p_ticket text, p_nth integer) returns void language plpgsql as $$
declare
  v_question uuid := tests.id(p_ticket || p_nth);
  v_ticket uuid := v_question;
  v_article uuid := (select a.id from public.knowledge_base a where a.slug = p_slug);
begin
  insert into public.tickets (id, customer_id, subject, team_id)
  values (v_ticket, tests.id('customer ' || p_ticket), 'Q', (select t.id from public.teams t where t.is_default));
  insert into public.interactions (id, ticket_id, customer_id, type, author, content)
  values (v_question, v_ticket, tests.id('customer ' || p_ticket), 'message', 'customer', 'Q');
  perform public.record_answer(v_question, tests.answer('review', 'shipping') || jsonb_build_object('draft',
    jsonb_build_object('text', 'Three days.', 'sentences', jsonb_build_array(jsonb_build_object(
      'text', 'Three days.', 'citations', jsonb_build_array(jsonb_build_object('article_id', v_article)))))));
end $$;
select tests.cite('norway', 'hannah', n) from generate_series(1, 3) n;
select tests.cite('sweden', 'hannah', 4);
select is_empty('select 1 from public.stale_articles()', 'an answer that nobody touched is fine');
select tests.act_as('reto');
select public.reject_draft(d.id, 'Wrong.') from public.drafts d where d.ticket_id in (tests.id('hannah1'), tests.id('hannah2'));
select is_empty('select 1 from public.stale_articles()', 'two corrections may be chance');
select public.reject_draft(d.id, 'Wrong.') from public.drafts d where d.ticket_id = tests.id('hannah3');
select results_eq('select slug, cited, changed, reopened, why from public.stale_articles()',
  $$ values ('norway', 3::bigint, 3::bigint, 0::bigint, 'often corrected') $$, 'three of three are not');
select results_eq('select slug, why from public.stale_articles(180, 5)',
  $$ values ('norway', 'often corrected') $$, 'an old one that nobody corrects is fine');
select tests.act_as('mathilde');
select is_empty('select 1 from public.stale_articles()', 'another team counts its own tickets');
select tests.act_as('hannah');
select is_empty('select 1 from public.stale_articles()', 'a customer learns nothing of it');
select tests.act_as_owner();
update public.tickets set reopen_count = 1 where id = tests.id('hannah4');
select results_eq('select slug, reopened, why from public.stale_articles(180, 5) order by slug',
  $$ values ('norway', 0::bigint, 'often corrected'), ('sweden', 1::bigint, 'old, and corrected') $$,
  'an old one needs a single one');
-- As a later transaction's change would: the trigger's now() is that of the answers here.
update public.knowledge_base set updated_at = clock_timestamp() where slug = 'norway';
select is_empty($$ select 1 from public.stale_articles() where slug = 'norway' $$, 'a change begins anew');
select * from finish();
rollback;

-- A query that cannot be understood is refused with a sentence, the place and, where one is near,
-- what was probably meant.
begin;
\ir helpers/cast.psql
\ir helpers/tickets.psql
select plan(26);
insert into public.tags (key) values ('refund');

create function tests.fault(p_query text) returns text language plpgsql as $$
declare
  v_message text;
  v_detail text;
begin
  perform public.search_tickets(p_query);
  return null;
exception when sqlstate 'PT422' then
  get stacked diagnostics v_message = message_text, v_detail = pg_exception_detail;
  return v_message || ' ' || coalesce(v_detail::jsonb ->> 'position', '-');
end $$;

grant execute on function tests.fault(text) to authenticated, service_role;
select tests.act_as('anna');
select is(tests.fault(query), said, query) from (values
  ('asignee:me', 'There is no operator "asignee:" (at character 1); did you mean "assignee:"? 1'),
  ('lamp -staus:open', 'There is no operator "staus:" (at character 7); did you mean "status:"? 7'),
  ('foo:bar', 'There is no operator "foo:" (at character 1); did you mean the words "foo:bar", in quotes? 1'),
  ('lamp status:opne', 'There is no status "opne" (at character 13); did you mean "open"? 13'),
  ('team:frnt', 'There is no team "frnt" (at character 6); did you mean "front"? 6'),
  ('tag:refunds', 'There is no tag "refunds" (at character 5); did you mean "refund"? 5'),
  ('category:hats', 'There is no category "hats" (at character 10). 10'),
  ('assignee:kim@postbox.example', 'There is no member "kim@postbox.example" (at character 10). 10'),
  ('assignee:retto@postbox.example', 'There is no member "retto@postbox.example" (at character 10); did you mean "reto@postbox.example"? 10'),
  ('field.size:1', 'There is no field "size" (at character 12). 12'),
  ('a "lamp', 'This quotation is not closed (at character 3). 3'),
  ('subject:"lamp', 'This quotation is not closed (at character 9). 9'),
  ('lamp or', '"or" stands between two words (at character 6). 6'),
  ('or lamp', '"or" stands between two words (at character 1). 1'),
  ('is:open,mine', '"is:" lists statuses only: say "is:mine" apart (at character 4). 4'),
  ('priority:urgnt', 'There is no priority "urgnt": say urgent (1), high (2), normal (3) or low (4) (at character 10); did you mean "urgent"? 10'),
  ('has:wings', 'A ticket may have attachment, reply, note, tag, draft, link, not "wings" (at character 5). 5'),
  ('assignee:brodbek', 'There is no member "brodbek" (at character 10). 10'),
  ('is:open or lamp', '"or" stands between two words (at character 9). 9'),
  ('tag: refund', '"tag:" needs a value right after it (at character 1). 1'),
  ('tag:>3', '"tag:" cannot be compared with > (at character 5). 5'),
  ('before:2026-02-30', '"2026-02-30" is no time: write 2026-01-31, 2026-01, today, last-week, 7d (seven days ago), +2d (in two days) or first..last (at character 8). 8'),
  ('?!', 'There is no word in this that could be searched for (at character 1). 1'),
  ('sort:rank', 'Tickets are sorted by relevance, queue, newest, oldest, updated, due (at character 1). 1'),
  (rpad('x', 1001, 'x'), 'A query has at most 1000 characters (at character 1001). 1001')) cases (query, said);

select throws_ok($$ select public.search_tickets('lamp', 25, 'bm9uc2Vuc2U') $$, 'PT422',
  'This is not where a page of this list ended: begin again without p_after.', 'a cursor of nowhere');

select * from finish();
rollback;

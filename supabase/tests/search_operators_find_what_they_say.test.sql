-- Every operator, alone and negated, on three tickets that differ in what it asks for.
begin;
\ir helpers/cast.psql
select plan(77);

insert into public.tags (key) values ('refund'), ('spam');
insert into public.custom_field_definitions (key, label, type, choices) values
  ('order_no', '{"en": "Order"}', 'text', '[]'), ('amount', '{"en": "Amount"}', 'number', '[]'),
  ('gift', '{"en": "Gift"}', 'boolean', '[]'), ('due_on', '{"en": "Due on"}', 'date', '[]'),
  ('sizes', '{"en": "Sizes"}', 'multi_choice', '[{"value": "Small"}, {"value": "Large"}]');
insert into public.tickets (id, number, customer_id, subject, status, priority, category, channel, language, team_id,
  assignee_id, created_at, solved_at, first_response_at, is_snoozed) values
  (tests.id('one'), 101, tests.id('customer hannah'), 'Broken lamp', 'new', 1, 'shipping', 'email', 'en', tests.id('front'),
    null, '2026-01-15 12:00Z', null, null, false),
  (tests.id('two'), 102, tests.id('customer ingrid'), 'Rechnung für März', 'pending', 3, 'billing', 'portal', 'de', tests.id('orders'),
    tests.id('member mathilde'), '2026-02-01 00:00Z', null, '2026-02-02', false),
  (tests.id('three'), 103, tests.id('customer tobias'), 'Lamps', 'solved', 4, null, 'email', null, null,
    tests.id('member reto'), '2026-02-28 23:59Z', '2026-03-02', null, true);
insert into public.interactions (id, ticket_id, customer_id, type, author, content) values
  (tests.id('m1'), tests.id('one'), tests.id('customer hannah'), 'message', 'customer', 'The lamp shade is broken; order AB-1234.'),
  (tests.id('m2'), tests.id('two'), tests.id('customer ingrid'), 'message', 'customer', 'Größe und Überweisung: 4711'),
  (tests.id('m3'), tests.id('three'), tests.id('customer tobias'), 'message', 'customer', 'Refunded already, les lampes sont cassées. Thank you');
insert into public.attachments (interaction_id, name, content_type, size, sha256, path)
values (tests.id('m1'), 'photo.jpg', 'image/jpeg', 1, repeat('0', 64), 'x/1');
insert into public.notes (ticket_id, content) values (tests.id('two'), 'VIP');
insert into public.ticket_tags (ticket_id, tag) values
  (tests.id('one'), 'refund'), (tests.id('two'), 'refund'), (tests.id('two'), 'spam');
insert into public.ticket_watchers (ticket_id, member_id, why) values (tests.id('two'), tests.id('member anna'), 'self');
insert into public.ticket_fields (ticket_id, field, value) values
  (tests.id('one'), 'order_no', '"AB-1234"'), (tests.id('two'), 'amount', '12.5'), (tests.id('one'), 'amount', '7'),
  (tests.id('one'), 'gift', 'true'), (tests.id('two'), 'due_on', '"2026-05-01"'), (tests.id('one'), 'sizes', '["Small", "Large"]');

create function tests.found(p_query text) returns text language sql as $$
  select coalesce(string_agg(t ->> 'number', ' ' order by t ->> 'number'), '')
  from jsonb_array_elements(public.search_tickets(p_query) -> 'tickets') t
$$;

grant execute on function tests.found(text) to authenticated, service_role;
select tests.act_as('anna');
select is(tests.found(query), found, query) from (values
  ('', '101 102 103'), ('is:open', '101'), ('is:unsolved', '101 102'), ('is:done', '103'), ('-is:done', '101 102'),
  ('status:pending,solved', '102 103'), ('status:"on_hold"', ''), ('priority:1', '101'), ('priority:<=3', '101 102'),
  ('priority:>3', '103'), ('priority:urgent,low', '101 103'), ('-priority:urgent', '102 103'), ('assignee:none', '101'),
  ('assignee:any', '102 103'), ('assignee:me', ''), ('assignee:reto@postbox.example', '103'), ('assignee:Mathilde', '102'),
  ('-assignee:reto', '101 102'), ('is:unassigned', '101'), ('team:front', '101'), ('team:none', '103'),
  ('team:front,none', '101 103'), ('-team:front', '102 103'), ('category:billing', '102'), ('category:none', '103'),
  ('channel:email', '101 103'), ('language:de', '102'), ('tag:refund', '101 102'), ('tag:refund -tag:spam', '101'),
  ('tag:none', '103'), ('from:hannah@postbox.example', '101'), ('from:HANNAH@postbox.example', '101'),
  ('from:@postbox.example', '101 102 103'), ('from:hannah@postbox', ''), ('customer:ing', '102'), ('customer:"%"', ''),
  ('company:torvik', '102'), ('company:torvikhale.example', '102'), ('-company:torvik', '101 103'),
  ('before:2026-02-01', '101'), ('after:2026-02-01', '102 103'), ('created:2026-02', '102 103'),
  ('created:2026-02-28', '103'), ('created:>2026-02-01', '103'), ('created:<=2026-02-01', '101 102'),
  ('created:2026-01-01..2026-02-01', '101 102'), ('created:>=2026-02-01T00:00:00Z', '102 103'),
  ('solved:>=2026-03', '103'), ('solved:none', '101 102'), ('has:attachment', '101'), ('has:note', '102'),
  ('has:reply', '102'), ('-has:tag', '103'), ('is:snoozed', '103'), ('is:watched', '102'), ('#102', '102'),
  ('number:101,103', '101 103'), ('field.order_no:ab-1234', '101'), ('field.amount:>10', '102'), ('field.amount:7.0', '101'),
  ('field.amount:any', '101 102'), ('field.gift:true', '101'), ('field.due_on:>=2026-05-01', '102'),
  ('field.sizes:large', '101'), ('-field.sizes:any', '102 103'),
  ('lamp', '101 103'), ('lamps', '101 103'), ('shades lampes', '101'), ('Rechnungen', '102'), ('cassee lampe', '103'), ('"lamp"', '101'), ('grosse MARZ rechnungen', '102'), ('refund', '103'),
  ('"lamp shade" ab-1234', '101'), ('"shade lamp"', ''), ('broken or rechnung -subject:lamp', '102'),
  ('the photo VIP or lamp', '101')) cases (query, found);

select * from finish();
rollback;

-- What each fact and operator says of one ticket.
begin;
select plan(58);
\ir helpers/cast.psql
\ir helpers/tickets.psql

select tests.act_as_owner();
insert into public.custom_field_definitions (key, label, type, choices) values
  ('size', '{"en": "Size"}', 'choice', '[{"value": "L"}, {"value": "XL"}]'),
  ('extras', '{"en": "Extras"}', 'multi_choice', '[{"value": "milk"}, {"value": "sugar"}]'),
  ('weight', '{"en": "Weight"}', 'number', '[]'), ('until', '{"en": "Until"}', 'date', '[]'),
  ('words', '{"en": "Words"}', 'text', '[]');
update public.customers set company_id = tests.id('torvik & hale'), name = 'Hannah W' where id = tests.id('customer hannah');
update public.tickets set subject = 'Wo bleibt C++ für 100% ?' where id = tests.id('ticket of hannah');
select private.apply_changes(tests.id('ticket of hannah'), '{"priority": 2, "tags_add": ["vip"], "language": "de",
  "assignee": "reto@postbox.example",
  "fields": {"size": "XL", "extras": ["milk"], "weight": 2.5, "until": "2026-03-01", "words": "it''s ''quoted'' \\ here"}}');

create function tests.holds(p_fact text, p_op text, p_value jsonb, p_changed text[] default null) returns boolean
language sql as $$
  select private.rule_matches(jsonb_build_object('all', jsonb_build_array(
    jsonb_build_object('fact', p_fact, 'op', p_op, 'value', p_value))), tests.id('ticket of hannah'), p_changed)
$$;

select ok(tests.holds('status', 'is', '"open"'), 'status is');
select ok(not tests.holds('status', 'is_not', '"open"'), 'status is_not');
select ok(tests.holds('status', 'in', '["new", "open"]'), 'status in');
select ok(tests.holds('status', 'not_in', '["solved", "closed"]'), 'status not_in');
select ok(tests.holds('priority', '<=', '2'), 'priority at most');
select ok(tests.holds('priority', 'is', '"high"'), 'priority by name');
select ok(not tests.holds('priority', '<', '2'), 'priority below');
select ok(tests.holds('category', 'is', '"shipping"'), 'category');
select ok(not tests.holds('category', 'is', 'null'), 'there is a category');
select ok(tests.holds('channel', 'is', '"email"'), 'channel');
select ok(tests.holds('language', 'is', '"DE"'), 'language');
select ok(tests.holds('team', 'is', '"front"'), 'team by key');
select ok(tests.holds('team', 'is_not', '"orders"'), 'not another team');
select ok(tests.holds('assignee', 'is', '"RETO@postbox.example"'), 'assignee by address');
select ok(tests.holds('assignee', 'is', to_jsonb(tests.id('member reto'))), 'assignee by id');
select ok(tests.holds('assignee', 'is_not', 'null'), 'somebody has it');
select ok(tests.holds('tag', 'is', '"VIP"'), 'tag');
select ok(tests.holds('tag', 'in', '["gold", "vip"]'), 'one of the tags');
select ok(tests.holds('tag', 'is_not', '"gold"'), 'not that tag');
select ok(tests.holds('tag', 'is_not', 'null'), 'some tag');
select ok(not tests.holds('tag', 'not_in', '["gold", "vip"]'), 'none of the tags');
select ok(tests.holds('subject', 'contains', '"FÜR 100% ?"'), 'contains, whatever the case, % as itself');
select ok(not tests.holds('subject', 'contains', '"100_"'), '_ as itself');
select ok(tests.holds('subject', 'contains', '["nowhere", "bleibt"]'), 'contains one of');
select ok(tests.holds('subject', 'not_contains', '["nowhere", "never"]'), 'contains none of');
select ok(tests.holds('subject', 'has_word', '"c++"'), 'a word of signs');
select ok(tests.holds('subject', 'has_word', '"bleibt  c++"'), 'two words');
select ok(not tests.holds('subject', 'has_word', '"blei"'), 'half a word is none');
select ok(not tests.holds('subject', 'has_word', '".*"'), 'no pattern');
select ok(tests.holds('subject', 'starts_with', '"wo "'), 'begins with');
select ok(tests.holds('subject', 'ends_with', '" ?"'), 'ends with');
select ok(tests.holds('content', 'is', '"question of hannah"'), 'what was written');
select ok(tests.holds('customer.email', 'ends_with', '"@postbox.example"'), 'customer''s address');
select ok(tests.holds('customer.domain', 'is', '"postbox.example"'), 'customer''s domain');
select ok(tests.holds('customer.company', 'is', '"torvikhale.example"'), 'company by domain');
select ok(tests.holds('customer.company', 'is', '"Torvik & Hale Architects"'), 'company by name');
select ok(tests.holds('customer.name', 'contains', '"hannah"'), 'customer''s name');
select ok(tests.holds('customer.locale', 'is', 'null'), 'no locale');
select ok(tests.holds('messages', 'is', '1'), 'how often they wrote');
select ok(tests.holds('reopen_count', '>=', '0'), 'how often reopened');
select ok(not tests.holds('sentiment', '<', '0'), 'an unknown sentiment is not below');
select ok(tests.holds('automatic', 'is', 'false'), 'written by a person');
select ok(tests.holds('has_attachment', 'is', 'false'), 'nothing attached');
select ok(tests.holds('follow_up', 'is', 'false'), 'follows nothing');
select ok(tests.holds('created_at', 'after', '"2020-01-01"'), 'opened after');
select ok(not tests.holds('solved_at', 'before', '"2099-01-01"'), 'never solved is not solved before');
select ok(tests.holds('age', '<', '"1 hour"'), 'younger than');
select ok(not tests.holds('idle', '>', '"1 hour"'), 'not idle for');
select ok(tests.holds('field.size', 'is', '"XL"'), 'a choice');
select ok(tests.holds('field.extras', 'in', '["sugar", "milk"]'), 'one of several choices');
select ok(tests.holds('field.weight', '>', '2'), 'a number');
select ok(tests.holds('field.until', '<=', '"2026-03-01"'), 'a date');
select ok(tests.holds('field.words', 'contains', '"''quoted'' \\ h"'), 'a text with quotes');
select ok(tests.holds('changed', 'in', '["status", "tag"]', '{tag}'), 'what changed');
select ok(not tests.holds('changed', 'is', '"status"', '{tag}'), 'what did not change');
select ok(private.rule_matches('{}', tests.id('ticket of hannah')), 'no condition holds always');
select ok(private.rule_matches('{"all": [{"fact": "status", "op": "is", "value": "open"}],
  "any": [{"fact": "priority", "op": "is", "value": 1}, {"all": [{"fact": "priority", "op": "is", "value": 2}]}],
  "none": [{"fact": "tag", "op": "is", "value": "gold"}]}', tests.id('ticket of hannah')), 'all, any and none together');
select ok(not private.rule_matches('{"none": [{"fact": "tag", "op": "is", "value": "gold"}, {"fact": "tag", "op": "is", "value": "vip"}]}',
  tests.id('ticket of hannah')), 'one of none is enough to fail');

select * from finish();
rollback;

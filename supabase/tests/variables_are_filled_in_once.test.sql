-- A text's variables become the ticket's values, in one pass; an unknown one is refused when it is saved.
begin;
select plan(11);
\ir helpers/cast.psql
\ir helpers/tickets.psql
select public.set_field('colours', '"Colours"', 'multi_choice', '["red", "blue"]');
select public.update_ticket(tests.id('ticket of hannah'), '{"fields": {"colours": ["red", "blue"]}}');

create function tests.rendered(p_text text, p_member text default 'member reto') returns text language sql as $$
  select private.render_text(p_text, t, tests.id(p_member)) from public.tickets t where t.id = tests.id('ticket of hannah') $$;

select is(tests.rendered('Dear {{customer.name}}, about {{ ticket.subject }} ({{ticket.priority}}): {{agent.name}}, {{team.name}}'),
  'Dear Hannah, about A question (high): Reto, Front desk', 'values');
select is(tests.rendered('{{field.colours}}'), 'red, blue', 'custom fields');
select is(tests.rendered('{{customer.company|your company}} {{ticket.category}}'), 'your company Shipping', 'what stands instead');
select is(tests.rendered('{{customer.company}}|', 'nobody'), '|', 'nothing where there is nothing');
select is(tests.rendered('no variables'), 'no variables', 'a plain text stays');
update public.customers set name = '{{agent.email}}' where id = tests.id('customer hannah');
select is(tests.rendered('{{customer.name}}{{customer.name}}'), '{{agent.email}}{{agent.email}}',
  'what a customer is called is no template');
update public.customers set name = '' where id = tests.id('customer hannah');
select is(tests.rendered('Hello {{customer.first_name|there}}!'), 'Hello there!', 'nor is an empty value one');

select matches(private.template_fault('Dear {{custmer.name}}'), '^There is no variable \{\{custmer\.name\}\}: known are .*customer\.name',
  'an unknown one is named');
select matches(private.template_fault('{{field.size}}'), '^There is no field for \{\{field\.size\}\}', 'a field that is not defined');
select matches(private.template_fault('{{customer.name'), 'alone', 'braces that do not close');
select is(private.template_fault('{{ticket.number}} { } {{agent.email|us}}'), null, 'what is right is right');

select * from finish();
rollback;

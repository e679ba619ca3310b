-- A change that cannot be made is refused with a sentence that names the wrong part.
begin;
select plan(15);
\ir helpers/cast.psql
\ir helpers/tickets.psql

select tests.act_as('reto');
create function pg_temp.refused(p_changes jsonb, p_said text) returns text language sql as $$
  select throws_like(format('select public.update_ticket(tests.id(%L), %L)', 'ticket of hannah', p_changes), p_said)
$$;
select pg_temp.refused('{}', 'Say what to change%');
select pg_temp.refused('[1]', 'Say what to change%');
select pg_temp.refused('{"statsu": "open"}', 'There is no change ''statsu'': known are assignee,%');
select pg_temp.refused('{"status": "lost"}', 'There is no status ''lost''%');
select pg_temp.refused('{"status": 3}', 'The change ''status'' takes string, not number.');
select pg_temp.refused('{"priority": 5}', 'There is no priority 5%');
select pg_temp.refused('{"category": "nope"}', 'There is no category ''nope''.');
select pg_temp.refused('{"team": "nope"}', 'There is no team ''nope''.');
select pg_temp.refused('{"assignee": "hannah@postbox.example"}', 'There is no active member%');
select pg_temp.refused('{"tags_add": ["a,b"]}', '''a,b'' cannot be a tag%');
select pg_temp.refused('{"tags_add": [1]}', 'The change ''tags_add'' takes a list of texts.');
select pg_temp.refused('{"snoozed_until": "yesterday"}', 'A ticket is put aside until a time to come%');
select pg_temp.refused('{"subject": ""}', 'A subject has 1 to 998 characters.');
select pg_temp.refused('{"note": " "}', 'A note has 1 to 100000 characters.');
select pg_temp.refused('{"fields": {"nope": 1}}', 'There is no field ''nope''%');

select * from finish();
rollback;

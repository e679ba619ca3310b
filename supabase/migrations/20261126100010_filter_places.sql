-- A filter whose `at` is no number is a filter all the same.

-- A whole filter as SQL about `t`. p_depth stops what nests without end.
create or replace function private.filter_sql(p_filter jsonb, p_viewer jsonb, p_depth integer default 0) returns text
language plpgsql stable security definer set search_path = '' as $$
declare
  v_key text;
  v_one jsonb;
  v_part text;
  v_any text[] := '{}';
  v_all text[] := '{}';
begin
  if coalesce(jsonb_typeof(p_filter), '') <> 'object' or p_depth > 4 then
    perform private.query_fault('A filter is {"all": […], "any": […], "none": […]}, at most five deep');
  elsif p_filter ? 'fact' then
    -- `at` is where in a typed query it stands; a filter may come with anything there
    return private.condition_sql(case when pg_input_is_valid(p_filter ->> 'at', 'integer') then p_filter
      else p_filter - 'at' end, p_viewer);
  end if;
  for v_key in select k from jsonb_object_keys(p_filter) k loop
    if v_key not in ('all', 'any', 'none') or jsonb_typeof(p_filter -> v_key) <> 'array'
       or jsonb_array_length(p_filter -> v_key) > 50 then
      perform private.query_fault(format(
        'A filter has the lists all, any and none, of 50 conditions at most, and "%s" is none of them', v_key));
    end if;
    for v_one in select e from jsonb_array_elements(p_filter -> v_key) e loop
      v_part := private.filter_sql(v_one, p_viewer, p_depth + 1);
      if v_key = 'any' then v_any := v_any || ('(' || v_part || ')');
      elsif v_key = 'none' then v_all := v_all || ('(' || v_part || ') is not true');
      else v_all := v_all || v_part; end if;
    end loop;
  end loop;
  if cardinality(v_any) > 0 then v_all := v_all || ('(' || array_to_string(v_any, ' or ') || ')'); end if;
  return case when cardinality(v_all) = 0 then 'true' else '(' || array_to_string(v_all, ' and ') || ')' end;
end $$;

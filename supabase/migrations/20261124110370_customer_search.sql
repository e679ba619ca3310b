-- The search for customers, by any part of name, address or company.

create function private.fold(p_text text) returns text
language sql stable set search_path = '' as $$
  select lower(extensions.unaccent(coalesce(p_text, '')))
$$;
revoke execute on function private.fold(text) from public;

-- % and _ stand for themselves.
create function private.literally(p_text text) returns text
language sql immutable set search_path = '' as $$
  select regexp_replace(p_text, '([\\%_])', '\\\1', 'g')
$$;

-- Where a word stands in a document: anywhere, or, when it is too short for a trigram, at the
-- beginning of a word (a document begins with a space).
create function private.customer_pattern(p_word text) returns text
language sql immutable set search_path = '' as $$
  select case when p_word ~ '^\w{1,2}$' then '% ' else '%' end || private.literally(p_word) || '%'
$$;
revoke execute on function private.literally(text), private.customer_pattern(text) from public;

-- Write anew what these customers are found by. Merged ones are not found.
create function private.index_customers(p_customers uuid[]) returns void
language plpgsql volatile security definer set search_path = '' as $$
begin
  if cardinality(p_customers) = 0 then return; end if;
  delete from public.customer_search s using public.customers c
  where s.customer_id = any (p_customers) and c.id = s.customer_id and c.merged_into is not null;
  insert into public.customer_search as s (customer_id, document)
  select c.id, ' ' || private.fold(concat_ws(' ', nullif(c.name, ''), a.addresses, co.name, co.domain))
  from public.customers c
  -- Not a subquery a row: planned for the few rows of a moment ago, it took seconds for an import.
  left join (
    select i.customer_id, string_agg(i.address, ' ' order by i.address) as addresses
    from public.customer_identities i where i.customer_id = any (p_customers) and i.channel = 'email'
    group by i.customer_id) a on a.customer_id = c.id
  left join public.companies co on co.id = c.company_id
  where c.id = any (p_customers) and c.merged_into is null
  order by c.id  -- two statements that index the same customers wait for each other
  on conflict (customer_id) do update set document = excluded.document where s.document <> excluded.document;
end $$;

-- Once a statement, so that an import of many costs little more than its rows.
create function private.customers_changed() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  if tg_op = 'INSERT' then
    perform private.index_customers(array(select n.id from new_rows n));
  else
    perform private.index_customers(array(
      select n.id from new_rows n join old_rows o on o.id = n.id
      where (n.name, n.company_id, n.merged_into) is distinct from (o.name, o.company_id, o.merged_into)));
  end if;
  return null;
end $$;
create function private.identities_changed() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  if tg_op = 'INSERT' then
    perform private.index_customers(array(select distinct n.customer_id from new_rows n));
  elsif tg_op = 'DELETE' then
    perform private.index_customers(array(select distinct o.customer_id from old_rows o));
  else
    perform private.index_customers(array(
      select n.customer_id from new_rows n union select o.customer_id from old_rows o));
  end if;
  return null;
end $$;
create function private.companies_changed() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  perform private.index_customers(array(
    select c.id from public.customers c where c.company_id in (
      select n.id from new_rows n join old_rows o on o.id = n.id
      where (n.name, n.domain) is distinct from (o.name, o.domain))));
  return null;
end $$;
revoke execute on function private.index_customers(uuid[]), private.customers_changed(),
  private.identities_changed(), private.companies_changed() from public;

create trigger customers_index_new after insert on public.customers
  referencing new table as new_rows for each statement execute function private.customers_changed();
create trigger customers_index_changed after update on public.customers
  referencing old table as old_rows new table as new_rows
  for each statement execute function private.customers_changed();
create trigger customer_identities_index_new after insert on public.customer_identities
  referencing new table as new_rows for each statement execute function private.identities_changed();
create trigger customer_identities_index_changed after update on public.customer_identities
  referencing old table as old_rows new table as new_rows
  for each statement execute function private.identities_changed();
create trigger customer_identities_index_gone after delete on public.customer_identities
  referencing old table as old_rows for each statement execute function private.identities_changed();
create trigger companies_index_changed after update on public.companies
  referencing old table as old_rows new table as new_rows
  for each statement execute function private.companies_changed();
select private.index_customers(array(select c.id from public.customers c));

-- Customers by name, address or company, best first; when nothing fits, a slip of the finger is
-- forgiven. Under RLS an index on trigrams could not be used, so the policy's rule is applied here.
create function public.search_customers(p_query text, p_limit integer default 20)
returns table (id uuid, email text, name text, company text, rank real)
language plpgsql stable security definer set search_path = ''
set plan_cache_mode = force_custom_plan as $$
declare
  v_query text := trim(regexp_replace(private.fold(p_query), '\s+', ' ', 'g'));
  v_words text[] := string_to_array(v_query, ' ');
  v_patterns text[] := array(select private.customer_pattern(w) from unnest(v_words) w);
  v_longest text := (select w from unnest(v_words) w order by length(w) desc, w limit 1);
  v_like text := private.customer_pattern(v_longest);
  v_prefix text := private.literally(v_query) || '%';
  v_all boolean := private.is_service() or private.is_admin();
  v_teams uuid[] := private.team_ids(auth.uid());
  v_member uuid := private.member_id();
  v_self uuid := private.my_customer_id();
  v_forgive boolean;
begin
  -- Not a SET clause: making one needs a right on the parameter until pg_trgm has been loaded.
  perform set_config('pg_trgm.word_similarity_threshold', '0.5', true);
  if v_query = '' then
    raise exception using errcode = 'PT422', message = 'Name a customer, an address or a company.';
  end if;
  foreach v_forgive in array array[false, true] loop
    return query
    with found as (
      -- Whose address begins so is always among them; of a word that thousands have, some are.
      (select i.customer_id from public.customer_identities i
       where i.channel = 'email' and i.address like v_prefix limit 200)
      union
      (select s.customer_id from public.customer_search s
       where (s.document like v_like
           or v_forgive and v_longest !~ '@' and v_longest operator(extensions.<%) s.document)
         -- Most of an address is its domain, which many share: an address is not forgiven.
         and not exists (select 1 from unnest(v_words, v_patterns) as w (word, pattern)
           where not (s.document like w.pattern
             or v_forgive and w.word !~ '@' and w.word operator(extensions.<%) s.document))
         and (v_all or s.customer_id = v_self or exists (
           select 1 from public.tickets t where t.customer_id = s.customer_id
             and (t.team_id = any (v_teams) or t.assignee_id = v_member)))
       limit 2000))
    select c.id, c.email, c.name, co.name,
      (case when exists (select 1 from public.customer_identities i
          where i.customer_id = c.id and i.address = v_query) then 2
        when s.document like ' ' || v_prefix or c.email like v_prefix then 1 else 0 end
       + extensions.word_similarity(v_query, s.document))::real as score
    from found
    join public.customers c on c.id = found.customer_id and c.merged_into is null
    join public.customer_search s on s.customer_id = c.id
    left join public.companies co on co.id = c.company_id
    where v_all or c.id = v_self or exists (
      select 1 from public.tickets t where t.customer_id = c.id
        and (t.team_id = any (v_teams) or t.assignee_id = v_member))
    order by score desc, c.email
    limit least(greatest(p_limit, 1), 100);
    exit when found;
  end loop;
end $$;

revoke execute on function public.search_customers(text, integer) from public, anon, authenticated;
grant execute on function public.search_customers(text, integer) to authenticated, service_role;

-- How long what is kept. The CMMS says it for each site (view cmms.retention_in_force); the historian enforces it: it moves
-- the rows of kept_from, from then on refuses what is older, and removes what is there. Whole partitions go when nobody keeps
-- them, otherwise the rows of those whose time has passed. Rollups of readings that are gone stay as they are: an hour whose
-- readings are older than kept_from has no mark and can get none.

-- All tables by time, for everything that goes through them. kind says which limit they go by, null = none; key whose they
-- are; months how long a partition is, null = there are none.
create table stored_table (
  name text primary key,
  kind text check (kind in ('readings', 'minutes', 'hours', 'waveforms', 'events')),
  key text check (key in ('point_id', 'asset_id')),
  months integer check (months in (1, 12)),
  place integer not null
);
insert into stored_table (place, name, kind, key, months) values
  (1, 'measurement', 'readings', 'point_id', 1),
  (2, 'revision', 'readings', 'point_id', 1),
  (3, 'waveform', 'waveforms', 'point_id', 1),
  (4, 'condition', 'events', 'asset_id', 1),
  (5, 'state_change', 'events', 'asset_id', 1),
  (6, 'event', 'events', 'asset_id', 1),
  (7, 'rollup_1m', 'minutes', 'point_id', 1),
  (8, 'rollup_1h', 'hours', 'point_id', 12),
  (9, 'rollup_1d', 'hours', 'point_id', null),
  (10, 'set_aside', null, null, 1);

-- What is older is not kept, nor taken in any more: begins of months, UTC. The asset with the empty name stands for all
-- assets of the tenant that have no row. They never go back: what was removed does not return.
create table kept_from (
  tenant_id text not null,
  asset text not null,
  readings timestamptz not null,
  minutes timestamptz not null,
  hours timestamptz not null,
  waveforms timestamptz not null,
  events timestamptz not null,
  primary key (tenant_id, asset),
  -- a rollup that is made anew finds what it is made of, and what it goes into
  check (minutes <= readings and hours <= minutes)
);

-- One row. moved counts the changes of kept_from, dropped the partitions dropped: who writes looks at both in each
-- transaction. removed is the change of which nothing is left to remove.
create table keeping (
  moved bigint not null default 0,
  dropped bigint not null default 0,
  removed bigint not null default 0
);
create unique index keeping_one on keeping ((true));
insert into keeping default values;

create view kept_point as
  select p.point_id as key, p.tenant_id, p.asset,
    coalesce(own.readings, rest.readings, '-infinity') as readings,
    coalesce(own.minutes, rest.minutes, '-infinity') as minutes,
    coalesce(own.hours, rest.hours, '-infinity') as hours,
    coalesce(own.waveforms, rest.waveforms, '-infinity') as waveforms
  from point p
  left join kept_from own on own.tenant_id = p.tenant_id and own.asset = p.asset
  left join kept_from rest on rest.tenant_id = p.tenant_id and rest.asset = '';

create view kept_asset as
  select a.asset_id as key, a.tenant_id, a.asset, coalesce(own.events, rest.events, '-infinity') as events
  from asset_series a
  left join kept_from own on own.tenant_id = a.tenant_id and own.asset = a.asset
  left join kept_from rest on rest.tenant_id = a.tenant_id and rest.asset = '';

-- The partitions on plain PostgreSQL, by what they are bound to and not by their names.
create view stored_partition as
  select s.name, s.months, c.oid::regclass as partition, b.begins, b.ends
  from stored_table s
  join pg_inherits i on i.inhparent = ('series.' || s.name)::regclass
  join pg_class c on c.oid = i.inhrelid
  cross join lateral (
    select substring(pg_get_expr(c.relpartbound, c.oid) from 'FROM \(''([^'']+)''\)')::timestamptz as begins,
      substring(pg_get_expr(c.relpartbound, c.oid) from 'TO \(''([^'']+)''\)')::timestamptz as ends) b
  where s.months is not null and series.storage_level() = 'postgresql' and b.begins is not null;

-- As before, for all tables of the list.
create or replace function ensure_month(moment timestamptz) returns void
  language plpgsql security definer
  set search_path = pg_catalog, pg_temp
  set timezone = 'UTC'
  set datestyle = 'ISO'
as $$
declare
  part record;
begin
  if moment is null or moment < '1970-01-01' or moment >= '2200-01-01' then
    raise exception 'no partition for %: only months from 1970 to 2199 have one', moment using errcode = '22023';
  end if;
  -- One at a time: two historians may meet a new month together.
  perform pg_advisory_xact_lock(7305437100);
  for part in
    select name as parent, name || to_char(first_day, suffix) as child, first_day,
      first_day + months * interval '1 month' as next_first
    from (
      select name, months, date_trunc(case months when 12 then 'year' else 'month' end, moment) as first_day,
        case months when 12 then '"_"YYYY' else '"_"YYYY"m"MM' end as suffix
      from series.stored_table where months is not null) v
  loop
    if to_regclass('series.' || part.child) is null then
      execute format('create table series.%I (like series.%I including defaults including constraints including storage)',
                     part.child, part.parent);
      execute format('alter table series.%I attach partition series.%I for values from (%L) to (%L)',
                     part.parent, part.child, part.first_day, part.next_first);
    end if;
  end loop;
end
$$;
-- A month that is there is there in all tables: see months().
select ensure_month(month) from months() month;

-- The months that have partitions in all tables, as their first moments.
create or replace function months() returns setof timestamptz
  language sql stable security definer
  set search_path = pg_catalog, pg_temp
  set timezone = 'UTC'
  set datestyle = 'ISO'
as $$
  with whole as (
    select months, begins from series.stored_partition p
    group by months, begins
    having count(*) = (select count(*) from series.stored_table s where s.months = p.months))
  select begins from whole m
  where months = 1 and exists (select from whole y where y.months = 12 and y.begins = date_trunc('year', m.begins))
$$;

-- Drops the oldest partition of a table if nobody keeps it any longer, or all such chunks, and says how many it were. Readings
-- that no rollup knows yet are kept until one does. It gives up after a second in which it cannot have the lock: readers and
-- writers wait for as long behind it.
create function drop_expired(stored text) returns bigint
  language plpgsql security definer
  set search_path = pg_catalog, pg_temp
  set timezone = 'UTC'
  set datestyle = 'ISO'
  set lock_timeout = '1s'
as $$
declare
  part series.stored_table;
  expired timestamptz;
  child regclass;
  extension_schema text;
  gone bigint := 0;
begin
  select * into part from series.stored_table where name = stored and kind is not null;
  if not found then
    raise exception '% is no table whose rows are removed', stored using errcode = '22023';
  end if;
  for again in 1..2 loop
    execute format('select min(%I) from series.%I', part.kind,
                   case part.key when 'asset_id' then 'kept_asset' else 'kept_point' end) into expired;
    if part.kind in ('readings', 'minutes', 'hours') then
      expired := least(expired, (select min(hour) from series.unrolled_hour));
    end if;
    if expired is null or not isfinite(expired) then
      return 0;
    end if;
    if series.storage_level() = 'postgresql' and not exists (
        select from series.stored_partition where name = stored and ends <= expired) then
      return 0;
    end if;
    if again = 1 then
      -- Nobody may become new meanwhile, who might keep what is to be dropped. Then looked at once more.
      execute format('lock table series.%I in share mode',
                     case part.key when 'asset_id' then 'asset_series' else 'point' end);
    end if;
  end loop;
  if series.storage_level() = 'postgresql' then
    for child in
      select partition from series.stored_partition where name = stored and ends <= expired order by begins limit 1
    loop
      execute format('drop table %s', child);
      gone := gone + 1;
    end loop;
  elsif part.months is not null or series.storage_level() = 'timescaledb' then
    select n.nspname into extension_schema
      from pg_extension e join pg_namespace n on n.oid = e.extnamespace where e.extname = 'timescaledb';
    execute format('select count(*) from %I.drop_chunks(%L::regclass, older_than => %L::timestamptz)',
                   extension_schema, 'series.' || stored, expired) into gone;
  end if;
  if gone > 0 then
    update series.keeping set dropped = dropped + gone;
  end if;
  return gone;
end
$$;

-- Deletes rows that are no longer kept, of keys above one, in their order: about so many rows at a time, and of so many keys.
-- reached is the last key of which none are left; null = of no key are any left. held counts keys that wait until a rollup
-- knows their readings. What TimescaleDB aggregates continuously goes by whole chunks only.
create function delete_expired(stored text, above bigint, most bigint, out reached bigint, out deleted bigint, out held bigint)
  language plpgsql security definer
  set search_path = pg_catalog, pg_temp
  set lock_timeout = '1s'
as $$
declare
  part series.stored_table;
  owned record;
  rows bigint;
  looked_at bigint := 0;
begin
  reached := above;
  deleted := 0;
  held := 0;
  select * into part from series.stored_table where name = stored and kind is not null;
  if not found then
    raise exception '% is no table whose rows are removed', stored using errcode = '22023';
  end if;
  if series.storage_level() = 'timescaledb' then
    if part.kind in ('minutes', 'hours') then
      reached := null;
      return;
    end if;
    -- The rows of a batch are bounded here.
    perform set_config('timescaledb.max_tuples_decompressed_per_dml_transaction', '0', true);
  end if;
  for owned in
    execute format('select key, %1$I as kept_from from series.%2$I where key > $1 and %1$I > ''-infinity'' order by key limit 500',
                   part.kind, case part.key when 'asset_id' then 'kept_asset' else 'kept_point' end) using above
  loop
    looked_at := looked_at + 1;
    if part.kind in ('readings', 'minutes', 'hours') and exists (
        select from series.unrolled_hour where point_id = owned.key and hour < owned.kept_from) then
      held := held + 1;
    else
      execute format($sql$
        delete from series.%1$I where %2$I = $1 and time < $2 and time <= coalesce(
          (select time from series.%1$I where %2$I = $1 and time < $2 order by time offset $3 limit 1), 'infinity') $sql$,
        stored, part.key) using owned.key, owned.kept_from, most - deleted - 1;
      get diagnostics rows = row_count;
      deleted := deleted + rows;
      if deleted >= most then
        return;
      end if;
    end if;
    reached := owned.key;
  end loop;
  if looked_at = 0 then
    reached := null;
  end if;
end
$$;

-- What the CMMS must know to say what a setting would do: how many bytes a row has in each table, its indexes among them.
create function row_bytes() returns table (name text, bytes double precision)
  language sql stable security definer
  set search_path = pg_catalog, pg_temp
as $$
  select s.name, coalesce(sum(pg_total_relation_size(c.oid)) / nullif(sum(greatest(c.reltuples, 0)), 0), 0)::double precision
  from series.stored_table s
  join lateral (
    select ('series.' || s.name)::regclass::oid as oid
    union all
    select inhrelid from pg_inherits where inhparent = ('series.' || s.name)::regclass) t on true
  join pg_class c on c.oid = t.oid
  group by s.name
$$;

-- From when on what is there of a point: before it there are no readings, or no minutes. Null = nothing was removed.
create view tenant_kept_from with (security_barrier) as
  select p.asset, p.point, p.derived, nullif(k.readings, '-infinity') as readings, nullif(k.minutes, '-infinity') as minutes,
    nullif(k.hours, '-infinity') as hours
  from point p join kept_point k on k.key = p.point_id
  where p.tenant_id = nullif(current_setting('app.tenant_id', true), '');

revoke all on function drop_expired(text), delete_expired(text, bigint, bigint), row_bytes() from public;
grant execute on function drop_expired(text), delete_expired(text, bigint, bigint) to millwright_historian;
grant execute on function row_bytes() to millwright_cmms;
grant select on stored_table, kept_from, keeping to millwright_historian;
grant insert, update on kept_from to millwright_historian;
grant update on keeping to millwright_historian;
grant select on tenant_kept_from to millwright_cmms;

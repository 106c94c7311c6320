-- The time series, schema "series", owned by millwright_owner. The historian writes it. The CMMS API reads it through
-- the views at the end, which show only the points of the tenant in the setting app.tenant_id: TimescaleDB's columnstore
-- forbids row-level security on the measurements themselves.
--
-- The same tables run on plain PostgreSQL, where the historian asks for a partition a month, and on TimescaleDB, where
-- they are hypertables. Which of them is decided once, here: see storage_level().

create table point (
  point_id bigint generated always as identity primary key,
  tenant_id text not null,
  asset text not null,
  point text not null,
  unique (tenant_id, asset, point)
);

create table asset_series (
  asset_id bigint generated always as identity primary key,
  tenant_id text not null,
  asset text not null,
  unique (tenant_id, asset)
);

-- Readings whose event time cannot be true (before 1970 or far in the future): kept, but out of every chart, because one
-- of them would make "the last 30 days" empty. time_micros is microseconds since 1970-01-01T00:00:00Z.
create table parked_measurement (
  point_id bigint not null,
  time_micros bigint not null,
  value double precision not null,
  quality smallint not null,
  primary key (point_id, time_micros)
);

-- Where the historian goes on: written in the same transaction as the rows. topic_id is Kafka's own id of the topic: when
-- a topic was made anew under its old name, its offsets begin at 0 again.
create table consumed (
  consumer text not null,
  topic text not null,
  partition integer not null,
  topic_id text not null default '',
  next_offset bigint not null,
  primary key (consumer, topic, partition)
);

do $schema$
declare
  extension_schema text;
  level text := 'postgresql';
  partitioned text := 'partition by range (time)';
begin
  -- The loader defines this setting only when it is preloaded; without it, the extension cannot be used even if it is
  -- installed. shared_preload_libraries itself is for superusers to read.
  if current_setting('timescaledb.max_background_workers', true) is not null then
    begin
      create extension if not exists timescaledb;
    exception when others then
      raise warning 'TimescaleDB is preloaded but cannot be installed (%): using plain partitions', sqlerrm;
    end;
    select n.nspname into extension_schema
      from pg_extension e join pg_namespace n on n.oid = e.extnamespace where e.extname = 'timescaledb';
    if extension_schema is not null then
      -- The Apache edition has hypertables, but neither columnstore nor policies.
      level := case when current_setting('timescaledb.license', true) = 'apache'
                    then 'timescaledb-apache' else 'timescaledb' end;
      partitioned := '';
    end if;
  end if;

  execute format($ddl$
    create table measurement (
      point_id bigint not null,
      time timestamptz not null,
      value double precision not null,
      quality smallint not null default 192,
      primary key (point_id, time)
    ) %s $ddl$, partitioned);

  -- One row an evaluation: health and prognosis together, because they are drawn together. With several failure modes,
  -- the prognosis is that of the likeliest.
  execute format($ddl$
    create table condition (
      asset_id bigint not null,
      time timestamptz not null,
      health_index double precision,
      state smallint,
      failure_probability double precision,
      remaining_life_hours double precision,
      remaining_life_low_hours double precision,
      remaining_life_high_hours double precision,
      primary key (asset_id, time)
    ) %s $ddl$, partitioned);

  if level <> 'postgresql' then
    execute format(
      'select %1$I.create_hypertable(''series.measurement'', %1$I.by_range(''time'', interval ''1 month''), create_default_indexes => false)',
      extension_schema);
    execute format(
      'select %1$I.create_hypertable(''series.condition'', %1$I.by_range(''time'', interval ''1 month''), create_default_indexes => false)',
      extension_schema);
  end if;
  if level = 'timescaledb' then
    alter table measurement set (
      timescaledb.enable_columnstore, timescaledb.segmentby = 'point_id', timescaledb.orderby = 'time');
    execute format('call %I.add_columnstore_policy(''series.measurement'', after => interval ''45 days'')', extension_schema);
  end if;

  -- Decided once: a plain table does not become a hypertable when the extension turns up later.
  execute format(
    'create function storage_level() returns text language sql immutable parallel safe as %L', format('select %L::text', level));
end
$schema$;

-- Makes the partitions of the month of a time, in UTC. The historian does not own the tables, so it asks the owner to.
-- Attaching locks neither readers nor writers out, which "create table ... partition of" would.
create function ensure_month(moment timestamptz) returns void
  language plpgsql security definer
  set search_path = pg_catalog, pg_temp
  set timezone = 'UTC'
  set datestyle = 'ISO'
as $$
declare
  first_day timestamptz := date_trunc('month', moment);
  next_first timestamptz := date_trunc('month', moment) + interval '1 month';
  parent text;
  child text;
begin
  if moment is null or moment < '1970-01-01' or moment >= '2200-01-01' then
    raise exception 'no partition for %: only months from 1970 to 2199 have one', moment using errcode = '22023';
  end if;
  -- One at a time: two historians may meet a new month together.
  perform pg_advisory_xact_lock(7305437100);
  foreach parent in array array['measurement', 'condition'] loop
    child := parent || to_char(first_day, '"_"YYYY"m"MM');
    if to_regclass('series.' || child) is null then
      execute format('create table series.%I (like series.%I including defaults including constraints)', child, parent);
      execute format('alter table series.%I attach partition series.%I for values from (%L) to (%L)',
                     parent, child, first_day, next_first);
    end if;
  end loop;
end
$$;

-- The months that have partitions, as their first moments.
create function months() returns setof timestamptz
  language sql stable security definer
  set search_path = pg_catalog, pg_temp
  set timezone = 'UTC'
  set datestyle = 'ISO'
as $$
  select to_timestamp(right(c.relname, 7), 'YYYY"m"MM')
  from pg_inherits i
  join pg_class c on c.oid = i.inhrelid
  where i.inhparent = to_regclass('series.measurement') and c.relname ~ '^measurement_[0-9]{4}m[0-9]{2}$'
$$;

create view tenant_point with (security_barrier) as
  select p.asset, p.point
  from point p
  where p.tenant_id = nullif(current_setting('app.tenant_id', true), '');

create view tenant_measurement with (security_barrier) as
  select p.asset, p.point, m.time, m.value, m.quality
  from point p join measurement m using (point_id)
  where p.tenant_id = nullif(current_setting('app.tenant_id', true), '');

-- The newest reading of each point: reads one index entry a point, where max(time) would read them all.
create view tenant_latest_measurement with (security_barrier) as
  select p.asset, p.point, m.time, m.value, m.quality
  from point p
  cross join lateral (
    select l.time, l.value, l.quality from measurement l
    where l.point_id = p.point_id order by l.time desc limit 1) m
  where p.tenant_id = nullif(current_setting('app.tenant_id', true), '');

create view tenant_condition with (security_barrier) as
  select a.asset, c.time, c.health_index, coalesce(c.state, 0)::smallint as state, c.failure_probability,
         c.remaining_life_hours, c.remaining_life_low_hours, c.remaining_life_high_hours
  from asset_series a join condition c using (asset_id)
  where a.tenant_id = nullif(current_setting('app.tenant_id', true), '');

create view tenant_latest_condition with (security_barrier) as
  select a.asset, c.time, c.health_index, coalesce(c.state, 0)::smallint as state, c.failure_probability,
         c.remaining_life_hours, c.remaining_life_low_hours, c.remaining_life_high_hours
  from asset_series a
  cross join lateral (
    select * from condition l where l.asset_id = a.asset_id order by l.time desc limit 1) c
  where a.tenant_id = nullif(current_setting('app.tenant_id', true), '');

create view tenant_parked_measurement with (security_barrier) as
  select p.asset, p.point, m.time_micros, m.value, m.quality
  from point p join parked_measurement m using (point_id)
  where p.tenant_id = nullif(current_setting('app.tenant_id', true), '');

revoke all on function ensure_month(timestamptz), months() from public;
grant usage on schema series to millwright_historian, millwright_cmms;
grant select, insert on point, asset_series, measurement, parked_measurement to millwright_historian;
grant select, insert, update on condition, consumed to millwright_historian;
grant execute on function ensure_month(timestamptz), months() to millwright_historian;
grant select on tenant_point, tenant_measurement, tenant_latest_measurement, tenant_condition, tenant_latest_condition,
  tenant_parked_measurement to millwright_cmms;

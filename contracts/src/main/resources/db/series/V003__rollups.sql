-- Rollups of the measurements at a minute, an hour and a day (UTC), so that a year is drawn from hundreds of rows and not
-- from millions. With TimescaleDB's community edition they are continuous aggregates, which its jobs refresh. Otherwise they
-- are tables, which the historian fills: whoever writes readings leaves a mark in unrolled_hour, in the same transaction,
-- for each point and hour that they are in. What is marked is read from the measurements, what is not is right in the
-- rollups: at any moment, also after a crash.

-- Hours whose readings the rollups may not know, one row a transaction that wrote some; hour is its begin. Rows are added
-- and deleted, never changed, so writers wait for nobody: a mark goes with all readings that the same snapshot sees.
create table unrolled_hour (
  point_id bigint not null,
  hour timestamptz not null
) with (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 10000);
create index unrolled_hour_point on unrolled_hour (point_id, hour);
create index unrolled_hour_hour on unrolled_hour (hour, point_id);

-- One row: hours from the first one on are not rolled yet, so their marks stay, and one of them is enough. It never goes
-- back.
create table open_hours (
  first timestamptz not null
);
create unique index open_hours_one on open_hours ((true));
insert into open_hours values ('1970-01-01T00:00:00Z');

-- The mean of n values whose sum is total, kept between the smallest and the largest against rounding. Below 1e-290 it is 0:
-- such a quotient would be an error.
create function mean_of(total double precision, n bigint, low double precision, high double precision) returns double precision
  language sql immutable parallel safe as
$$ select greatest(low, least(high, case when abs(total) < 1e-290 then 0 else total / n end)) $$;

do $schema$
declare
  level text := series.storage_level();
  extension_schema text;
  rollup record;
begin
  select n.nspname into extension_schema
    from pg_extension e join pg_namespace n on n.oid = e.extnamespace where e.extname = 'timescaledb';

  for rollup in
    select * from (values
      ('rollup_1m', '1 minute', 'partition by range (time)', '1 month'),
      ('rollup_1h', '1 hour', 'partition by range (time)', '1 year'),
      ('rollup_1d', '1 day', '', null)) as v (name, bucket, partitioned, chunk)
  loop
    if level = 'timescaledb' then
      -- The same as the historian computes. Values beyond 1e290 count as that in a mean, because their sum would be an error.
      execute format($ddl$
        create materialized view series.%1$I with (timescaledb.continuous, timescaledb.materialized_only = false) as
        select point_id,
          %3$I.time_bucket(interval '%2$s', time) as time,
          coalesce(min(value) filter (where quality in (64, 192)), min(value)) as low,
          coalesce(max(value) filter (where quality in (64, 192)), max(value)) as high,
          series.mean_of(
            coalesce(sum(greatest(-1e290::double precision, least(1e290::double precision, value)))
                       filter (where quality in (64, 192)),
                     sum(greatest(-1e290::double precision, least(1e290::double precision, value)))),
            coalesce(nullif(count(*) filter (where quality in (64, 192)), 0), count(*)),
            coalesce(min(value) filter (where quality in (64, 192)), min(value)),
            coalesce(max(value) filter (where quality in (64, 192)), max(value))) as mean,
          (count(*) filter (where quality in (64, 192)))::integer as usable,
          count(*)::integer as readings,
          (count(*) filter (where quality = 192))::integer as good,
          coalesce(%3$I.last(value, time) filter (where quality in (64, 192)), %3$I.last(value, time)) as last_value,
          coalesce(max(time) filter (where quality in (64, 192)), max(time)) as last_time,
          (case min(case quality when 0 then 0 when 500 then 1 when 192 then 3 else 2 end)
             when 0 then 0 when 1 then 500 when 2 then 64 else 192 end)::smallint as worst_quality
        from series.measurement
        group by 1, 2
        with no data $ddl$, rollup.name, rollup.bucket, extension_schema);
      -- start_offset must stay below any retention of the measurements: refreshing what was dropped would delete the
      -- rollups of it. What is written further back is marked instead, from a day before: see SeriesWriter.
      execute format(
        'select %1$I.add_continuous_aggregate_policy(%2$L, start_offset => interval ''35 days'', '
        'end_offset => interval ''%3$s'', schedule_interval => interval ''%4$s'')',
        extension_schema, 'series.' || rollup.name,
        case rollup.name when 'rollup_1d' then '1 day' else '1 hour' end,
        case rollup.name when 'rollup_1d' then '1 hour' else '10 minutes' end);
    else
      execute format($ddl$
        create table series.%I (
          point_id bigint not null,
          time timestamptz not null,
          low double precision not null,
          high double precision not null,
          mean double precision not null,
          last_value double precision not null,
          last_time timestamptz not null,
          usable integer not null,
          readings integer not null,
          good integer not null,
          worst_quality smallint not null,
          primary key (point_id, time)
        ) %s $ddl$, rollup.name, case when level = 'postgresql' then rollup.partitioned else '' end);
      execute format('grant select, insert, update on series.%I to millwright_historian', rollup.name);
      if level = 'timescaledb-apache' and rollup.chunk is not null then
        execute format(
          'select %1$I.create_hypertable(%2$L, %1$I.by_range(''time'', interval ''%3$s''), create_default_indexes => false)',
          extension_schema, 'series.' || rollup.name, rollup.chunk);
      end if;
    end if;
  end loop;
end
$schema$;

-- As before, and the partitions of the rollups beside those of the measurements: hours by year, days are few.
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
    select parent, parent || to_char(first_day, suffix) as child, first_day, first_day + length as next_first
    from (values
      ('measurement', '"_"YYYY"m"MM', date_trunc('month', moment), interval '1 month'),
      ('condition', '"_"YYYY"m"MM', date_trunc('month', moment), interval '1 month'),
      ('rollup_1m', '"_"YYYY"m"MM', date_trunc('month', moment), interval '1 month'),
      ('rollup_1h', '"_"YYYY', date_trunc('year', moment), interval '1 year')) as v (parent, suffix, first_day, length)
  loop
    if to_regclass('series.' || part.child) is null then
      execute format('create table series.%I (like series.%I including defaults including constraints)',
                     part.child, part.parent);
      execute format('alter table series.%I attach partition series.%I for values from (%L) to (%L)',
                     part.parent, part.child, part.first_day, part.next_first);
    end if;
  end loop;
end
$$;
select ensure_month(month) from months() month;

-- What is there already: TimescaleDB's jobs find the latest 35 days themselves.
insert into unrolled_hour
  select distinct point_id, date_bin('1 hour', time, '1970-01-01T00:00:00Z') from measurement
  where storage_level() <> 'timescaledb' or time < now() - interval '34 days';

create view tenant_rollup_1m with (security_barrier) as
  select p.asset, p.point, r.time, r.low, r.high, r.mean, r.usable, r.readings, r.good, r.last_value, r.last_time,
         r.worst_quality
  from point p join rollup_1m r using (point_id)
  where p.tenant_id = nullif(current_setting('app.tenant_id', true), '');

create view tenant_rollup_1h with (security_barrier) as
  select p.asset, p.point, r.time, r.low, r.high, r.mean, r.usable, r.readings, r.good, r.last_value, r.last_time,
         r.worst_quality
  from point p join rollup_1h r using (point_id)
  where p.tenant_id = nullif(current_setting('app.tenant_id', true), '');

create view tenant_rollup_1d with (security_barrier) as
  select p.asset, p.point, r.time, r.low, r.high, r.mean, r.usable, r.readings, r.good, r.last_value, r.last_time,
         r.worst_quality
  from point p join rollup_1d r using (point_id)
  where p.tenant_id = nullif(current_setting('app.tenant_id', true), '');

-- Hours of which the rollups may know nothing, or too little: to be read from the measurements.
create view tenant_unrolled_hour with (security_barrier) as
  select distinct p.asset, p.point, u.hour
  from point p join unrolled_hour u using (point_id)
  where p.tenant_id = nullif(current_setting('app.tenant_id', true), '');

grant select, insert, delete on unrolled_hour to millwright_historian;
grant select, update on open_hours to millwright_historian;
grant select on tenant_rollup_1m, tenant_rollup_1h, tenant_rollup_1d, tenant_unrolled_hour to millwright_cmms;

-- A rollup of ten minutes between those of a minute and of an hour: a chart of a week reads a tenth of the rows. As the minutes,
-- it has the hours with at least two readings a row: from 12 on. It is kept as long as the minutes.
do $schema$
declare
  level text := series.storage_level();
  extension_schema text;
begin
  select n.nspname into extension_schema
    from pg_extension e join pg_namespace n on n.oid = e.extnamespace where e.extname = 'timescaledb';
  if level = 'timescaledb' then
    -- The same as the others: see there.
    execute format($ddl$
      create materialized view series.rollup_10m with (timescaledb.continuous, timescaledb.materialized_only = false) as
      select point_id,
        %1$I.time_bucket(interval '10 minutes', time) as time,
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
        coalesce(%1$I.last(value, time) filter (where quality in (64, 192)), %1$I.last(value, time)) as last_value,
        coalesce(max(time) filter (where quality in (64, 192)), max(time)) as last_time,
        (case min(case quality when 0 then 0 when 500 then 1 when 192 then 3 else 2 end)
           when 0 then 0 when 1 then 500 when 2 then 64 else 192 end)::smallint as worst_quality
      from series.measurement
      group by 1, 2
      with no data $ddl$, extension_schema);
    execute format(
      'select %1$I.add_continuous_aggregate_policy(''series.rollup_10m'', start_offset => interval ''35 days'', '
      'end_offset => interval ''1 hour'', schedule_interval => interval ''10 minutes'')', extension_schema);
  else
    execute format('create table series.rollup_10m (like series.rollup_1m including defaults including constraints%s) %s',
                   case level when 'postgresql' then '' else ' including indexes' end,
                   case level when 'postgresql' then 'partition by range (time)' else '' end);
    if level = 'postgresql' then
      alter table series.rollup_10m add primary key (point_id, time)
        include (low, high, mean, last_value, last_time, usable, readings, good, worst_quality);
      -- All that is read of an hour, as it should have been: without the number of good ones each row was looked up in its page.
      alter table series.rollup_1h drop constraint rollup_1h_pkey, add primary key (point_id, time)
        include (low, high, mean, last_value, last_time, usable, readings, good, worst_quality);
    else
      execute format(
        'select %1$I.create_hypertable(''series.rollup_10m'', %1$I.by_range(''time'', interval ''1 month''), '
        'create_default_indexes => false)', extension_schema);
    end if;
    grant select, insert, update on series.rollup_10m to millwright_historian;
  end if;
end
$schema$;

-- The months are listed first: once it is among the tables, no month is whole.
create temporary table present on commit drop as select month from months() month;
insert into stored_table (place, name, kind, key, months) values (11, 'rollup_10m', 'minutes', 'point_id', 1);
select ensure_month(month) from present;

create view tenant_rollup_10m with (security_barrier) as
  select p.asset, p.point, r.time, r.low, r.high, r.mean, r.usable, r.readings, r.good, r.last_value, r.last_time,
         r.worst_quality, p.derived
  from point p join rollup_10m r using (point_id)
  where p.tenant_id = nullif(current_setting('app.tenant_id', true), '');
grant select on tenant_rollup_10m to millwright_cmms;

-- What is rolled up already is rolled anew, as far as its readings are there. TimescaleDB's jobs find the latest 35 days themselves.
insert into unrolled_hour
  select r.point_id, r.time from rollup_1h r join kept_point k on k.key = r.point_id
  where r.readings >= 12 and r.time >= k.readings
    and (storage_level() <> 'timescaledb' or r.time < now() - interval '34 days');

-- Marks come and go: where few are left, vacuum would leave their entries in the indexes, and each look at a point's marks would
-- pass over all of them.
alter table unrolled_hour set (vacuum_index_cleanup = on);

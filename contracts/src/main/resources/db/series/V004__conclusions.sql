-- What the historian stores beside readings and evaluations: descriptors, changes of state, events, waveforms, what
-- corrected readings were before, and records that the database refused.

-- A descriptor is a point of its own, named as in DescriptorSet ("T50/mean15"); its values are rows of measurement like any
-- others, so rollups and everything else serve it, too.
alter table point add column derived boolean not null default false;
alter table point drop constraint point_tenant_id_asset_point_key;
alter table point add unique (tenant_id, asset, point, derived);

do $schema$
declare
  level text := series.storage_level();
  partitioned text := case when series.storage_level() = 'postgresql' then 'partition by range (time)' else '' end;
  extension_schema text;
  parent text;
begin
  select n.nspname into extension_schema
    from pg_extension e join pg_namespace n on n.oid = e.extnamespace where e.extname = 'timescaledb';

  -- point is a point, or the name of a detector that watches several. Null = the message has no such value.
  execute format($ddl$
    create table state_change (
      asset_id bigint not null,
      time timestamptz not null,
      point text not null,
      detector text not null,
      state smallint not null,
      previous smallint not null,
      value double precision,
      limit_value double precision,
      explanation text not null,
      plan_id text not null,
      plan_version integer not null,
      primary key (asset_id, time, point, detector)
    ) %s $ddl$, partitioned);

  -- kind as in AssetEvent, without TIME_TICK. digest tells repetitions: it is made of source, kind, code and text.
  execute format($ddl$
    create table event (
      asset_id bigint not null,
      time timestamptz not null,
      digest uuid not null,
      source text not null,
      kind smallint not null,
      code text not null,
      text text not null,
      primary key (asset_id, time, digest)
    ) %s $ddl$, partitioned);

  -- time is that of the first sample. encoding names how the block is to be read: see WaveformBlock. The descriptors are of
  -- the whole block, with its mean taken away; null = not defined, as the crest factor of silence.
  execute format($ddl$
    create table waveform (
      point_id bigint not null,
      time timestamptz not null,
      source text not null,
      unit text not null,
      rate_hz double precision not null,
      samples integer not null,
      encoding text not null,
      block bytea not null,
      rms double precision,
      peak double precision,
      crest_factor double precision,
      kurtosis double precision,
      time_reason smallint not null,
      primary key (point_id, time)
    ) %s $ddl$, partitioned);
  -- Compressed already.
  alter table waveform alter column block set storage external;

  -- What a reading was before it was corrected: one row a correction. sequence is 0 where the source did not number its message.
  execute format($ddl$
    create table revision (
      point_id bigint not null,
      time timestamptz not null,
      sequence bigint not null,
      value double precision not null,
      quality smallint not null,
      revised_at timestamptz not null,
      primary key (point_id, time, sequence)
    ) %s $ddl$, partitioned);

  -- Records of Kafka that the database refused, at the time when that happened. bytes are the first of the value, size is
  -- how many it has.
  execute format($ddl$
    create table set_aside (
      time timestamptz not null,
      consumer text not null,
      topic text not null,
      partition integer not null,
      record_offset bigint not null,
      key bytea,
      reason text not null,
      size integer not null,
      bytes bytea,
      primary key (topic, partition, record_offset, consumer, time)
    ) %s $ddl$, partitioned);

  if level <> 'postgresql' then
    foreach parent in array array['state_change', 'event', 'waveform', 'revision', 'set_aside'] loop
      execute format(
        'select %1$I.create_hypertable(%2$L, %1$I.by_range(''time'', interval ''1 month''), create_default_indexes => false)',
        extension_schema, 'series.' || parent);
    end loop;
  end if;
end
$schema$;

-- Whoever corrects a reading keeps what it was. The owner does it, so nobody can write other revisions.
create function keep_revision() returns trigger
  language plpgsql security definer
  set search_path = pg_catalog, pg_temp
as $$
begin
  insert into series.revision (point_id, time, sequence, value, quality, revised_at)
    values (old.point_id, old.time, coalesce(old.sequence, 0), old.value, old.quality, now())
    on conflict do nothing;
  return null;
end
$$;
revoke all on function keep_revision() from public;
create trigger keep_revision after update on measurement for each row execute function keep_revision();

-- As before, with the new tables.
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
    from (
      select m, '"_"YYYY"m"MM', date_trunc('month', moment), interval '1 month'
      from unnest(array['measurement', 'condition', 'rollup_1m', 'state_change', 'event', 'waveform', 'revision',
                        'set_aside']) m
      union all
      select 'rollup_1h', '"_"YYYY', date_trunc('year', moment), interval '1 year') as v (parent, suffix, first_day, length)
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
select ensure_month(month) from months() month;

create or replace view tenant_point with (security_barrier) as
  select p.asset, p.point, p.derived
  from point p
  where p.tenant_id = nullif(current_setting('app.tenant_id', true), '');

create or replace view tenant_measurement with (security_barrier) as
  select p.asset, p.point, m.time, m.value, m.quality, p.derived
  from point p join measurement m using (point_id)
  where p.tenant_id = nullif(current_setting('app.tenant_id', true), '');

create or replace view tenant_latest_measurement with (security_barrier) as
  select p.asset, p.point, m.time, m.value, m.quality, p.derived
  from point p
  cross join lateral (
    select l.time, l.value, l.quality from measurement l
    where l.point_id = p.point_id order by l.time desc limit 1) m
  where p.tenant_id = nullif(current_setting('app.tenant_id', true), '');

create or replace view tenant_parked_measurement with (security_barrier) as
  select p.asset, p.point, m.time_micros, m.value, m.quality, p.derived
  from point p join parked_measurement m using (point_id)
  where p.tenant_id = nullif(current_setting('app.tenant_id', true), '');

create or replace view tenant_rollup_1m with (security_barrier) as
  select p.asset, p.point, r.time, r.low, r.high, r.mean, r.usable, r.readings, r.good, r.last_value, r.last_time,
         r.worst_quality, p.derived
  from point p join rollup_1m r using (point_id)
  where p.tenant_id = nullif(current_setting('app.tenant_id', true), '');

create or replace view tenant_rollup_1h with (security_barrier) as
  select p.asset, p.point, r.time, r.low, r.high, r.mean, r.usable, r.readings, r.good, r.last_value, r.last_time,
         r.worst_quality, p.derived
  from point p join rollup_1h r using (point_id)
  where p.tenant_id = nullif(current_setting('app.tenant_id', true), '');

create or replace view tenant_rollup_1d with (security_barrier) as
  select p.asset, p.point, r.time, r.low, r.high, r.mean, r.usable, r.readings, r.good, r.last_value, r.last_time,
         r.worst_quality, p.derived
  from point p join rollup_1d r using (point_id)
  where p.tenant_id = nullif(current_setting('app.tenant_id', true), '');

create or replace view tenant_unrolled_hour with (security_barrier) as
  select distinct p.asset, p.point, u.hour, p.derived
  from point p join unrolled_hour u using (point_id)
  where p.tenant_id = nullif(current_setting('app.tenant_id', true), '');

create view tenant_state_change with (security_barrier) as
  select a.asset, s.point, s.detector, s.time, s.state, s.previous, s.value, s.limit_value, s.explanation, s.plan_id,
         s.plan_version
  from asset_series a join state_change s using (asset_id)
  where a.tenant_id = nullif(current_setting('app.tenant_id', true), '');

create view tenant_event with (security_barrier) as
  select a.asset, e.time, e.source, e.kind, e.code, e.text
  from asset_series a join event e using (asset_id)
  where a.tenant_id = nullif(current_setting('app.tenant_id', true), '');

create view tenant_waveform with (security_barrier) as
  select p.asset, p.point, w.time, w.source, w.unit, w.rate_hz, w.samples, w.encoding, w.block, w.rms, w.peak,
         w.crest_factor, w.kurtosis, w.time_reason
  from point p join waveform w using (point_id)
  where p.tenant_id = nullif(current_setting('app.tenant_id', true), '');

create view tenant_revision with (security_barrier) as
  select p.asset, p.point, p.derived, r.time, r.value, r.quality, nullif(r.sequence, 0) as sequence, r.revised_at
  from point p join revision r using (point_id)
  where p.tenant_id = nullif(current_setting('app.tenant_id', true), '');

grant select, insert, update on state_change to millwright_historian;
grant select, insert on event, waveform, set_aside to millwright_historian;
grant select on tenant_state_change, tenant_event, tenant_waveform, tenant_revision to millwright_cmms;

-- The time series, schema "series", owned by millwright_owner. The historian writes it, the CMMS API reads it through the
-- two views at the end, which show only the points of the tenant in the setting app.tenant_id: TimescaleDB's columnstore
-- forbids row-level security on the measurements themselves.

create table point (
  point_id bigint generated always as identity primary key,
  tenant_id text not null,
  asset text not null,
  point text not null,
  unique (tenant_id, asset, point)
);

create table measurement (
  point_id bigint not null,
  time timestamptz not null,
  value double precision not null,
  quality smallint not null default 192,
  primary key (point_id, time)
) partition by range (time);

create table asset_series (
  asset_id bigint generated always as identity primary key,
  tenant_id text not null,
  asset text not null,
  unique (tenant_id, asset)
);

-- One row an evaluation: health and prognosis together, because they are drawn together.
create table condition (
  asset_id bigint not null,
  time timestamptz not null,
  health_index double precision,
  state smallint not null default 0,
  failure_probability double precision,
  remaining_life_hours double precision,
  remaining_life_low_hours double precision,
  remaining_life_high_hours double precision,
  primary key (asset_id, time)
) partition by range (time);

-- Where the historian goes on: written in the same transaction as the rows.
create table consumed (
  consumer text not null,
  topic text not null,
  partition integer not null,
  next_offset bigint not null,
  primary key (consumer, topic, partition)
);

create view tenant_measurement with (security_barrier) as
  select p.asset, p.point, m.time, m.value, m.quality
  from point p join measurement m using (point_id)
  where p.tenant_id = nullif(current_setting('app.tenant_id', true), '');

create view tenant_point with (security_barrier) as
  select p.asset, p.point
  from point p
  where p.tenant_id = nullif(current_setting('app.tenant_id', true), '');

create view tenant_condition with (security_barrier) as
  select a.asset, c.time, c.health_index, c.state, c.failure_probability, c.remaining_life_hours,
         c.remaining_life_low_hours, c.remaining_life_high_hours
  from asset_series a join condition c using (asset_id)
  where a.tenant_id = nullif(current_setting('app.tenant_id', true), '');

grant usage on schema series to millwright_historian, millwright_cmms;
grant select, insert, update on point, measurement, asset_series, condition, consumed to millwright_historian;
grant select on tenant_measurement, tenant_point, tenant_condition to millwright_cmms;

-- How long time series are kept, in days; null = for ever. Each change is a row more, so the table also says who set what and
-- when. The site with the empty name stands for the organization: for all assets whose site has no setting of its own.
create table retention_setting (
  tenant_id text not null default nullif(current_setting('app.tenant_id', true), '') references organization (id),
  site text not null,
  version bigint not null check (version > 0),
  -- whether there is none any more
  withdrawn boolean not null,
  -- TimescaleDB's jobs refresh the last 35 days: of what is gone before, they would delete the rollups
  readings_days integer check (readings_days between 35 and 36500),
  minutes_days integer check (minutes_days between 35 and 36500),
  hours_days integer check (hours_days between 35 and 36500),
  waveforms_days integer check (waveforms_days between 1 and 36500),
  -- health and prognoses, changes of state, events
  events_days integer check (events_days between 1 and 36500),
  changed_at timestamptz not null,
  changed_by text not null,
  primary key (tenant_id, site, version),
  -- a rollup is kept as long as what it is made of
  check (minutes_days is null or coalesce(minutes_days >= readings_days, false)),
  check (hours_days is null or coalesce(hours_days >= minutes_days, false))
);
alter table retention_setting enable row level security;
alter table retention_setting force row level security;
create policy tenant on retention_setting using (tenant_id = nullif(current_setting('app.tenant_id', true), ''));
grant select, insert on retention_setting to millwright_cmms;

-- What the historian goes by, for all organizations: a row for each asset whose site has a setting, and one with the empty
-- name for the other assets of an organization. The policies let the owner, as whom the view runs, read; that of assets is
-- there already.
create policy historian on retention_setting for select to millwright_owner using (true);
create view retention_in_force as
  with newest as (
    select distinct on (tenant_id, site) * from retention_setting order by tenant_id, site, version desc)
  select n.tenant_id, coalesce(a.tag, '') as asset, n.readings_days as readings, n.minutes_days as minutes,
    n.hours_days as hours, n.waveforms_days as waveforms, n.events_days as events
  from newest n
  left join asset a on a.tenant_id = n.tenant_id and a.site = n.site and n.site <> ''
  where not n.withdrawn and (n.site = '' or a.tag is not null);
grant usage on schema cmms to millwright_historian;
grant select on retention_in_force to millwright_historian;

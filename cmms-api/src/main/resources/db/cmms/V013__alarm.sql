-- What the monitoring says beside advisories, as it came in. Times are event time where nothing else is said. Everything is
-- bounded, the oldest goes first, so that taking a topic in again from its beginning changes nothing.

-- The alarm of each detector as its latest change left it, in the states of ISA-18.2.
create table alarm (
  tenant_id text not null default nullif(current_setting('app.tenant_id', true), '') references organization (id),
  asset_tag text not null,
  detector text not null,
  point text not null,
  state text not null check (state in ('NORMAL', 'ACTIVE_UNACKNOWLEDGED', 'ACTIVE_ACKNOWLEDGED',
    'RETURNED_UNACKNOWLEDGED', 'SHELVED', 'SUPPRESSED_BY_DESIGN', 'OUT_OF_SERVICE')),
  -- what the detector sees, whatever holds the alarm back
  detected text not null check (detected in ('UNKNOWN', 'NORMAL', 'ALERT', 'ALARM')),
  -- 1 highest
  priority smallint not null check (priority between 1 and 3),
  value double precision,
  limit_value double precision,
  -- UCUM; '1' = a number of the detector's own, which meaning names
  unit text not null,
  meaning text not null,
  reason text not null,
  by_user text not null,
  shelved_until timestamptz,
  plan_id text not null,
  plan_version integer not null,
  changed_at timestamptz not null,
  -- null = it is not active, or held back
  active_since timestamptz,
  -- what a person should look at first: active and new, active, gone but new, the rest
  urgency smallint not null generated always as (
    case state when 'ACTIVE_UNACKNOWLEDGED' then priority when 'ACTIVE_ACKNOWLEDGED' then 10 + priority
      when 'RETURNED_UNACKNOWLEDGED' then 20 + priority else 30 end) stored,
  primary key (tenant_id, asset_tag, detector)
);
create index alarm_urgent on alarm (tenant_id, urgency, changed_at desc, asset_tag desc, detector desc);
create index alarm_standing on alarm (tenant_id, state) where state <> 'NORMAL';
create index alarm_active on alarm (tenant_id, active_since) where active_since is not null;
alter table alarm enable row level security;
alter table alarm force row level security;
create policy tenant on alarm using (tenant_id = nullif(current_setting('app.tenant_id', true), ''));
grant select, insert, update on alarm to millwright_cmms;

-- Its changes: the newest 2,000 of each alarm.
create table alarm_event (
  tenant_id text not null default nullif(current_setting('app.tenant_id', true), ''),
  asset_tag text not null,
  detector text not null,
  at timestamptz not null,
  state text not null,
  previous text not null,
  detected text not null,
  -- whether a person was to be told
  announced boolean not null,
  priority smallint not null,
  value double precision,
  limit_value double precision,
  unit text not null,
  meaning text not null,
  reason text not null,
  by_user text not null,
  shelved_until timestamptz,
  plan_id text not null,
  plan_version integer not null,
  -- a detector judges a time once
  primary key (tenant_id, asset_tag, detector, at)
);
create index alarm_event_time on alarm_event (tenant_id, at);
alter table alarm_event enable row level security;
alter table alarm_event force row level security;
create policy tenant on alarm_event using (tenant_id = nullif(current_setting('app.tenant_id', true), ''));
grant select, insert, delete on alarm_event to millwright_cmms;

-- What people asked the monitoring to do about alarms: added, and confirmed once an event shows that it was done.
create table alarm_command (
  tenant_id text not null default nullif(current_setting('app.tenant_id', true), '') references organization (id),
  id uuid not null,
  asset_tag text not null,
  -- null = all of the asset
  detector text,
  kind text not null check (kind in ('ACKNOWLEDGE', 'SHELVE', 'UNSHELVE', 'OUT_OF_SERVICE', 'IN_SERVICE',
    'MAINTENANCE_BEGIN', 'MAINTENANCE_END')),
  -- event time from which it holds
  at timestamptz not null,
  -- wall time
  asked_at timestamptz not null,
  until timestamptz,
  reason text not null,
  by_user text not null,
  confirmed boolean not null default false,
  primary key (tenant_id, id)
);
create index alarm_command_asset on alarm_command (tenant_id, asset_tag, detector, id desc);
create index alarm_command_pending on alarm_command (tenant_id, asset_tag) where not confirmed;
alter table alarm_command enable row level security;
alter table alarm_command force row level security;
create policy tenant on alarm_command using (tenant_id = nullif(current_setting('app.tenant_id', true), ''));
grant select, insert, update (confirmed) on alarm_command to millwright_cmms;

-- Sensors that could not be believed: of each asset the newest 1,000.
create table instrument_finding (
  tenant_id text not null default nullif(current_setting('app.tenant_id', true), '') references organization (id),
  asset_tag text not null,
  point text not null,
  fault text not null,
  opened_at timestamptz not null,
  -- null = it still cannot be believed
  closed_at timestamptz,
  value double precision,
  explanation text not null,
  remedy text not null,
  plan_id text not null,
  plan_version integer not null,
  primary key (tenant_id, asset_tag, point, fault, opened_at)
);
create index instrument_finding_newest on instrument_finding
  (tenant_id, opened_at desc, asset_tag desc, point desc, fault desc);
create index instrument_finding_open on instrument_finding (tenant_id, asset_tag) where closed_at is null;
alter table instrument_finding enable row level security;
alter table instrument_finding force row level security;
create policy tenant on instrument_finding using (tenant_id = nullif(current_setting('app.tenant_id', true), ''));
grant select, insert, update, delete on instrument_finding to millwright_cmms;

-- Readings that came too late for what was concluded of their time: of each asset the newest 10,000 messages.
create table correction (
  tenant_id text not null default nullif(current_setting('app.tenant_id', true), '') references organization (id),
  asset_tag text not null,
  -- event time that the monitoring had reached when they came
  reached_at timestamptz not null,
  -- SHA-256 of the message
  id bytea not null,
  source text not null,
  -- of the earliest and the latest of them
  from_at timestamptz not null,
  to_at timestamptz not null,
  readings bigint not null,
  points text[] not null,
  primary key (tenant_id, asset_tag, reached_at, id)
);
create index correction_time on correction (tenant_id, from_at);
alter table correction enable row level security;
alter table correction force row level security;
create policy tenant on correction using (tenant_id = nullif(current_setting('app.tenant_id', true), ''));
grant select, insert, delete on correction to millwright_cmms;

-- What plans in shadow would have raised: of each asset the newest 1,000.
create table shadow_conclusion (
  tenant_id text not null default nullif(current_setting('app.tenant_id', true), '') references organization (id),
  asset_tag text not null,
  at timestamptz not null,
  -- SHA-256 of the message
  id bytea not null,
  plan_id text not null,
  plan_version integer not null,
  kind text not null check (kind in ('ADVISORY', 'ALARM', 'ALERT', 'INSTRUMENT')),
  -- the rule, the detector or the point, and its failure mode, point or fault
  source text not null,
  subject text not null,
  -- of an advisory
  priority smallint,
  text text not null,
  primary key (tenant_id, asset_tag, at, id)
);
alter table shadow_conclusion enable row level security;
alter table shadow_conclusion force row level security;
create policy tenant on shadow_conclusion using (tenant_id = nullif(current_setting('app.tenant_id', true), ''));
grant select, insert, delete on shadow_conclusion to millwright_cmms;

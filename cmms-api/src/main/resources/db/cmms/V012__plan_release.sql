-- What was done with plans, one row each and never changed: in force for a class is the one released or rolled back to
-- last, and before it the one that a rollback brings back.
create table plan_release (
  tenant_id text not null default nullif(current_setting('app.tenant_id', true), '') references organization (id),
  id bigint generated always as identity,
  asset_class text not null,
  action text not null check (action in ('RELEASE', 'ROLLBACK', 'SHADOW', 'END_SHADOW')),
  plan_id text not null,
  plan_version integer not null,
  sha256 text not null,
  done_at timestamptz not null,
  done_by text not null,
  primary key (tenant_id, id)
);
create index plan_release_class on plan_release (tenant_id, asset_class, id desc);

-- Of releases before this table the last of each version is known.
alter table monitoring_plan no force row level security;
insert into plan_release (tenant_id, asset_class, action, plan_id, plan_version, sha256, done_at, done_by)
  select tenant_id, asset_class, 'RELEASE', id, version, sha256, released_at, released_by
  from monitoring_plan order by released_at;
alter table monitoring_plan force row level security;

alter table plan_release enable row level security;
alter table plan_release force row level security;
create policy tenant on plan_release using (tenant_id = nullif(current_setting('app.tenant_id', true), ''));
grant select, insert on plan_release to millwright_cmms;

-- The plan that runs beside the one in force and raises nothing, at most one for a class.
create table shadow_plan (
  tenant_id text not null default nullif(current_setting('app.tenant_id', true), '') references organization (id),
  asset_class text not null,
  id text not null,
  version integer not null check (version > 0),
  document text not null,
  sha256 text not null,
  started_at timestamptz not null,
  started_by text not null,
  primary key (tenant_id, asset_class)
);
alter table shadow_plan enable row level security;
alter table shadow_plan force row level security;
create policy tenant on shadow_plan using (tenant_id = nullif(current_setting('app.tenant_id', true), ''));
grant select, insert, update, delete on shadow_plan to millwright_cmms;

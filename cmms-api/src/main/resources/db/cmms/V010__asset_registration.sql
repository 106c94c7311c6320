-- Points may come from a person or a device as well as from the monitoring plan, and gateways learn of all of them.
alter table measurement_point
  -- UCUM unit that devices send in where the message does not say; null = the unit
  add column source_unit text,
  -- whether a gateway that runs out of room may drop it first
  add column low_priority boolean not null default false,
  -- who brought it; what only a plan brought goes with the plan
  add column origin text not null default 'PLAN' check (origin in ('PLAN', 'PERSON', 'AUTO')),
  -- null = not in the plan in force
  alter column place drop not null;

alter table asset
  add column auto_provisioned boolean not null default false,
  -- whether gateways were told; those of before this migration were not
  add column announced boolean not null default false;
create index asset_unannounced on asset (tenant_id) where not announced;

-- What the start must tell gateways is asked for all organizations. The function answers with their names only; the
-- policies let the owner, as whom it runs, read.
create policy announce on organization for select to millwright_owner using (true);
create policy announce on asset for select to millwright_owner using (true);
create function tenants_to_announce(everything boolean) returns setof text
  language sql stable security definer set search_path = cmms, pg_temp
  as $$
    select id from organization o
    where everything or exists (select from asset a where a.tenant_id = o.id and not a.announced)
  $$;
revoke all on function tenants_to_announce(boolean) from public;
grant execute on function tenants_to_announce(boolean) to millwright_cmms;

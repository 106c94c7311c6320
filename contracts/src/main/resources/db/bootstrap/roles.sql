-- Roles of the one database that the historian and the CMMS API share. Run once by a superuser, in the database that
-- Millwright uses; running it again changes nothing. Passwords are set beside it, never here.
do $$
begin
  -- owns the schemas and runs the migrations
  if not exists (select from pg_roles where rolname = 'millwright_owner') then
    create role millwright_owner login nosuperuser nobypassrls;
  end if;
  -- writes the time series
  if not exists (select from pg_roles where rolname = 'millwright_historian') then
    create role millwright_historian login nosuperuser nobypassrls;
  end if;
  -- serves the API: sees a tenant's rows only, and only while that tenant is set
  if not exists (select from pg_roles where rolname = 'millwright_cmms') then
    create role millwright_cmms login nosuperuser nobypassrls;
  end if;
  execute format('grant connect, create on database %I to millwright_owner', current_database());
  execute format('grant connect on database %I to millwright_historian, millwright_cmms', current_database());
  -- for the table in which it sorts repeated readings out
  execute format('grant temporary on database %I to millwright_historian', current_database());
end
$$;

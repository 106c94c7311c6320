-- Readings of a point of the tenant in app.tenant_id, in the order of their time, after a time and up to another, at most so
-- many. The same as from tenant_measurement: but behind that view the planner cannot know that the point is one, so it would
-- read and sort all that the point has in the range to find the first of them.
create function tenant_readings(of_asset text, of_point text, of_derived boolean, after timestamptz, until timestamptz, most integer)
  returns table ("time" timestamptz, value double precision, quality smallint)
  language sql stable security definer
  set search_path = pg_catalog, pg_temp
as $$
  select m.time, m.value, m.quality
  from series.measurement m
  where m.point_id = (
      select p.point_id from series.point p
      where p.tenant_id = nullif(current_setting('app.tenant_id', true), '')
        and p.asset = of_asset and p.point = of_point and p.derived = of_derived)
    and m.time > after and m.time <= until
  order by m.time limit most
$$;
revoke all on function tenant_readings(text, text, boolean, timestamptz, timestamptz, integer) from public;
grant execute on function tenant_readings(text, text, boolean, timestamptz, timestamptz, integer) to millwright_cmms;

-- The number of the message within its source, which tells a correction from a repetition: of several readings of one
-- point and time the highest counts. Null = the source does not number its messages; that costs no byte.
alter table measurement add column sequence bigint;
alter table parked_measurement add column sequence bigint;
-- A correction may change what was measured, never of which point or when.
grant update (value, quality, sequence) on measurement, parked_measurement to millwright_historian;

-- The lists of what was released and of what was dismissed, the latest first.
create index watch_item_ended on watch_item (tenant_id, state, ended_at desc, id desc) where state <> 'WAITING';

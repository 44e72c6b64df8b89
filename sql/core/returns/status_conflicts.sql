-- summary: 'Returns whose status and days disagree: processed without a day or a parcel, received without one, or requested with one.'
-- tier: consistency
-- severity: major
-- tolerance: 0.001
-- owner: Operations
-- table: returns
-- faulty: [status, requested_at, received_at, processed_on]
-- checks: raw_returns
-- fix: Set the status to what the days say.
-- grain: return_id
-- params: {}
-- columns:
--   return_id: {type: id, title: Return}
--   status: {type: text, title: Status}
--   requested_at: {type: timestamp, title: Requested}
--   received_at: {type: timestamp, title: Received}
--   processed_on: {type: date, title: Processed}
select
    returned.return_id,
    returned.status,
    returned.requested_at,
    returned.received_at,
    returned.processed_on
from raw_returns as returned
where (returned.status = 'processed' and (returned.processed_on is null or returned.received_at is null))
    or (returned.status = 'received' and returned.received_at is null)
    or (returned.status = 'requested' and (returned.received_at is not null or returned.processed_on is not null))

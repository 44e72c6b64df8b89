-- summary: Returns of which the customer gave no reason.
-- tier: completeness
-- severity: minor
-- tolerance: 0.02
-- owner: Customer service
-- table: returns
-- checks: raw_returns
-- fix: Make the reason a part of the form.
-- grain: return_id
-- params: {}
-- columns:
--   return_id: {type: id, title: Return}
--   order_id: {type: id, title: Order, drill: order}
select
    returned.return_id,
    returned.order_id
from raw_returns as returned
where coalesce(trim(returned.reason), '') = ''

-- summary: 'List prices of nothing, or more than twenty times the middle price of their product: the decimal point is lost.'
-- tier: accuracy
-- severity: critical
-- tolerance: 0
-- owner: Merchandising
-- table: price_history
-- faulty: [price_cents]
-- checks: raw_price_history
-- fix: Correct the price before somebody buys at it.
-- grain: product_id, valid_from
-- params: {}
-- columns:
--   product_id: {type: id, title: Product}
--   valid_from: {type: date, title: Valid from}
--   price_cents: {type: money, title: Price}
--   middle_cents: {type: money, title: Middle price}
with ranked as (
    select
        prices.product_id,
        prices.price_cents,
        row_number() over (partition by prices.product_id order by prices.price_cents, prices.valid_from) as position,
        count(*) over (partition by prices.product_id) as held
    from raw_price_history as prices
),

middles as (
    select ranked.product_id, max(ranked.price_cents) as middle_cents
    from ranked
    where 2 * ranked.position between ranked.held and ranked.held + 1
    group by ranked.product_id
)

select
    prices.product_id,
    prices.valid_from,
    prices.price_cents,
    middles.middle_cents
from raw_price_history as prices
join middles on middles.product_id = prices.product_id
where prices.price_cents <= 0
    or prices.price_cents > 20 * middles.middle_cents

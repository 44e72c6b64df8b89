-- summary: Products whose list price of today is at or below what a unit costs.
-- tier: accuracy
-- severity: major
-- tolerance: 0.02
-- owner: Merchandising
-- table: products
-- faulty: [price_history.price_cents, cost_history.cost_cents]
-- checks: >-
--   (select distinct prices.product_id from raw_price_history as prices join raw_cost_history as costs on costs.product_id =
--   prices.product_id) as products
-- fix: Raise the price, or correct the cost.
-- grain: product_id
-- params: {as_of_date: date}
-- columns:
--   product_id: {type: id, title: Product}
--   price_cents: {type: money, title: Price}
--   cost_cents: {type: money, title: Cost, tag: cost}
with last_prices as (
    select prices.product_id, max(prices.valid_from) as valid_from
    from raw_price_history as prices
    where prices.valid_from <= :as_of_date
    group by prices.product_id
),

last_costs as (
    select costs.product_id, max(costs.valid_from) as valid_from
    from raw_cost_history as costs
    where costs.valid_from <= :as_of_date
    group by costs.product_id
)

select
    prices.product_id,
    prices.price_cents,
    costs.cost_cents
from raw_price_history as prices
join last_prices on last_prices.product_id = prices.product_id and last_prices.valid_from = prices.valid_from
join last_costs on last_costs.product_id = prices.product_id
join raw_cost_history as costs on costs.product_id = last_costs.product_id and costs.valid_from = last_costs.valid_from
where prices.price_cents <= costs.cost_cents

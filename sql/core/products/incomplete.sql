-- summary: >-
--   Products that reach fewer than 85 of 100 points: number 15, name 15, description 20, category 15, price 15, cost 10, stock
--   10.
-- tier: completeness
-- severity: major
-- tolerance: 0.1
-- owner: Merchandising
-- table: products
-- faulty: [product_name, description, category, price_history.price_cents, cost_history.cost_cents]
-- checks: raw_products
-- fix: Fill in what is missing, products that sell most first.
-- grain: product_id
-- params: {as_of_day: integer}
-- columns:
--   product_id: {type: id, title: Product}
--   product_name: {type: text, title: Product name}
--   complete_score: {type: integer, title: Complete score}
--   at_risk_cents: {type: money, title: Money at risk, note: Net sales of the product in the last 365 days.}
with priced as (
    select prices.product_id, max(prices.price_cents) as price_cents
    from raw_price_history as prices
    group by prices.product_id
),

costed as (
    select costs.product_id, max(costs.cost_cents) as cost_cents
    from raw_cost_history as costs
    group by costs.product_id
),

stocked as (
    select distinct snapshots.product_id
    from raw_stock_snapshots as snapshots
),

sold as (
    select products.product_id, sum(events.gross_cents - events.discount_cents - events.return_cents) as net_cents
    from fct_sales_events as events
    join dim_products as products on products.product_key = events.product_key
    where events.event_day between :as_of_day - 364 and :as_of_day
        and products.source = 'demo'
    group by products.product_id
),

scored as (
    select
        products.product_id,
        products.product_name,
        case when coalesce(trim(products.sku), '') = '' then 0 else 15 end
            + case when coalesce(trim(products.product_name), '') = '' then 0 else 15 end
            + case when length(trim(coalesce(products.description, ''))) < 12 then 0 else 20 end
            + case when categories.category is null then 0 else 15 end
            + case when coalesce(priced.price_cents, 0) <= 0 then 0 else 15 end
            + case when coalesce(costed.cost_cents, 0) <= 0 then 0 else 10 end
            + case when stocked.product_id is null then 0 else 10 end as complete_score,
        sold.net_cents
    from raw_products as products
    left join raw_categories as categories on categories.category = products.category
    left join priced on priced.product_id = products.product_id
    left join costed on costed.product_id = products.product_id
    left join stocked on stocked.product_id = products.product_id
    left join sold on sold.product_id = products.product_id
)

select
    scored.product_id,
    scored.product_name,
    scored.complete_score,
    scored.net_cents as at_risk_cents
from scored
where scored.complete_score < 85

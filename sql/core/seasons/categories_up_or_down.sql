-- summary: >-
--   Categories whose share of net sales in the last 28 days is half as much again, or half as little, as in the 182 days before,
--   and moved by two points at least.
-- tier: anomaly
-- severity: minor
-- tolerance: 0.2
-- owner: Merchandising
-- table: products
-- checks: (select distinct products.category from dim_products as products where products.category <> 'Not recorded') as categories
-- fix: Look for a price, a stock-out or a category that was renamed.
-- grain: category
-- params: {as_of_day: integer}
-- columns:
--   category: {type: text, title: Category}
--   recent_share: {type: decimal, title: Recent share}
--   usual_share: {type: decimal, title: Usual share}
with summed as (
    select
        products.category,
        sum(case when events.event_day > :as_of_day - 28 then events.gross_cents - events.discount_cents else 0 end) as recent_cents,
        sum(case when events.event_day <= :as_of_day - 28 then events.gross_cents - events.discount_cents else 0 end) as earlier_cents
    from fct_sales_events as events
    join dim_products as products on products.product_key = events.product_key
    where events.event_type = 'sale'
        and events.event_day between :as_of_day - 209 and :as_of_day
    group by products.category
),

totals as (
    select sum(summed.recent_cents) as recent_cents, sum(summed.earlier_cents) as earlier_cents
    from summed
),

shares as (
    select
        summed.category,
        cast(summed.recent_cents as double precision) / nullif(totals.recent_cents, 0) as recent_share,
        cast(summed.earlier_cents as double precision) / nullif(totals.earlier_cents, 0) as usual_share
    from summed
    cross join totals
)

select
    shares.category,
    shares.recent_share,
    shares.usual_share
from shares
where (shares.recent_share > 1.5 * shares.usual_share or shares.recent_share < 0.5 * shares.usual_share)
    and abs(shares.recent_share - shares.usual_share) >= 0.02

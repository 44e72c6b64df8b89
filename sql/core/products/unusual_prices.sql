-- summary: >-
--   Products whose middle list price lies more than six robust deviations (1.4826 times the middle distance from the middle)
--   above their category.
-- tier: anomaly
-- severity: minor
-- tolerance: 0.02
-- owner: Merchandising
-- table: products
-- checks: raw_products
-- fix: Look whether the price or the category of the product is wrong.
-- grain: product_id
-- params: {}
-- columns:
--   product_id: {type: id, title: Product}
--   category: {type: text, title: Category}
--   robust_z: {type: decimal, title: Robust z}
with ranked as (
    select
        prices.product_id,
        prices.price_cents,
        row_number() over (partition by prices.product_id order by prices.price_cents, prices.valid_from) as position,
        count(*) over (partition by prices.product_id) as held
    from raw_price_history as prices
    where prices.price_cents > 0
),

middles as (
    select
        products.product_id,
        products.category,
        ln(cast(max(ranked.price_cents) as double precision)) as log_price
    from ranked
    join raw_products as products on products.product_id = ranked.product_id
    where 2 * ranked.position between ranked.held and ranked.held + 1
    group by products.category, products.product_id
),

placed as (
    select
        middles.product_id,
        middles.category,
        middles.log_price,
        row_number() over (partition by middles.category order by middles.log_price, middles.product_id) as position,
        count(*) over (partition by middles.category) as held
    from middles
),

centres as (
    select placed.category, avg(placed.log_price) as centre, max(placed.held) as held
    from placed
    where 2 * placed.position between placed.held and placed.held + 2
    group by placed.category
),

distances as (
    select
        placed.product_id,
        placed.category,
        placed.log_price - centres.centre as distance,
        row_number() over (partition by placed.category order by abs(placed.log_price - centres.centre), placed.product_id) as position,
        placed.held
    from placed
    join centres on centres.category = placed.category
),

spreads as (
    select distances.category, avg(abs(distances.distance)) as spread
    from distances
    where 2 * distances.position between distances.held and distances.held + 2
    group by distances.category
)

select
    distances.product_id,
    distances.category,
    distances.distance / nullif(1.4826 * cast(spreads.spread as double precision), 0) as robust_z
from distances
join spreads on spreads.category = distances.category
where distances.held >= 20
    and distances.distance > 6 * 1.4826 * spreads.spread

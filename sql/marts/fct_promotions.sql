-- summary: Promotions with what their category or brand sold on their days and on as many days before, weekdays aligned.
-- grain: promotion_key
-- indexes: [starts_day]
-- columns:
--   promotion_key: {type: integer, title: Key}
--   source: {type: text, title: Source}
--   promotion_id: {type: id, title: Promotion}
--   promotion_name: {type: text, title: Promotion name}
--   category: {type: text, title: Category}
--   brand: {type: text, title: Brand, note: Every brand when the whole category is in it.}
--   starts_day: {type: integer, title: First day}
--   ends_day: {type: integer, title: Last day}
--   days: {type: integer, title: Days}
--   discount_rate: {type: decimal, title: Discount}
--   demand_cents: {type: integer, title: Demand sales, note: Gross sales minus discounts on its days.}
--   discount_cents: {type: integer, title: Discounts, note: All discounts on its days.}
--   before_cents: {type: integer, title: Demand sales before, note: On the same weekdays of the weeks before it.}
with dated as (
    select
        row_number() over (order by promotions.source, promotions.promotion_id) as promotion_key,
        promotions.source,
        promotions.promotion_id,
        promotions.promotion_name,
        promotions.category,
        promotions.brand,
        first_days.day_number as starts_day,
        last_days.day_number as ends_day,
        last_days.day_number - first_days.day_number + 1 as days,
        promotions.discount_rate
    from stg_promotions as promotions
    join dim_date as first_days on first_days.date_day = promotions.starts_date
    join dim_date as last_days on last_days.date_day = promotions.ends_date
),

shifted as (
    -- Whole weeks back, as many as the promotion lasts, so that weekdays meet weekdays.
    select dated.*, 7 * cast(floor(cast(dated.days + 6 as double precision) / 7) as bigint) as back
    from dated
),

compared as (
    select shifted.promotion_key, shifted.category, shifted.brand, 1 as is_during, shifted.starts_day as first_day, shifted.ends_day as last_day
    from shifted

    union all

    select
        shifted.promotion_key,
        shifted.category,
        shifted.brand,
        0 as is_during,
        shifted.starts_day - shifted.back as first_day,
        shifted.ends_day - shifted.back as last_day
    from shifted
),

sold as (
    -- A cross join, because SQLite then walks the few promotions and looks their days up.
    select
        compared.promotion_key,
        sum(compared.is_during * (events.gross_cents - events.discount_cents)) as demand_cents,
        sum(compared.is_during * events.discount_cents) as discount_cents,
        sum((1 - compared.is_during) * (events.gross_cents - events.discount_cents)) as before_cents
    from compared
    cross join fct_sales_events as events
    where events.event_day between compared.first_day and compared.last_day
        and events.category = compared.category
        and (compared.brand is null or events.brand = compared.brand)
    group by compared.promotion_key
),

described as (
    select
        shifted.promotion_key,
        shifted.source,
        shifted.promotion_id,
        shifted.promotion_name,
        shifted.category,
        coalesce(shifted.brand, 'Every brand') as brand,
        shifted.starts_day,
        shifted.ends_day,
        shifted.days,
        shifted.discount_rate,
        coalesce(sold.demand_cents, 0) as demand_cents,
        coalesce(sold.discount_cents, 0) as discount_cents,
        coalesce(sold.before_cents, 0) as before_cents
    from shifted
    left join sold on sold.promotion_key = shifted.promotion_key
)

select * from described

-- summary: The channel, category and brand that each known customer bought most from, and from how many.
-- grain: customer_key
-- params: {as_of_day: integer}
-- columns:
--   customer_key: {type: integer, title: Customer key}
--   favourite_channel: {type: text, title: Favourite channel, note: With the most orders.}
--   channels: {type: integer, title: Channels}
--   favourite_category: {type: text, title: Favourite category, note: With the most gross sales; likewise the brand.}
--   favourite_cents: {type: integer, title: Gross sales of it}
--   categories: {type: integer, title: Categories}
--   favourite_brand: {type: text, title: Favourite brand}
--   brands: {type: integer, title: Brands}
with ordered as (
    select customer_key, channel, count(*) as orders
    from fct_orders
    where customer_key > 0 and order_day <= :as_of_day
    group by customer_key, channel
),

bought as (
    select customer_key, category, brand, sum(gross_cents) as gross_cents
    from fct_sales_events
    where event_type = 'sale' and customer_key > 0 and order_day <= :as_of_day
    group by customer_key, category, brand
),

in_categories as (
    select customer_key, category, sum(gross_cents) as gross_cents
    from bought
    group by customer_key, category
),

of_brands as (
    select customer_key, brand, sum(gross_cents) as gross_cents
    from bought
    group by customer_key, brand
),

-- Each name behind what speaks for it, sixteen digits even below zero, so that the greatest is that of the favourite. Nothing is sorted.
channels as (
    select customer_key, count(*) as channels, max((2000000000000000 + orders) || channel) as favourite
    from ordered
    group by customer_key
),

categories as (
    select
        customer_key,
        count(*) as categories,
        max(gross_cents) as favourite_cents,
        max((2000000000000000 + gross_cents) || category) as favourite
    from in_categories
    group by customer_key
),

brands as (
    select customer_key, count(*) as brands, max((2000000000000000 + gross_cents) || brand) as favourite
    from of_brands
    group by customer_key
),

favourites as (
    select
        channels.customer_key,
        substr(channels.favourite, 17) as favourite_channel,
        channels.channels,
        substr(categories.favourite, 17) as favourite_category,
        categories.favourite_cents,
        categories.categories,
        substr(brands.favourite, 17) as favourite_brand,
        brands.brands
    from channels
    join categories on categories.customer_key = channels.customer_key
    join brands on brands.customer_key = channels.customer_key
)

select * from favourites

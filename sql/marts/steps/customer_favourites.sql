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
with channel_sums as (
    select
        customer_key,
        channel,
        count(*) over (partition by customer_key) as channels,
        row_number() over (partition by customer_key order by count(*) desc, channel) as place
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

category_sums as (
    select
        customer_key,
        category,
        sum(gross_cents) as gross_cents,
        count(*) over (partition by customer_key) as categories,
        row_number() over (partition by customer_key order by sum(gross_cents) desc, category) as place
    from bought
    group by customer_key, category
),

brand_sums as (
    select
        customer_key,
        brand,
        count(*) over (partition by customer_key) as brands,
        row_number() over (partition by customer_key order by sum(gross_cents) desc, brand) as place
    from bought
    group by customer_key, brand
),

favourites as (
    select
        channel_sums.customer_key,
        channel_sums.channel as favourite_channel,
        channel_sums.channels,
        category_sums.category as favourite_category,
        category_sums.gross_cents as favourite_cents,
        category_sums.categories,
        brand_sums.brand as favourite_brand,
        brand_sums.brands
    from channel_sums
    join category_sums on category_sums.customer_key = channel_sums.customer_key and category_sums.place = 1
    join brand_sums on brand_sums.customer_key = channel_sums.customer_key and brand_sums.place = 1
    where channel_sums.place = 1
)

select * from favourites

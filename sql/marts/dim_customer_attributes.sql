-- summary: What can be asked of a customer when a segment is made, how, what and where they buy; known customers with an order.
-- grain: customer_key
-- params: {as_of_day: integer}
-- columns:
--   customer_key: {type: integer, title: Customer key}
--   country: {type: text, title: Country}
--   region: {type: text, title: Region}
--   days_known: {type: integer, title: Days since the first order}
--   orders_year: {type: integer, title: Orders of the last 365 days}
--   net_year_cents: {type: integer, title: Net sales of the last 365 days}
--   average_order_cents: {type: integer, title: Average order, note: Before returns; whole cents.}
--   average_gap_days: {type: decimal, title: Days between orders, note: On average; missing with a single order.}
--   discount_share: {type: decimal, title: Discount share, note: Discounts by gross sales.}
--   return_share: {type: decimal, title: Return share, note: Returns and cancellations by sales before them.}
--   weekend_share: {type: decimal, title: Weekend share, note: Of orders.}
--   evening_share: {type: decimal, title: Evening share, note: Of orders placed from 18:00 on.}
--   mobile_share: {type: decimal, title: Mobile share, note: Of orders.}
--   code_share: {type: decimal, title: Code share, note: Of orders with a discount code of any kind.}
--   influencer_orders: {type: integer, title: Orders with an influencer's code}
--   cancelled_orders: {type: integer, title: Cancelled orders}
--   channels: {type: integer, title: Channels bought from}
--   favourite_channel: {type: text, title: Favourite channel, note: With the most orders.}
--   categories: {type: integer, title: Categories bought}
--   brands: {type: integer, title: Brands bought}
--   favourite_category: {type: text, title: Favourite category, note: With the most gross sales.}
--   favourite_share: {type: decimal, title: Share of the favourite category, note: Of gross sales.}
--   favourite_brand: {type: text, title: Favourite brand, note: Likewise.}
--   acquisition_channel: {type: text, title: Acquisition channel}
--   is_referred: {type: boolean, title: Referred}
--   loyalty_tier: {type: text, title: Loyalty tier, note: None for who is no member.}
--   tickets: {type: integer, title: Service tickets}
--   reviews: {type: integer, title: Reviews}
--   may_email: {type: boolean, title: May be e-mailed, note: 'By the last consent; nobody where none is recorded.'}
--   may_text: {type: boolean, title: May be sent text messages, note: Likewise.}
with members as (
    select customer_key, min(tier) as loyalty_tier
    from dim_loyalty_members
    group by customer_key
),

asked as (
    select customer_key, count(*) as tickets
    from fct_tickets
    group by customer_key
),

judged as (
    select customer_key, count(*) as reviews
    from fct_reviews
    group by customer_key
),

allowed as (
    select customer_key, min(may_email) as may_email, min(may_text) as may_text
    from dim_consents
    group by customer_key
),

attributes as (
    select
        habits.customer_key,
        customers.country,
        customers.region,
        :as_of_day - habits.first_day as days_known,
        habits.orders_year,
        habits.net_year_cents,
        cast(floor(cast(habits.gross_cents - habits.discount_cents as double precision) / nullif(habits.orders, 0)) as bigint) as average_order_cents,
        cast(habits.last_day - habits.first_day as double precision) / nullif(habits.orders - 1, 0) as average_gap_days,
        coalesce(cast(habits.discount_cents as double precision) / nullif(habits.gross_cents, 0), 0) as discount_share,
        coalesce(cast(habits.return_cents as double precision) / nullif(habits.gross_cents - habits.discount_cents, 0), 0) as return_share,
        cast(habits.weekend_orders as double precision) / nullif(habits.orders, 0) as weekend_share,
        cast(habits.evening_orders as double precision) / nullif(habits.orders, 0) as evening_share,
        cast(habits.mobile_orders as double precision) / nullif(habits.orders, 0) as mobile_share,
        cast(habits.code_orders as double precision) / nullif(habits.orders, 0) as code_share,
        habits.influencer_orders,
        habits.cancelled_orders,
        favourites.channels,
        favourites.favourite_channel,
        favourites.categories,
        favourites.brands,
        favourites.favourite_category,
        coalesce(cast(favourites.favourite_cents as double precision) / nullif(habits.gross_cents, 0), 0) as favourite_share,
        favourites.favourite_brand,
        coalesce(acquisitions.marketing_channel, 'Unattributed') as acquisition_channel,
        coalesce(acquisitions.is_referred, 0) as is_referred,
        coalesce(members.loyalty_tier, 'None') as loyalty_tier,
        coalesce(asked.tickets, 0) as tickets,
        coalesce(judged.reviews, 0) as reviews,
        coalesce(allowed.may_email, 0) as may_email,
        coalesce(allowed.may_text, 0) as may_text
    from customer_habits as habits
    join dim_customers as customers on customers.customer_key = habits.customer_key
    join customer_favourites as favourites on favourites.customer_key = habits.customer_key
    left join fct_acquisitions as acquisitions on acquisitions.customer_key = habits.customer_key
    left join members on members.customer_key = habits.customer_key
    left join asked on asked.customer_key = habits.customer_key
    left join judged on judged.customer_key = habits.customer_key
    left join allowed on allowed.customer_key = habits.customer_key
    where customers.is_known = 1 and customers.is_house_account = 0 and customers.is_erased = 0
)

select * from attributes

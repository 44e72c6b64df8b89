-- summary: How many customers rose and fell between two month ends, and who came to and left the segments at risk. Scores stay.
-- grain: from_date, to_date
-- params:
--   {currency: text?, categories: list of text?, brands: list of text?, channels: list of text?, platforms: list of text?,
--    regions: list of text?, countries: list of text?, payment_methods: list of text?, products: list of text?,
--    customers: list of text?, segments: list of text?, month: date?, months_before: [1, 3, 6, 12], as_of_day: integer}
-- columns:
--   risen: {type: integer, title: Rose, note: Customers in a better segment than before.}
--   fallen: {type: integer, title: Fell, note: Customers in a worse segment than before.}
--   stayed: {type: integer, title: Stayed}
--   new_customers: {type: integer, title: Ordered for the first time, note: They had no segment before.}
--   into_risk: {type: integer, title: Into at risk, note: 'Now At Risk or Can''t Lose Them, and neither before.'}
--   recovered: {type: integer, title: Recovered, note: 'Were At Risk or Can''t Lose Them, and are in a segment better than both.'}
--   lost: {type: integer, title: Newly lost, note: 'Now Hibernating or Lost, and neither before.'}
--   regained: {type: integer, title: Regained, note: 'Were Hibernating or Lost, and are in a segment better than both.'}
--   from_date: {type: date, title: First day}
--   to_date: {type: date, title: Last day}
with selected as (
    select distinct customer_key
    from fct_sales_events
    where event_type = 'sale'
        and currency = :currency
        and category in (:categories)
        and brand in (:brands)
        and channel in (:channels)
        and platform in (:platforms)
        and region in (:regions)
        and country in (:countries)
        and payment_method in (:payment_methods)
        and product_key in (select dim_products.product_key from dim_products where dim_products.product_id in (:products))
),

people as (
    select score_rfm.customer_key
    from score_rfm
    join selected on selected.customer_key = score_rfm.customer_key
    where score_rfm.customer_key > 0
        and score_rfm.customer_key in (select dim_customers.customer_key from dim_customers where dim_customers.customer_id in (:customers))
        and score_rfm.segment in (:segments)
),

months as (
    select
        dim_date.month_start,
        min(dim_date.day_number) - 1 as before_day,
        max(dim_date.day_number) as end_day,
        row_number() over (order by dim_date.month_start) as place
    from dim_date
    group by dim_date.month_start
),

chosen as (
    select ending.month_start, beginning.before_day, ending.end_day
    from months as ending
    join months as beginning on beginning.place = ending.place - {months_before} + 1
    where ending.end_day <= :as_of_day
        and ending.month_start = :month
    order by ending.month_start desc
    limit 1
),

ends as (
    select chosen.before_day as end_day from chosen

    union all

    select chosen.end_day from chosen
),

standing as (
    -- The latest order until a day says both: how long ago it was, and which of the customer's it is.
    select
        ends.end_day,
        orders.customer_key,
        recent.score as recency_score,
        often.score as frequency_score
    from ends
    join fct_customer_orders as orders
        on orders.order_day <= ends.end_day and orders.order_day + coalesce(orders.days_to_next, 1000000) > ends.end_day
    join people on people.customer_key = orders.customer_key
    join score_rfm_cut_points as recent
        on ends.end_day - orders.order_day > recent.recency_over and ends.end_day - orders.order_day <= recent.recency_until
    join score_rfm_cut_points as often on orders.place >= often.frequency_from and orders.place < often.frequency_below
),

named as (
    select standing.end_day, standing.customer_key, segments.segment, segments.segment_order
    from standing
    join dim_segments as segments
        on segments.recency_score = standing.recency_score and segments.frequency_score = standing.frequency_score
),

placed as (
    select
        later.segment_order as place,
        earlier.segment_order as place_before,
        case when later.segment in ('At Risk', 'Can''t Lose Them') then 1 else 0 end as is_at_risk,
        case when earlier.segment in ('At Risk', 'Can''t Lose Them') then 1 else 0 end as was_at_risk,
        case when later.segment in ('Hibernating', 'Lost') then 1 else 0 end as is_lost,
        case when earlier.segment in ('Hibernating', 'Lost') then 1 else 0 end as was_lost
    from chosen
    join named as later on later.end_day = chosen.end_day
    left join named as earlier on earlier.end_day = chosen.before_day and earlier.customer_key = later.customer_key
),

counted as (
    select
        count(*) filter (where place < place_before) as risen,
        count(*) filter (where place > place_before) as fallen,
        count(*) filter (where place = place_before) as stayed,
        count(*) filter (where place_before is null) as new_customers,
        count(*) filter (where is_at_risk = 1 and was_at_risk = 0) as into_risk,
        count(*) filter (where was_at_risk = 1 and is_at_risk = 0 and is_lost = 0) as recovered,
        count(*) filter (where is_lost = 1 and was_lost = 0) as lost,
        count(*) filter (where was_lost = 1 and is_lost = 0 and is_at_risk = 0) as regained
    from placed
    having count(*) > 0
),

answer as (
    select
        counted.risen,
        counted.fallen,
        counted.stayed,
        counted.new_customers,
        counted.into_risk,
        counted.recovered,
        counted.lost,
        counted.regained,
        first_days.date_day as from_date,
        last_days.date_day as to_date
    from chosen
    cross join counted
    join dim_date as first_days on first_days.day_number = chosen.before_day + 1
    join dim_date as last_days on last_days.day_number = chosen.end_day
)

select * from answer

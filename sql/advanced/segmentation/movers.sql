-- summary: Customers with the segment they were in at two month ends, by the cut points of now. Filters select customers, scores stay.
-- grain: customer_id, source
-- order: to_order, from_order, customer_id, source
-- params:
--   {currency: text?, categories: list of text?, brands: list of text?, channels: list of text?, platforms: list of text?,
--    regions: list of text?, countries: list of text?, payment_methods: list of text?, products: list of text?,
--    customers: list of text?, segments: list of text?, month: date?, months_before: [1, 3, 6, 12], as_of_day: integer,
--    from_segment: text?, to_segment: text?}
-- columns:
--   customer_id: {type: id, title: Customer, drill: customer}
--   country: {type: text, title: Country}
--   from_segment: {type: text, title: Segment before}
--   to_segment: {type: text, title: Segment at the end of the month}
--   recency_days: {type: integer, title: Days since the last order, note: Counted to the end of the month.}
--   frequency: {type: integer, title: Orders until then}
--   segment: {type: text, title: Segment now, note: As of the as-of day.}
--   from_date: {type: date, title: From the day before}
--   to_date: {type: date, title: To}
--   customer_name: {type: text, title: Name, tag: name}
--   customer_email: {type: text, title: E-mail, tag: email}
--   source: {type: text, title: Source}
--   from_order: {type: integer, title: Rank before, note: 'From the most to the least engaged; 12 is no order yet.'}
--   to_order: {type: integer, title: Rank}
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
        ends.end_day - orders.order_day as recency_days,
        orders.place as frequency,
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
    select
        standing.end_day,
        standing.customer_key,
        standing.recency_days,
        standing.frequency,
        segments.segment,
        segments.segment_order
    from standing
    join dim_segments as segments
        on segments.recency_score = standing.recency_score and segments.frequency_score = standing.frequency_score
),

answer as (
    select
        dim_customers.customer_id,
        dim_customers.country,
        coalesce(earlier.segment, 'No order yet') as from_segment,
        later.segment as to_segment,
        later.recency_days,
        later.frequency,
        score_rfm.segment,
        first_days.date_day as from_date,
        last_days.date_day as to_date,
        dim_customers.customer_name,
        dim_customers.customer_email,
        dim_customers.source,
        coalesce(earlier.segment_order, 12) as from_order,
        later.segment_order as to_order
    from chosen
    join named as later on later.end_day = chosen.end_day
    join dim_customers on dim_customers.customer_key = later.customer_key
    join score_rfm on score_rfm.customer_key = later.customer_key
    join dim_date as first_days on first_days.day_number = chosen.before_day + 1
    join dim_date as last_days on last_days.day_number = chosen.end_day
    left join named as earlier on earlier.end_day = chosen.before_day and earlier.customer_key = later.customer_key
    where score_rfm.customer_key > 0
        and coalesce(earlier.segment, 'No order yet') = :from_segment
        and later.segment = :to_segment
)

select * from answer order by to_order, from_order, customer_id, source

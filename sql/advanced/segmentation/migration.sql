-- summary: Where the customers of each segment are one, three, six or twelve full months later. Filters select customers, scores stay.
-- grain: from_segment, to_segment
-- order: from_order, to_order
-- params:
--   {currency: text?, categories: list of text?, brands: list of text?, channels: list of text?, platforms: list of text?,
--    regions: list of text?, countries: list of text?, payment_methods: list of text?, products: list of text?,
--    customers: list of text?, segments: list of text?, month: date?, months_before: [1, 3, 6, 12], as_of_day: integer}
-- columns:
--   from_segment: {type: text, title: Segment before}
--   to_segment: {type: text, title: Segment at the end of the month}
--   customers: {type: integer, title: Customers, total: true, note: Empty where nobody went.}
--   from_share: {type: ratio, title: Share of the segment before}
--   month_start: {type: date, title: Month, note: At whose end they are; the last full month unless another is asked for.}
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

names as (
    select segment, min(segment_order) as segment_order
    from dim_segments
    group by segment
),

named as (
    select standing.end_day, standing.customer_key, segments.segment
    from standing
    join dim_segments as segments
        on segments.recency_score = standing.recency_score and segments.frequency_score = standing.frequency_score
),

moved as (
    select
        coalesce(earlier.segment, 'No order yet') as from_segment,
        later.segment as to_segment,
        count(*) as customers
    from chosen
    join named as later on later.end_day = chosen.end_day
    left join named as earlier on earlier.end_day = chosen.before_day and earlier.customer_key = later.customer_key
    group by coalesce(earlier.segment, 'No order yet'), later.segment
),

origins as (
    select names.segment, names.segment_order from names

    union all

    select 'No order yet' as segment, 12 as segment_order
),

answer as (
    select
        origins.segment as from_segment,
        names.segment as to_segment,
        moved.customers,
        cast(moved.customers as double precision)
            / nullif(sum(moved.customers) over (partition by origins.segment), 0) as from_share,
        chosen.month_start,
        origins.segment_order as from_order,
        names.segment_order as to_order
    from chosen
    cross join origins
    cross join names
    left join moved on moved.from_segment = origins.segment and moved.to_segment = names.segment
    where exists (select 1 from moved as anybody)
)

select * from answer order by from_order, to_order, from_segment, to_segment

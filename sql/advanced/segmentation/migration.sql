-- summary: Where the customers of each segment are one full month later. Filters select customers, scores stay.
-- grain: from_segment, to_segment
-- order: from_order, to_order
-- params:
--   {currency: text?, categories: list of text?, brands: list of text?, channels: list of text?, platforms: list of text?,
--    regions: list of text?, countries: list of text?, payment_methods: list of text?, products: list of text?,
--    customers: list of text?, segments: list of text?, month: date?}
-- columns:
--   from_segment: {type: text, title: Segment a month before}
--   to_segment: {type: text, title: Segment at the end of the month}
--   customers: {type: integer, title: Customers, total: true, note: Empty where nobody went.}
--   from_share: {type: ratio, title: Share of the segment before}
--   month_start: {type: date, title: Month}
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

chosen as (
    select
        max(months.end_day) as end_day,
        max(dim_date.month_start) as month_start
    from (select distinct end_day from score_rfm_months) as months
    join dim_date on dim_date.day_number = months.end_day
    where months.end_day > 0
        and dim_date.month_start = :month
),

days as (
    select
        chosen.end_day,
        chosen.month_start,
        max(months.end_day) as before_day
    from chosen
    join (select distinct end_day from score_rfm_months) as months on months.end_day < chosen.end_day
    group by chosen.end_day, chosen.month_start
),

names as (
    select segment, min(segment_order) as segment_order
    from dim_segments
    group by segment
),

moved as (
    select
        coalesce(was.segment, 'No order yet') as from_segment,
        became.segment as to_segment,
        count(*) as customers
    from days
    join score_rfm_months as later on later.end_day = days.end_day
    join people on people.customer_key = later.customer_key
    join dim_segments as became on became.recency_score = later.recency_score and became.frequency_score = later.frequency_score
    left join score_rfm_months as earlier on earlier.end_day = days.before_day and earlier.customer_key = later.customer_key
    left join dim_segments as was on was.recency_score = earlier.recency_score and was.frequency_score = earlier.frequency_score
    group by coalesce(was.segment, 'No order yet'), became.segment
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
        days.month_start,
        origins.segment_order as from_order,
        names.segment_order as to_order
    from days
    cross join origins
    cross join names
    left join moved on moved.from_segment = origins.segment and moved.to_segment = names.segment
    where exists (select 1 from moved as anybody)
)

select * from answer order by from_order, to_order, from_segment, to_segment

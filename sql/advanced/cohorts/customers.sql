-- summary: Customers by the cohort of their first order, with what they have brought since.
-- grain: customer_id, source
-- unrecorded: refused
-- order: net_sales desc
-- params:
--   {day_from: integer, day_to: integer, cohort: text?, age: integer?,
--    cohort_kind: [month, week, quarter, category, product, marketing_channel, campaign, influencer, discount]}
-- columns:
--   customer_id: {type: id, title: Customer, drill: customer}
--   cohort: {type: text, title: Cohort}
--   first_order_date: {type: date, title: First order}
--   marketing_channel: {type: text, title: Acquisition channel}
--   category: {type: text, title: First category}
--   country: {type: text, title: Country, note: Of the first order.}
--   orders: {type: integer, title: Orders, total: true, note: To the as-of day.}
--   net_sales: {type: money, title: Net sales, total: true, note: Of all those orders.}
--   cm2: {type: money, title: CM2, tag: margin, note: Before acquisition cost.}
--   last_order_date: {type: date, title: Last order}
--   customer_name: {type: text, title: Name, tag: name}
--   source: {type: text, title: Source}
with steps as (
    select
        dates.day_number,
        dates.week_start as week_step,
        dates.month_start as month_step,
        dates.quarter_start as quarter_step,
        dates.month_start as category_step,
        dates.month_start as product_step,
        dates.month_start as marketing_channel_step,
        dates.month_start as campaign_step,
        dates.month_start as influencer_step,
        dates.month_start as discount_step
    from dim_date as dates
),

numbered as (
    select steps.*, dense_rank() over (order by steps.{cohort_kind}_step) as step_number
    from steps
),

acquired as (
    select
        acquisitions.*,
        numbered.step_number,
        dates.date_day as first_order_date,
        dates.week_start as week_cohort,
        substr(dates.month_start, 1, 7) as month_cohort,
        substr(dates.quarter_start, 1, 4) || case substr(dates.quarter_start, 6, 2)
            when '01' then '-Q1'
            when '04' then '-Q2'
            when '07' then '-Q3'
            else '-Q4'
        end as quarter_cohort,
        acquisitions.category as category_cohort,
        products.product_id as product_cohort,
        acquisitions.marketing_channel as marketing_channel_cohort,
        campaigns.campaign_id as campaign_cohort,
        influencers.influencer_id as influencer_cohort,
        case when acquisitions.is_discounted = 1 then 'With a discount' else 'At full price' end as discount_cohort
    from fct_acquisitions as acquisitions
    join numbered on numbered.day_number = acquisitions.first_order_day
    join dim_date as dates on dates.day_number = acquisitions.first_order_day
    left join dim_products as products on products.product_key = acquisitions.product_key
    left join dim_campaigns as campaigns on campaigns.campaign_key = acquisitions.campaign_key and campaigns.campaign_key > 0
    left join dim_influencers as influencers
        on influencers.influencer_key = acquisitions.influencer_key and influencers.influencer_key > 0
    where acquisitions.first_order_day between :day_from and :day_to
),

bought as (
    select
        orders.customer_key,
        numbered.step_number - acquired.step_number as age,
        count(*) as orders,
        max(orders.order_day) as last_order_day,
        sum(orders.net_cents) as net_cents,
        sum(orders.cm2_cents) as cm2_cents
    from acquired
    join fct_customer_orders as orders on orders.customer_key = acquired.customer_key
    join numbered on numbered.day_number = orders.order_day
    group by orders.customer_key, numbered.step_number - acquired.step_number
),

summed as (
    select
        bought.customer_key,
        sum(bought.orders) as orders,
        max(bought.last_order_day) as last_order_day,
        sum(bought.net_cents) as net_cents,
        sum(bought.cm2_cents) as cm2_cents
    from bought
    group by bought.customer_key
),

answer as (
    select
        customers.customer_id,
        acquired.{cohort_kind}_cohort as cohort,
        acquired.first_order_date,
        acquired.marketing_channel,
        acquired.category,
        acquired.country,
        summed.orders,
        cast(summed.net_cents as double precision) / 100 as net_sales,
        cast(summed.cm2_cents as double precision) / 100 as cm2,
        dim_date.date_day as last_order_date,
        customers.customer_name,
        customers.source
    from acquired
    join summed on summed.customer_key = acquired.customer_key
    join dim_customers as customers on customers.customer_key = acquired.customer_key
    join dim_date on dim_date.day_number = summed.last_order_day
    where acquired.{cohort_kind}_cohort is not null
        and acquired.{cohort_kind}_cohort = :cohort
        and acquired.customer_key in (select bought.customer_key from bought where bought.age = :age)
)

select * from answer order by net_sales desc, customer_id, source

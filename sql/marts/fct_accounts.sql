-- summary: Accounts that people made, with what they told about themselves and when they first ordered; merged accounts are one.
-- grain: account_key
-- indexes: [signed_up_day]
-- columns:
--   account_key: {type: integer, title: Key}
--   source: {type: text, title: Source}
--   customer_id: {type: id, title: Customer, drill: customer}
--   customer_key: {type: integer, title: Customer key, note: 0 for an account that never ordered.}
--   signed_up_day: {type: integer, title: Signed up, note: With the earliest of merged accounts.}
--   country: {type: text, title: Country}
--   region: {type: text, title: Region, note: Of merged accounts the one that is kept.}
--   language: {type: text, title: Language, note: Of the account that stayed; likewise below.}
--   status: {type: text, title: Status}
--   gender: {type: text, title: Gender}
--   age_band: {type: text, title: Age at sign-up}
--   household_size: {type: integer, title: Household}
--   payment_methods: {type: integer, title: Means of payment stored}
--   first_order_day: {type: integer, title: First order}
with stored as (
    select methods.source, methods.customer_id, count(*) as payment_methods
    from stg_payment_methods as methods
    group by methods.source, methods.customer_id
),

aged as (
    select
        demographics.source,
        demographics.customer_id,
        demographics.gender,
        demographics.household_size,
        days.year_number - demographics.birth_year as age
    from stg_customer_demographics as demographics
    join stg_customers as accounts on accounts.customer_id = demographics.customer_id and accounts.source = demographics.source
    join dim_date as days on days.date_day = accounts.signed_up_date
),

counted_for as (
    select
        accounts.*,
        days.day_number as signed_up_day,
        coalesce(numbers.surviving_id, accounts.customer_id) as surviving_id,
        coalesce(numbers.customer_key, 0) as customer_key,
        coalesce(numbers.keeps_place, 1) as keeps_place,
        numbers.first_order_day
    from stg_customers as accounts
    join dim_date as days on days.date_day = accounts.signed_up_date
    left join customer_numbers as numbers on numbers.customer_id = accounts.customer_id and numbers.source = accounts.source
),

joined as (
    select
        counted_for.source,
        counted_for.surviving_id,
        counted_for.customer_key,
        min(counted_for.signed_up_day) as signed_up_day,
        max(case when counted_for.keeps_place = 1 then counted_for.region end) as region,
        max(case when counted_for.customer_id = counted_for.surviving_id then counted_for.language end) as language,
        max(case when counted_for.customer_id = counted_for.surviving_id then counted_for.status end) as status,
        min(counted_for.first_order_day) as first_order_day,
        sum(stored.payment_methods) as payment_methods
    from counted_for
    left join stored on stored.customer_id = counted_for.customer_id and stored.source = counted_for.source
    group by counted_for.source, counted_for.surviving_id, counted_for.customer_key
),

described as (
    select
        row_number() over (order by joined.source, joined.surviving_id) as account_key,
        joined.source,
        joined.surviving_id as customer_id,
        joined.customer_key,
        joined.signed_up_day,
        coalesce(regions.country, 'Not recorded') as country,
        coalesce(joined.region, 'Not recorded') as region,
        coalesce(joined.language, 'Not recorded') as language,
        coalesce(joined.status, 'Not recorded') as status,
        coalesce(aged.gender, 'Not recorded') as gender,
        case
            when aged.age is null then 'Not recorded'
            when aged.age < 25 then 'Under 25'
            when aged.age < 35 then '25 to 34'
            when aged.age < 50 then '35 to 49'
            when aged.age < 65 then '50 to 64'
            else '65 and over'
        end as age_band,
        aged.household_size,
        coalesce(joined.payment_methods, 0) as payment_methods,
        joined.first_order_day
    from joined
    left join stg_regions as regions on regions.region = joined.region and regions.source = joined.source
    left join aged on aged.customer_id = joined.surviving_id and aged.source = joined.source
)

select * from described

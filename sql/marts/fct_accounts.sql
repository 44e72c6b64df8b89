-- summary: Accounts that people made, with what they told about themselves and when they first ordered.
-- grain: account_key
-- indexes: [signed_up_day]
-- columns:
--   account_key: {type: integer, title: Key}
--   source: {type: text, title: Source}
--   customer_id: {type: id, title: Customer, drill: customer}
--   customer_key: {type: integer, title: Customer key, note: 0 for an account that never ordered.}
--   signed_up_day: {type: integer, title: Signed up}
--   country: {type: text, title: Country}
--   region: {type: text, title: Region}
--   language: {type: text, title: Language}
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

described as (
    select
        row_number() over (order by accounts.source, accounts.customer_id) as account_key,
        accounts.source,
        accounts.customer_id,
        coalesce(customers.customer_key, 0) as customer_key,
        days.day_number as signed_up_day,
        coalesce(regions.country, 'Not recorded') as country,
        accounts.region,
        accounts.language,
        accounts.status,
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
        coalesce(stored.payment_methods, 0) as payment_methods,
        customers.first_order_day
    from stg_customers as accounts
    join dim_date as days on days.date_day = accounts.signed_up_date
    left join stg_regions as regions on regions.region = accounts.region and regions.source = accounts.source
    left join dim_customers as customers on customers.customer_id = accounts.customer_id and customers.source = accounts.source
    left join aged on aged.customer_id = accounts.customer_id and aged.source = accounts.source
    left join stored on stored.customer_id = accounts.customer_id and stored.source = accounts.source
)

select * from described

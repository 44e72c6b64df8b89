-- summary: Who one customer is, where they are, and how many accounts count as them.
-- grain: source, customer_id
-- params: {customer_id: text, source: text?, scope_brands: list of text?, scope_regions: list of text?}
-- columns:
--   customer_id: {type: id, title: Customer}
--   customer_name: {type: text, title: Name, tag: name}
--   customer_email: {type: text, title: E-mail, tag: email}
--   country: {type: text, title: Country, note: Of the latest order.}
--   region: {type: text, title: Region, note: Of the latest order.}
--   is_erased: {type: boolean, title: Erased, note: Whether the identity was replaced on request.}
--   accounts: {type: integer, title: Accounts, note: More than one where duplicates were merged.}
--   signed_up: {type: date, title: Signed up, note: With the earliest of merged accounts.}
--   language: {type: text, title: Language}
--   account_status: {type: text, title: Account}
--   age_band: {type: text, title: Age at sign-up}
--   source: {type: text, title: Source}
with bought as (
    select distinct events.customer_key
    from fct_sales_events as events
    join dim_customers as customers on customers.customer_key = events.customer_key
    where customers.is_known = 1
        and customers.customer_id = :customer_id
        and customers.source = :source
        and events.brand in (:scope_brands)
        and events.region in (:scope_regions)
),

merged as (
    select accounts.customer_key, count(*) as accounts
    from dim_merged_accounts as accounts
    group by accounts.customer_key
),

answer as (
    select
        customers.customer_id,
        customers.customer_name,
        customers.customer_email,
        customers.country,
        customers.region,
        customers.is_erased,
        coalesce(merged.accounts, 1) as accounts,
        signed_up.date_day as signed_up,
        coalesce(accounts.language, 'Not recorded') as language,
        coalesce(accounts.status, 'Not recorded') as account_status,
        coalesce(accounts.age_band, 'Not recorded') as age_band,
        customers.source
    from bought
    join dim_customers as customers on customers.customer_key = bought.customer_key
    left join merged on merged.customer_key = customers.customer_key
    left join fct_accounts as accounts on accounts.source = customers.source and accounts.customer_id = customers.customer_id
    left join dim_date as signed_up on signed_up.day_number = accounts.signed_up_day
)

select * from answer

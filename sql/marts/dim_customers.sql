-- summary: Customers as their latest order describes them, merged accounts as one; key 0 stands for lines without a customer.
-- grain: customer_key
-- indexes: ["customer_id, source"]
-- columns:
--   customer_key: {type: integer, title: Key}
--   source: {type: text, title: Source}
--   customer_id: {type: id, title: Customer}
--   customer_name: {type: text, title: Name, tag: name}
--   customer_email: {type: text, title: E-mail, tag: email}
--   country: {type: text, title: Country, note: Of the latest order.}
--   region: {type: text, title: Region, note: Of the latest order.}
--   first_order_day: {type: integer, title: First order}
--   last_order_day: {type: integer, title: Last order}
--   is_known: {type: boolean, title: Known}
--   is_house_account: {type: boolean, title: House account, note: 'Point of sale, guest checkout, marketplace buyer.'}
--   is_erased: {type: boolean, title: Erased, note: 'Whether the identity was replaced on request; no segment holds such a customer.'}
with dated as (
    select
        parts.*,
        documents.document_day,
        parts.is_order || documents.document_at as rank,
        coalesce(merges.survivor_id, parts.customer_id) as surviving_id,
        coalesce(merges.keeps_name, 1) as keeps_name,
        coalesce(merges.keeps_email, 1) as keeps_email,
        coalesce(merges.keeps_place, 1) as keeps_place
    from document_customers as parts
    join dim_documents as documents on documents.document_id = parts.document_id and documents.source = parts.source
    left join stg_customer_merges as merges on merges.source = parts.source and merges.customer_id = parts.customer_id
    where parts.customer_id <> 'Not recorded'
),

described as (
    -- Each text behind 1 or 0 for an account whose value is kept, likewise for an order, and its time: twenty-one characters, so that
    -- the greatest is that of the latest order.
    select
        dated.source,
        dated.surviving_id as customer_id,
        max(dated.keeps_name || dated.rank || dated.customer_name) as named,
        max(dated.keeps_email || dated.rank || dated.customer_email) as mailed,
        max(dated.keeps_place || dated.rank || dated.country) as housed,
        max(dated.keeps_place || dated.rank || dated.region) as placed,
        min(case when dated.is_order = 1 then dated.document_day end) as first_order_day,
        max(case when dated.is_order = 1 then dated.document_day end) as last_order_day,
        max(dated.is_house_account) as is_house_account
    from dated
    group by dated.surviving_id, dated.source
),

keyed as (
    select
        row_number() over (order by described.source, described.customer_id) as customer_key,
        described.source,
        described.customer_id,
        coalesce(substr(described.named, 22), 'Not recorded') as customer_name,
        coalesce(substr(described.mailed, 22), 'Not recorded') as customer_email,
        coalesce(substr(described.housed, 22), 'Not recorded') as country,
        coalesce(substr(described.placed, 22), 'Not recorded') as region,
        described.first_order_day,
        described.last_order_day,
        1 as is_known,
        described.is_house_account,
        case when erased.customer_id is null then 0 else 1 end as is_erased
    from described
    left join stg_erased_customers as erased on erased.source = described.source and erased.customer_id = described.customer_id

    union all

    select
        0 as customer_key,
        'Not recorded' as source,
        'Not recorded' as customer_id,
        'Not recorded' as customer_name,
        'Not recorded' as customer_email,
        'Not recorded' as country,
        'Not recorded' as region,
        null as first_order_day,
        null as last_order_day,
        0 as is_known,
        0 as is_house_account,
        0 as is_erased
)

select * from keyed

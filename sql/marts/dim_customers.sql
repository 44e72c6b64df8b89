-- summary: Customers as their latest order describes them; key 0 stands for lines without a customer.
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
with ranked as (
    select
        parts.*,
        documents.document_day,
        row_number() over (
            partition by parts.source, parts.customer_id
            order by parts.is_order desc, documents.document_at desc, parts.last_line desc
        ) as latest
    from document_customers as parts
    join dim_documents as documents on documents.document_id = parts.document_id and documents.source = parts.source
    where parts.customer_id <> 'Not recorded'
),

customers as (
    select
        ranked.source,
        ranked.customer_id,
        -- What the latest order leaves out is taken from an earlier one.
        min(case when ranked.customer_name is not null then ranked.latest end) as named,
        min(case when ranked.customer_email is not null then ranked.latest end) as mailed,
        min(case when ranked.country is not null then ranked.latest end) as housed,
        min(case when ranked.region is not null then ranked.latest end) as placed,
        min(case when ranked.is_order = 1 then ranked.document_day end) as first_order_day,
        max(case when ranked.is_order = 1 then ranked.document_day end) as last_order_day,
        max(ranked.is_house_account) as is_house_account
    from ranked
    group by ranked.source, ranked.customer_id
),

described as (
    select
        customers.source,
        customers.customer_id,
        max(case when ranked.latest = customers.named then ranked.customer_name end) as customer_name,
        max(case when ranked.latest = customers.mailed then ranked.customer_email end) as customer_email,
        max(case when ranked.latest = customers.housed then ranked.country end) as country,
        max(case when ranked.latest = customers.placed then ranked.region end) as region,
        max(customers.first_order_day) as first_order_day,
        max(customers.last_order_day) as last_order_day,
        max(customers.is_house_account) as is_house_account
    from customers
    join ranked on ranked.customer_id = customers.customer_id and ranked.source = customers.source
    group by customers.source, customers.customer_id
),

keyed as (
    select
        dense_rank() over (order by described.source, described.customer_id) as customer_key,
        described.source,
        described.customer_id,
        coalesce(described.customer_name, 'Not recorded') as customer_name,
        coalesce(described.customer_email, 'Not recorded') as customer_email,
        coalesce(described.country, 'Not recorded') as country,
        coalesce(described.region, 'Not recorded') as region,
        described.first_order_day,
        described.last_order_day,
        1 as is_known,
        described.is_house_account
    from described

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
        0 as is_house_account
)

select * from keyed

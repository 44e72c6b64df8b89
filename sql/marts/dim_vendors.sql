-- summary: Vendors with what is agreed with them now; key 0 stands for rows without a vendor.
-- grain: vendor_key
-- indexes: [vendor_id]
-- columns:
--   vendor_key: {type: integer, title: Key}
--   vendor_id: {type: id, title: Vendor}
--   vendor_name: {type: text, title: Vendor name}
--   country: {type: text, title: Country, note: It delivers from here.}
--   contact_email: {type: text, title: E-mail, tag: email}
--   status: {type: text, title: Status}
--   contracts: {type: integer, title: Contracts, note: In force; likewise below.}
--   shortest_agreed_days: {type: integer, title: Shortest agreed lead time}
--   longest_agreed_days: {type: integer, title: Longest agreed lead time}
--   minimum_order_units: {type: integer, title: Smallest order, note: The least of its contracts.}
with agreed as (
    select
        contracts.vendor_id,
        count(*) as contracts,
        min(contracts.lead_time_days) as shortest_agreed_days,
        max(contracts.lead_time_days) as longest_agreed_days,
        min(contracts.minimum_order_units) as minimum_order_units
    from stg_vendor_contracts as contracts
    where contracts.ends_on is null
    group by contracts.vendor_id
),

keyed as (
    select
        row_number() over (order by vendors.vendor_id) as vendor_key,
        vendors.vendor_id,
        vendors.vendor_name,
        vendors.country,
        vendors.contact_email,
        vendors.status,
        coalesce(agreed.contracts, 0) as contracts,
        agreed.shortest_agreed_days,
        agreed.longest_agreed_days,
        agreed.minimum_order_units
    from stg_vendors as vendors
    left join agreed on agreed.vendor_id = vendors.vendor_id

    union all

    select
        0 as vendor_key,
        'Not recorded' as vendor_id,
        'Not recorded' as vendor_name,
        'Not recorded' as country,
        'Not recorded' as contact_email,
        'Not recorded' as status,
        0 as contracts,
        null as shortest_agreed_days,
        null as longest_agreed_days,
        null as minimum_order_units
)

select * from keyed

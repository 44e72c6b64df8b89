-- summary: Suppliers of the goods.
-- grain: vendor_id
-- columns:
--   vendor_id: {type: id, title: Vendor}
--   vendor_name: {type: text, title: Vendor name}
--   country: {type: text, title: Country}
--   contact_email: {type: text, title: E-mail, tag: email}
--   status: {type: text, title: Status}
with loaded as (
    select
        vendors.vendor_id,
        coalesce(nullif(trim(vendors.vendor_name), ''), 'Not recorded') as vendor_name,
        coalesce(nullif(trim(vendors.country), ''), 'Not recorded') as country,
        coalesce(nullif(trim(vendors.contact_email), ''), 'Not recorded') as contact_email,
        coalesce(nullif(trim(vendors.status), ''), 'Not recorded') as status
    from raw_vendors as vendors
    where vendors.load_id in (select loads.load_id from raw_loads as loads where loads.status = 'loaded')
)

select * from loaded

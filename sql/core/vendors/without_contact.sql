-- summary: Active vendors without an address for orders, or with one that has no at sign.
-- tier: completeness
-- severity: major
-- tolerance: 0.05
-- owner: Merchandising
-- table: vendors
-- faulty: [contact_email]
-- checks: raw_vendors as vendors where vendors.status = 'active'
-- fix: Ask the vendor.
-- grain: vendor_id
-- params: {}
-- columns:
--   vendor_id: {type: id, title: Vendor}
--   vendor_name: {type: text, title: Vendor name}
--   contact_email: {type: text, title: Address for orders, tag: email}
select
    vendors.vendor_id,
    vendors.vendor_name,
    vendors.contact_email
from raw_vendors as vendors
where vendors.status = 'active'
    and replace(coalesce(vendors.contact_email, ''), '@', '') = coalesce(vendors.contact_email, '')

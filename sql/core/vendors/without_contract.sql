-- summary: Categories that an active vendor supplies without a contract for them that holds today.
-- tier: completeness
-- severity: major
-- tolerance: 0.1
-- owner: Merchandising
-- table: products
-- faulty: [vendor_contracts.category]
-- checks: >-
--   (select distinct products.vendor_id, categories.category from raw_products as products join raw_categories as categories on
--   lower(categories.category) = lower(trim(products.category)) join raw_vendors as vendors on vendors.vendor_id =
--   products.vendor_id where products.delisted_on is null and vendors.status = 'active') as supplied
-- fix: Agree on cost and lead time, or let the products end.
-- grain: vendor_id, category
-- params: {as_of_date: date}
-- columns:
--   vendor_id: {type: id, title: Vendor}
--   category: {type: text, title: Category}
with supplied as (
    select distinct products.vendor_id, categories.category
    from raw_products as products
    join raw_categories as categories on lower(categories.category) = lower(trim(products.category))
    join raw_vendors as vendors on vendors.vendor_id = products.vendor_id
    where products.delisted_on is null
        and vendors.status = 'active'
)

select
    supplied.vendor_id,
    supplied.category
from supplied
left join raw_vendor_contracts as contracts on contracts.vendor_id = supplied.vendor_id and contracts.category = supplied.category
    and contracts.starts_on <= :as_of_date and coalesce(contracts.ends_on, '9999-12-31') >= :as_of_date
where contracts.contract_id is null

-- summary: Products on sale whose vendor delivers no more.
-- tier: consistency
-- severity: minor
-- tolerance: 0.05
-- owner: Merchandising
-- table: products
-- checks: raw_products as products where products.delisted_on is null
-- fix: Find another vendor, or sell what is left and delist the product.
-- grain: product_id
-- params: {}
-- columns:
--   product_id: {type: id, title: Product}
--   product_name: {type: text, title: Product name}
--   vendor_id: {type: id, title: Vendor}
select
    products.product_id,
    products.product_name,
    products.vendor_id
from raw_products as products
join raw_vendors as vendors on vendors.vendor_id = products.vendor_id
where products.delisted_on is null
    and vendors.status = 'ended'

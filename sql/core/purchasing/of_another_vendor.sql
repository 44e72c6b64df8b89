-- summary: Lines of a purchase order for a product that another vendor supplies.
-- tier: consistency
-- severity: minor
-- tolerance: 0.05
-- owner: Merchandising
-- table: purchase_order_lines
-- checks: raw_purchase_order_lines
-- fix: Correct the vendor of the product or of the order.
-- grain: purchase_order_id, line_number
-- params: {}
-- columns:
--   purchase_order_id: {type: id, title: Purchase order}
--   line_number: {type: integer, title: Line number}
--   product_id: {type: id, title: Product}
--   vendor_id: {type: id, title: Vendor}
--   product_vendor_id: {type: id, title: Vendor of the product}
select
    lines.purchase_order_id,
    lines.line_number,
    lines.product_id,
    purchased.vendor_id,
    products.vendor_id as product_vendor_id
from raw_purchase_order_lines as lines
join raw_purchase_orders as purchased on purchased.purchase_order_id = lines.purchase_order_id
join raw_products as products on products.product_id = lines.product_id
where products.vendor_id <> purchased.vendor_id

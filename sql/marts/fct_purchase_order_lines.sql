-- summary: Products on purchase orders, and how the vendor delivered them, in time, complete, in what quality.
-- grain: line_key
-- params: {as_of_day: integer}
-- indexes: [expected_day, ordered_day]
-- columns:
--   line_key: {type: integer, title: Key}
--   purchase_order_id: {type: id, title: Purchase order}
--   line_number: {type: integer, title: Line}
--   order_type: {type: text, title: Type, note: Regular or Rush.}
--   vendor_key: {type: integer, title: Vendor key}
--   vendor_id: {type: id, title: Vendor}
--   warehouse_key: {type: integer, title: Warehouse key}
--   warehouse_id: {type: id, title: Warehouse}
--   product_key: {type: integer, title: Product key}
--   product_id: {type: id, title: Product, drill: product}
--   category: {type: text, title: Category}
--   brand: {type: text, title: Brand}
--   ordered_day: {type: integer, title: Day ordered}
--   expected_day: {type: integer, title: Day agreed}
--   received_day: {type: integer, title: Day received, note: Of the last delivery.}
--   closed_day: {type: integer, title: Day closed, note: After it nothing more is to come.}
--   ordered_units: {type: integer, title: Units ordered}
--   received_units: {type: integer, title: Units received}
--   outstanding_units: {type: integer, title: Units outstanding, note: Of lines that are not closed.}
--   inspected_units: {type: integer, title: Units inspected}
--   defective_units: {type: integer, title: Units defective}
--   ordered_value_cents: {type: integer, title: Value ordered, tag: cost}
--   received_value_cents: {type: integer, title: Value received, tag: cost}
--   agreed_days: {type: integer, title: Agreed lead time}
--   lead_days: {type: integer, title: Lead time, note: From the order to the last delivery of a closed line.}
--   is_due: {type: boolean, title: Due, note: 'Closed, or its agreed day is over.'}
--   is_on_time: {type: boolean, title: On time, note: Due and closed by the agreed day.}
--   is_complete: {type: boolean, title: Complete, note: Due and every unit received.}
--   is_on_time_in_full: {type: boolean, title: On time in full}
with inspected as (
    select
        inspections.receipt_id,
        sum(inspections.inspected_units) as inspected_units,
        sum(inspections.defective_units) as defective_units
    from stg_quality_inspections as inspections
    group by inspections.receipt_id
),

received as (
    select
        receipts.purchase_order_id,
        receipts.line_number,
        max(receipts.received_on) as received_on,
        sum(receipts.received_units) as received_units,
        sum(coalesce(inspected.inspected_units, 0)) as inspected_units,
        sum(coalesce(inspected.defective_units, 0)) as defective_units
    from stg_receipts as receipts
    left join inspected on inspected.receipt_id = receipts.receipt_id
    group by receipts.purchase_order_id, receipts.line_number
),

dated as (
    select
        lines.*,
        orders.order_type,
        orders.vendor_id,
        orders.warehouse_id,
        ordered.day_number as ordered_day,
        expected.day_number as expected_day,
        arrived.day_number as received_day,
        closed.day_number as closed_day,
        coalesce(received.received_units, 0) as received_units,
        coalesce(received.inspected_units, 0) as inspected_units,
        coalesce(received.defective_units, 0) as defective_units
    from stg_purchase_order_lines as lines
    join stg_purchase_orders as orders on orders.purchase_order_id = lines.purchase_order_id
    join dim_date as ordered on ordered.date_day = orders.ordered_on
    join dim_date as expected on expected.date_day = orders.expected_on
    left join received on received.purchase_order_id = lines.purchase_order_id and received.line_number = lines.line_number
    left join dim_date as arrived on arrived.date_day = received.received_on
    left join dim_date as closed on closed.date_day = lines.closed_on
),

judged as (
    select
        dated.*,
        case when dated.closed_day is not null or dated.expected_day < :as_of_day then 1 else 0 end as is_due,
        case when dated.closed_day <= dated.expected_day then 1 else 0 end as is_on_time,
        case when dated.received_units >= dated.ordered_units then 1 else 0 end as is_complete
    from dated
),

lines as (
    select
        row_number() over (order by judged.purchase_order_id, judged.line_number) as line_key,
        judged.purchase_order_id,
        judged.line_number,
        judged.order_type,
        coalesce(vendors.vendor_key, 0) as vendor_key,
        judged.vendor_id,
        coalesce(warehouses.warehouse_key, 0) as warehouse_key,
        judged.warehouse_id,
        coalesce(products.product_key, 0) as product_key,
        judged.product_id,
        coalesce(products.category, 'Not recorded') as category,
        coalesce(products.brand, 'Not recorded') as brand,
        judged.ordered_day,
        judged.expected_day,
        judged.received_day,
        judged.closed_day,
        judged.ordered_units,
        judged.received_units,
        case when judged.closed_day is null then judged.ordered_units - judged.received_units else 0 end as outstanding_units,
        judged.inspected_units,
        judged.defective_units,
        judged.ordered_units * judged.unit_cost_cents as ordered_value_cents,
        judged.received_units * judged.unit_cost_cents as received_value_cents,
        judged.expected_day - judged.ordered_day as agreed_days,
        case when judged.closed_day is not null then judged.received_day - judged.ordered_day end as lead_days,
        judged.is_due,
        judged.is_on_time,
        judged.is_complete,
        judged.is_on_time * judged.is_complete as is_on_time_in_full
    from judged
    left join dim_vendors as vendors on vendors.vendor_id = judged.vendor_id
    left join dim_warehouses as warehouses on warehouses.warehouse_id = judged.warehouse_id
    left join supplied_products as products on products.source = judged.source and products.product_id = judged.product_id
)

select * from lines

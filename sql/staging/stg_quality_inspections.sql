-- summary: Units looked at when goods came in, and those found defective.
-- grain: inspection_id
-- columns:
--   inspection_id: {type: id, title: Inspection}
--   receipt_id: {type: id, title: Delivery}
--   inspected_on: {type: date, title: Inspected on}
--   inspected_units: {type: integer, title: Units inspected}
--   defective_units: {type: integer, title: Units defective}
with loaded as (
    select
        inspections.inspection_id,
        inspections.receipt_id,
        inspections.inspected_on,
        inspections.inspected_units,
        inspections.defective_units
    from raw_quality_inspections as inspections
    where inspections.load_id in (select loads.load_id from raw_loads as loads where loads.status = 'loaded')
)

select * from loaded

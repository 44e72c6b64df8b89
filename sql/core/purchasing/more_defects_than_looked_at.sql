-- summary: Inspections that found more defective units than they looked at, or looked at none.
-- tier: validation
-- severity: major
-- tolerance: 0
-- owner: Operations
-- table: quality_inspections
-- faulty: [inspected_units, defective_units]
-- checks: raw_quality_inspections
-- fix: Correct the inspection.
-- grain: inspection_id
-- params: {}
-- columns:
--   inspection_id: {type: id, title: Inspection}
--   receipt_id: {type: id, title: Receipt}
--   inspected_units: {type: integer, title: Inspected units}
--   defective_units: {type: integer, title: Defective units}
select
    inspections.inspection_id,
    inspections.receipt_id,
    inspections.inspected_units,
    inspections.defective_units
from raw_quality_inspections as inspections
where inspections.defective_units > inspections.inspected_units
    or inspections.defective_units < 0
    or inspections.inspected_units <= 0

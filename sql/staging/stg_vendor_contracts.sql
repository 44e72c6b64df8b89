-- summary: Agreed lead time and smallest order of a vendor for a category and period.
-- grain: contract_id
-- columns:
--   contract_id: {type: id, title: Contract}
--   vendor_id: {type: id, title: Vendor}
--   category: {type: text, title: Category}
--   starts_on: {type: date, title: Starts on}
--   ends_on: {type: date, title: Ends on}
--   lead_time_days: {type: integer, title: Lead time}
--   minimum_order_units: {type: integer, title: Smallest order}
with loaded as (
    select
        contracts.contract_id,
        contracts.vendor_id,
        coalesce(nullif(trim(contracts.category), ''), 'Not recorded') as category,
        contracts.starts_on,
        contracts.ends_on,
        contracts.lead_time_days,
        contracts.minimum_order_units
    from raw_vendor_contracts as contracts
    where contracts.load_id in (select loads.load_id from raw_loads as loads where loads.status = 'loaded')
)

select * from loaded

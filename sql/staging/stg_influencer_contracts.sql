-- summary: Contracts with influencers.
-- grain: contract_id
-- columns:
--   source: {type: text, title: Source}
--   contract_id: {type: id, title: Contract}
--   influencer_id: {type: id, title: Influencer}
--   basis: {type: text, title: Basis, note: Post or Order.}
--   post_fee_cents: {type: integer, title: Fee of a post, note: Missing on Order basis.}
--   commission_rate: {type: decimal, title: Commission, note: Missing on Post basis.}
--   agency_rate: {type: decimal, title: Agency's part, note: On top of fees and commissions.}
--   starts_date: {type: date, title: Starts}
--   ends_date: {type: date, title: Ends}
with loaded as (
    select contracts.*
    from raw_influencer_contracts as contracts
    where contracts.load_id in (select loads.load_id from raw_loads as loads where loads.status = 'loaded')
),

cleaned as (
    select
        'demo' as source,
        loaded.contract_id,
        loaded.influencer_id,
        coalesce(nullif(trim(loaded.basis), ''), 'Not recorded') as basis,
        loaded.post_fee_cents,
        loaded.commission_rate,
        loaded.agency_rate,
        loaded.starts_on as starts_date,
        loaded.ends_on as ends_date
    from loaded
)

select * from cleaned

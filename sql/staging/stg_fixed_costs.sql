-- summary: Monthly costs by account, in the reporting currency.
-- grain: month, account
-- columns:
--   month: {type: date, title: Month}
--   account: {type: text, title: Account}
--   amount_cents: {type: integer, title: Amount}
with loaded as (
    select
        fixed_costs.month,
        coalesce(nullif(trim(fixed_costs.account), ''), 'Not recorded') as account,
        fixed_costs.amount_cents
    from raw_fixed_costs as fixed_costs
    where fixed_costs.load_id in (select loads.load_id from raw_loads as loads where loads.status = 'loaded')
)

select * from loaded

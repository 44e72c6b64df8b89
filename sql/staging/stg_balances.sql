-- summary: Working capital at the end of each month, in the reporting currency.
-- grain: balance_on, account
-- columns:
--   balance_on: {type: date, title: Balance on}
--   account: {type: text, title: Account}
--   amount_cents: {type: integer, title: Amount}
with loaded as (
    select
        balances.balance_on,
        coalesce(nullif(trim(balances.account), ''), 'Not recorded') as account,
        balances.amount_cents
    from raw_balances as balances
    where balances.load_id in (select loads.load_id from raw_loads as loads where loads.status = 'loaded')
)

select * from loaded

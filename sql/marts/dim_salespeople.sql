-- summary: People of the sales desk, with what they look after now; key 0 stands for orders that nobody looked after.
-- grain: salesperson_key
-- indexes: [salesperson_id]
-- columns:
--   salesperson_key: {type: integer, title: Key}
--   source: {type: text, title: Source}
--   salesperson_id: {type: id, title: Salesperson}
--   salesperson_name: {type: text, title: Salesperson name}
--   team: {type: text, title: Sales team, note: 'Wholesale or Telephone.'}
--   region: {type: text, title: Region, note: They work from here.}
--   hired_on: {type: date, title: Hired}
--   left_on: {type: date, title: Left}
--   accounts: {type: integer, title: Accounts, note: Customers looked after now.}
with kept as (
    select accounts.source, accounts.salesperson_id, count(*) as accounts
    from stg_sales_accounts as accounts
    where accounts.ends_on is null
    group by accounts.source, accounts.salesperson_id
),

keyed as (
    select
        row_number() over (order by staff.source, staff.salesperson_id) as salesperson_key,
        staff.source,
        staff.salesperson_id,
        staff.salesperson_name,
        staff.team,
        staff.region,
        staff.hired_on,
        staff.left_on,
        coalesce(kept.accounts, 0) as accounts
    from stg_sales_staff as staff
    left join kept on kept.source = staff.source and kept.salesperson_id = staff.salesperson_id

    union all

    select
        0 as salesperson_key,
        'Not recorded' as source,
        'Not recorded' as salesperson_id,
        'Not recorded' as salesperson_name,
        'Not recorded' as team,
        'Not recorded' as region,
        null as hired_on,
        null as left_on,
        0 as accounts
)

select * from keyed

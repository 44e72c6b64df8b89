-- summary: Orders that somebody of the sales desk took or whose customer they looked after that day; others are not here.
-- grain: order_key
-- columns:
--   order_key: {type: integer, title: Order key}
--   salesperson_key: {type: integer, title: Salesperson key}
--   salesperson_id: {type: id, title: Salesperson}
--   salesperson_name: {type: text, title: Salesperson name}
--   team: {type: text, title: Sales team}
with looked_after as (
    select documents.document_key as order_key, documents.source, assisted.salesperson_id, 1 as place
    from stg_assisted_orders as assisted
    join dim_documents as documents on documents.document_id = assisted.order_id and documents.source = assisted.source

    union all

    -- Accounts that were merged may have had somebody each: the one who began last.
    select
        orders.order_key,
        orders.source,
        accounts.salesperson_id,
        row_number() over (partition by orders.order_key order by accounts.begins_on desc, accounts.salesperson_id) as place
    from stg_sales_accounts as accounts
    join customer_numbers as customers on customers.customer_id = accounts.customer_id and customers.source = accounts.source
    join fct_orders as orders
        on orders.customer_key = customers.customer_key
            and orders.order_date >= accounts.begins_on
            and (accounts.ends_on is null or orders.order_date <= accounts.ends_on)
    left join stg_assisted_orders as assisted on assisted.order_id = orders.order_id and assisted.source = orders.source
    where assisted.order_id is null
),

named as (
    select
        looked_after.order_key,
        people.salesperson_key,
        people.salesperson_id,
        people.salesperson_name,
        people.team
    from looked_after
    join dim_salespeople as people on people.source = looked_after.source and people.salesperson_id = looked_after.salesperson_id
    where looked_after.place = 1
)

select * from named

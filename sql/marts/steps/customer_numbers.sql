-- summary: Numbers of customers with the customer that each counts for. Whatever goes from a number to a customer asks here.
-- grain: source, customer_id
-- columns:
--   source: {type: text, title: Source}
--   customer_id: {type: id, title: Number, note: As it stands on a row.}
--   surviving_id: {type: id, title: Customer, note: 'The number itself, or that of the account that stayed when accounts were merged.'}
--   customer_key: {type: integer, title: Customer key, note: 0 where none of the merged accounts ordered.}
--   first_order_day: {type: integer, title: First order}
--   is_house_account: {type: boolean, title: House account}
--   keeps_place: {type: boolean, title: Place is kept, note: Whether the person is where this account says.}
with numbered as (
    select
        customers.source,
        customers.customer_id,
        customers.customer_id as surviving_id,
        customers.customer_key,
        customers.first_order_day,
        customers.is_house_account,
        1 as keeps_place
    from dim_customers as customers
    left join stg_customer_merges as merges on merges.source = customers.source and merges.customer_id = customers.customer_id
    where customers.is_known = 1 and merges.customer_id is null

    union all

    select
        merges.source,
        merges.customer_id,
        merges.survivor_id as surviving_id,
        coalesce(customers.customer_key, 0) as customer_key,
        customers.first_order_day,
        coalesce(customers.is_house_account, 0) as is_house_account,
        merges.keeps_place
    from stg_customer_merges as merges
    left join dim_customers as customers on customers.source = merges.source and customers.customer_id = merges.survivor_id
)

select * from numbered

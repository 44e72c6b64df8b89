-- summary: Accounts that were approved to be of one person, each with the customer that it counts for; the one that stays is there, too.
-- grain: account_key
-- indexes: [customer_key]
-- columns:
--   account_key: {type: integer, title: Key}
--   source: {type: text, title: Source}
--   account_id: {type: id, title: Account, note: As it stands on raw rows.}
--   customer_key: {type: integer, title: Customer key, note: 0 where none of the merged accounts ordered.}
with counted_for as (
    select
        row_number() over (order by merges.source, merges.customer_id) as account_key,
        merges.source,
        merges.customer_id as account_id,
        coalesce(numbers.customer_key, 0) as customer_key
    from stg_customer_merges as merges
    left join customer_numbers as numbers on numbers.source = merges.source and numbers.customer_id = merges.customer_id
)

select * from counted_for

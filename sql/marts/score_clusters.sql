-- summary: The cluster of each customer by recency, frequency and spending; empty where KMeans finds no stable ones.
-- grain: customer_key
-- columns:
--   customer_key: {type: integer, title: Customer key}
--   cluster_number: {type: integer, title: Rank, note: 'From those who were here lately, often and for much.'}
--   cluster: {type: text, title: Cluster, note: 'What its customers are high and low in, beside all customers.'}
with scored as (
    select
        customers.customer_key,
        scores.cluster_number,
        scores.cluster
    from stg_cluster_scores as scores
    join dim_customers as customers on customers.source = scores.source and customers.customer_id = scores.customer_id
    where customers.is_known = 1 and customers.is_erased = 0
)

select * from scored

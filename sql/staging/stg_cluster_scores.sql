-- summary: The cluster of each customer by the latest run of KMeans.
-- grain: source, customer_id
-- columns:
--   source: {type: text, title: Source}
--   customer_id: {type: id, title: Customer}
--   cluster_number: {type: integer, title: Rank}
--   cluster: {type: text, title: Cluster}
select
    scores.source,
    scores.customer_id,
    scores.cluster_number,
    scores.cluster
from raw_cluster_scores as scores

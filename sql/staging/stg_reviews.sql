-- summary: Reviews of loaded shops, cleaned.
-- grain: review_id
-- columns:
--   review_id: {type: id, title: Review}
--   source: {type: text, title: Source}
--   product_id: {type: id, title: Product}
--   customer_id: {type: id, title: Customer}
--   order_id: {type: id, title: Order}
--   rating: {type: integer, title: Stars}
--   body: {type: text, title: Text}
--   created_at: {type: timestamp, title: Written}
--   created_date: {type: date, title: Day written}
--   is_verified: {type: boolean, title: Verified}
--   helpful_votes: {type: integer, title: Helpful votes}
--   status: {type: text, title: Status}
with loaded as (
    select reviews.*
    from raw_reviews as reviews
    where reviews.load_id in (select loads.load_id from raw_loads as loads where loads.status = 'loaded')
),

cleaned as (
    select
        loaded.review_id,
        'demo' as source,
        coalesce(loaded.product_id, 'Not recorded') as product_id,
        coalesce(loaded.customer_id, 'Not recorded') as customer_id,
        coalesce(loaded.order_id, 'Not recorded') as order_id,
        loaded.rating,
        coalesce(nullif(trim(loaded.body), ''), 'Not recorded') as body,
        loaded.created_at,
        substr(loaded.created_at, 1, 10) as created_date,
        coalesce(loaded.is_verified, 0) as is_verified,
        coalesce(loaded.helpful_votes, 0) as helpful_votes,
        coalesce(loaded.status, 'Not recorded') as status
    from loaded
)

select * from cleaned

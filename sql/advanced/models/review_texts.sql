-- summary: The text of every published review that has one, as themes are found from them.
-- grain: review_id, source
-- params: {}
-- columns:
--   review_id: {type: id, title: Review}
--   source: {type: text, title: Source}
--   body: {type: text, title: Text}
with texts as (
    select
        reviews.review_id,
        reviews.source,
        reviews.body
    from fct_reviews as reviews
    where reviews.is_published = 1
        and reviews.body not in ('Not recorded', 'Erased')
)

select * from texts order by review_id, source

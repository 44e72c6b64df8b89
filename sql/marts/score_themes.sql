-- summary: What published reviews are about, by themes that are found from their texts; a review may have several or none, and there are none where themes are refused or no run was yet.
-- grain: review_key, theme_number
-- columns:
--   review_key: {type: integer, title: Review key}
--   theme_number: {type: integer, title: Rank, note: 'From 1, the theme of most reviews first.'}
--   theme: {type: text, title: Theme, note: 'Its strongest words.'}
--   share: {type: decimal, title: Share, note: 'The most that the theme explains of one sentence of the text.'}
--   is_quotable: {type: boolean, title: Quotable, note: 'No digit and no @ in the text, so neither a number nor an address.'}
with texts as (
    select
        reviews.review_key,
        reviews.source,
        reviews.review_id,
        reviews.body,
        replace(replace(replace(replace(replace(replace(reviews.body, '@', ''), '0', ''), '1', ''), '2', ''), '3', ''), '4', '') as rest
    from fct_reviews as reviews
    where reviews.is_published = 1
        and reviews.body not in ('Not recorded', 'Erased')
),

scored as (
    select
        texts.review_key,
        scores.theme_number,
        scores.theme,
        scores.share,
        case
            when texts.body = replace(replace(replace(replace(replace(texts.rest, '5', ''), '6', ''), '7', ''), '8', ''), '9', '')
                then 1
            else 0
        end as is_quotable
    from stg_theme_scores as scores
    join texts on texts.source = scores.source and texts.review_id = scores.review_id
)

select * from scored

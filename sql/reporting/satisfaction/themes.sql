-- summary: What published reviews are about, how they rate it, and a text of each kind as an example.
-- grain: theme
-- order: reviews desc
-- params:
--   {day_from: integer, day_to: integer, channels: list of text?, platforms: list of text?, regions: list of text?,
--    countries: list of text?, scope_brands: list of text?, scope_regions: list of text?, scope_vendors: list of text?}
-- columns:
--   theme: {type: text, title: Theme, wide: true, note: 'Its strongest words, found from the texts of all reviews.'}
--   reviews: {type: integer, title: Reviews, note: A review about several themes counts in each.}
--   average_rating: {type: decimal, title: Average rating}
--   negative_reviews: {type: integer, title: Negative reviews, note: One or two stars.}
--   negative_share: {type: ratio, title: Negative, note: One or two stars.}
--   criticism: {type: text, title: Criticism, note: 'The most helpful text of one or two stars without digits or addresses.', wide: true}
--   praise: {type: text, title: Praise, note: 'Likewise of four or five stars.', wide: true}
with said as (
    select
        themes.theme,
        themes.is_quotable,
        reviews.rating,
        reviews.is_negative,
        reviews.body,
        case when reviews.rating <= 2 then 'criticism' when reviews.rating >= 4 then 'praise' else 'neither' end as kind,
        reviews.helpful_votes,
        reviews.review_key
    from score_themes as themes
    join fct_reviews as reviews on reviews.review_key = themes.review_key
    where reviews.review_day between :day_from and :day_to
        and reviews.channel in (:channels)
        and reviews.platform in (:platforms)
        and reviews.region in (:regions)
        and reviews.country in (:countries)
        and reviews.brand in (:scope_brands)
        and reviews.region in (:scope_regions)
        and reviews.vendor_id in (:scope_vendors)
),

counted as (
    select
        said.theme,
        count(*) as reviews,
        cast(sum(said.rating) as double precision) / nullif(count(*), 0) as average_rating,
        sum(said.is_negative) as negative_reviews,
        cast(sum(said.is_negative) as double precision) / nullif(count(*), 0) as negative_share
    from said
    group by said.theme
),

quotable as (
    select
        said.theme,
        said.kind,
        said.body,
        row_number() over (partition by said.theme, said.kind order by said.helpful_votes desc, said.review_key) as place
    from said
    where said.is_quotable = 1
),

answer as (
    select
        counted.theme,
        counted.reviews,
        counted.average_rating,
        counted.negative_reviews,
        counted.negative_share,
        critics.body as criticism,
        praises.body as praise
    from counted
    left join quotable as critics on critics.theme = counted.theme and critics.kind = 'criticism' and critics.place = 1
    left join quotable as praises on praises.theme = counted.theme and praises.kind = 'praise' and praises.place = 1
)

select * from answer order by reviews desc, theme

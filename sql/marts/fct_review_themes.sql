-- summary: What published reviews are about, by words and phrases that belong to a theme; a review may have several themes or none.
-- grain: theme_key
-- indexes: [review_key]
-- columns:
--   theme_key: {type: integer, title: Key}
--   review_key: {type: integer, title: Review key}
--   theme: {type: text, title: Theme}
--   is_quotable: {type: boolean, title: Quotable, note: 'No digit and no @ in the text, so neither a number nor an address.'}
with vocabulary as (
    select 'quality' as word, 'Quality' as theme
    union all select 'broke', 'Quality'
    union all select 'broken', 'Quality'
    union all select 'fell apart', 'Quality'
    union all select 'flimsy', 'Quality'
    union all select 'rough', 'Quality'
    union all select 'solid', 'Quality'
    union all select 'well made', 'Quality'
    union all select 'finish', 'Quality'
    union all select 'material', 'Quality'
    union all select 'edges', 'Quality'
    union all select 'works', 'Quality'
    union all select 'sturdy', 'Quality'
    union all select 'faulty', 'Quality'
    union all select 'durable', 'Quality'
    union all select 'fits', 'Fit and size'
    union all select 'fit', 'Fit and size'
    union all select 'size', 'Fit and size'
    union all select 'smaller', 'Fit and size'
    union all select 'larger', 'Fit and size'
    union all select 'too small', 'Fit and size'
    union all select 'too big', 'Fit and size'
    union all select 'too tight', 'Fit and size'
    union all select 'too loose', 'Fit and size'
    union all select 'colour', 'Colour and look'
    union all select 'color', 'Colour and look'
    union all select 'dull', 'Colour and look'
    union all select 'beautiful', 'Colour and look'
    union all select 'looks good', 'Colour and look'
    union all select 'design', 'Colour and look'
    union all select 'style', 'Colour and look'
    union all select 'delivery', 'Delivery'
    union all select 'late', 'Delivery'
    union all select 'delayed', 'Delivery'
    union all select 'waited', 'Delivery'
    union all select 'promised day', 'Delivery'
    union all select 'shipping', 'Delivery'
    union all select 'courier', 'Delivery'
    union all select 'on time', 'Delivery'
    union all select 'for ever', 'Delivery'
    union all select 'fast', 'Delivery'
    union all select 'packed', 'Packaging'
    union all select 'parcel', 'Packaging'
    union all select 'packaging', 'Packaging'
    union all select 'box', 'Packaging'
    union all select 'dented', 'Packaging'
    union all select 'damaged', 'Packaging'
    union all select 'price', 'Price'
    union all select 'money', 'Price'
    union all select 'cheap', 'Price'
    union all select 'expensive', 'Price'
    union all select 'worth', 'Price'
    union all select 'cent', 'Price'
    union all select 'value', 'Price'
    union all select 'service', 'Service'
    union all select 'support', 'Service'
    union all select 'staff', 'Service'
    union all select 'friendly', 'Service'
    union all select 'refund', 'Service'
    union all select 'sent it back', 'Service'
    union all select 'exchange', 'Service'
    union all select 'missing', 'Completeness'
    union all select 'incomplete', 'Completeness'
    union all select 'instructions', 'Completeness'
    union all select 'manual', 'Completeness'
    union all select 'wrong item', 'Completeness'
    union all select 'wrong one', 'Completeness'
),

texts as (
    select
        reviews.review_key,
        reviews.body,
        replace(replace(replace(lower(reviews.body), '.', ' '), ',', ' '), '!', ' ') as words,
        replace(replace(replace(replace(replace(replace(reviews.body, '@', ''), '0', ''), '1', ''), '2', ''), '3', ''), '4', '') as rest
    from fct_reviews as reviews
    where reviews.is_published = 1
        and reviews.body <> 'Not recorded'
),

written as (
    select
        texts.review_key,
        ' ' || replace(replace(replace(texts.words, '?', ' '), ';', ' '), ':', ' ') || ' ' as words,
        case
            when texts.body = replace(replace(replace(replace(replace(texts.rest, '5', ''), '6', ''), '7', ''), '8', ''), '9', '')
                then 1
            else 0
        end as is_quotable
    from texts
),

named as (
    select distinct written.review_key, vocabulary.theme, written.is_quotable
    from written
    join vocabulary on length(replace(written.words, ' ' || vocabulary.word || ' ', '')) < length(written.words)
),

keyed as (
    select
        row_number() over (order by named.review_key, named.theme) as theme_key,
        named.review_key,
        named.theme,
        named.is_quotable
    from named
)

select * from keyed

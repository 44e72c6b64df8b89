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
    union all select 'broke' as word, 'Quality' as theme
    union all select 'broken' as word, 'Quality' as theme
    union all select 'fell apart' as word, 'Quality' as theme
    union all select 'flimsy' as word, 'Quality' as theme
    union all select 'rough' as word, 'Quality' as theme
    union all select 'solid' as word, 'Quality' as theme
    union all select 'well made' as word, 'Quality' as theme
    union all select 'finish' as word, 'Quality' as theme
    union all select 'material' as word, 'Quality' as theme
    union all select 'edges' as word, 'Quality' as theme
    union all select 'works' as word, 'Quality' as theme
    union all select 'sturdy' as word, 'Quality' as theme
    union all select 'faulty' as word, 'Quality' as theme
    union all select 'durable' as word, 'Quality' as theme
    union all select 'fits' as word, 'Fit and size' as theme
    union all select 'fit' as word, 'Fit and size' as theme
    union all select 'size' as word, 'Fit and size' as theme
    union all select 'smaller' as word, 'Fit and size' as theme
    union all select 'larger' as word, 'Fit and size' as theme
    union all select 'too small' as word, 'Fit and size' as theme
    union all select 'too big' as word, 'Fit and size' as theme
    union all select 'too tight' as word, 'Fit and size' as theme
    union all select 'too loose' as word, 'Fit and size' as theme
    union all select 'colour' as word, 'Colour and look' as theme
    union all select 'color' as word, 'Colour and look' as theme
    union all select 'dull' as word, 'Colour and look' as theme
    union all select 'beautiful' as word, 'Colour and look' as theme
    union all select 'looks good' as word, 'Colour and look' as theme
    union all select 'design' as word, 'Colour and look' as theme
    union all select 'style' as word, 'Colour and look' as theme
    union all select 'delivery' as word, 'Delivery' as theme
    union all select 'late' as word, 'Delivery' as theme
    union all select 'delayed' as word, 'Delivery' as theme
    union all select 'waited' as word, 'Delivery' as theme
    union all select 'promised day' as word, 'Delivery' as theme
    union all select 'shipping' as word, 'Delivery' as theme
    union all select 'courier' as word, 'Delivery' as theme
    union all select 'on time' as word, 'Delivery' as theme
    union all select 'for ever' as word, 'Delivery' as theme
    union all select 'fast' as word, 'Delivery' as theme
    union all select 'packed' as word, 'Packaging' as theme
    union all select 'parcel' as word, 'Packaging' as theme
    union all select 'packaging' as word, 'Packaging' as theme
    union all select 'box' as word, 'Packaging' as theme
    union all select 'dented' as word, 'Packaging' as theme
    union all select 'damaged' as word, 'Packaging' as theme
    union all select 'price' as word, 'Price' as theme
    union all select 'money' as word, 'Price' as theme
    union all select 'cheap' as word, 'Price' as theme
    union all select 'expensive' as word, 'Price' as theme
    union all select 'worth' as word, 'Price' as theme
    union all select 'cent' as word, 'Price' as theme
    union all select 'value' as word, 'Price' as theme
    union all select 'service' as word, 'Service' as theme
    union all select 'support' as word, 'Service' as theme
    union all select 'staff' as word, 'Service' as theme
    union all select 'friendly' as word, 'Service' as theme
    union all select 'refund' as word, 'Service' as theme
    union all select 'sent it back' as word, 'Service' as theme
    union all select 'exchange' as word, 'Service' as theme
    union all select 'missing' as word, 'Completeness' as theme
    union all select 'incomplete' as word, 'Completeness' as theme
    union all select 'instructions' as word, 'Completeness' as theme
    union all select 'manual' as word, 'Completeness' as theme
    union all select 'wrong item' as word, 'Completeness' as theme
    union all select 'wrong one' as word, 'Completeness' as theme
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

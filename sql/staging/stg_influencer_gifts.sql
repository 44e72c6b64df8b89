-- summary: Products sent to influencers free of charge.
-- grain: gift_id
-- columns:
--   source: {type: text, title: Source}
--   gift_id: {type: id, title: Gift}
--   post_id: {type: id, title: Post}
--   product_id: {type: id, title: Product}
--   sent_date: {type: date, title: Sent}
--   cost_cents: {type: integer, title: Cost, note: In the reporting currency.}
--   shipping_cents: {type: integer, title: Shipping, note: Likewise.}
with loaded as (
    select gifts.*
    from raw_influencer_gifts as gifts
    where gifts.load_id in (select loads.load_id from raw_loads as loads where loads.status = 'loaded')
),

cleaned as (
    select
        'demo' as source,
        loaded.gift_id,
        loaded.post_id,
        loaded.product_id,
        loaded.sent_on as sent_date,
        loaded.cost_cents,
        loaded.shipping_cents
    from loaded
)

select * from cleaned

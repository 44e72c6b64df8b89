-- summary: Gift cards issued and redeemed.
-- grain: movement_id
-- columns:
--   movement_id: {type: id, title: Movement}
--   gift_card_id: {type: id, title: Gift card}
--   moved_at: {type: timestamp, title: Moved at}
--   movement: {type: text, title: Movement}
--   origin: {type: text, title: Origin}
--   source: {type: text, title: Source}
--   order_id: {type: id, title: Order}
--   currency: {type: text, title: Currency}
--   amount_cents: {type: integer, title: Amount}
with loaded as (
    select
        gift_card_movements.movement_id,
        gift_card_movements.gift_card_id,
        gift_card_movements.moved_at,
        coalesce(nullif(trim(gift_card_movements.movement), ''), 'Not recorded') as movement,
        coalesce(nullif(trim(gift_card_movements.origin), ''), 'Not recorded') as origin,
        'demo' as source,
        gift_card_movements.order_id,
        coalesce(nullif(trim(gift_card_movements.currency), ''), 'Not recorded') as currency,
        gift_card_movements.amount_cents
    from raw_gift_card_movements as gift_card_movements
    where gift_card_movements.load_id in (select loads.load_id from raw_loads as loads where loads.status = 'loaded')
)

select * from loaded

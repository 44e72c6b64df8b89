-- summary: Gift cards issued and redeemed; both at the rate of the day the card was issued, so that a redeemed card owes nothing.
-- grain: movement_key
-- params: {reporting_currency: text}
-- indexes: [moved_day]
-- columns:
--   movement_key: {type: integer, title: Key}
--   movement_id: {type: id, title: Movement}
--   gift_card_id: {type: id, title: Gift card}
--   moved_day: {type: integer, title: Day}
--   movement: {type: text, title: Movement}
--   origin: {type: text, title: Origin}
--   order_id: {type: id, title: Order, note: Not recorded where a card was sold.}
--   currency: {type: text, title: Currency}
--   issued_cents: {type: integer, title: Issued}
--   redeemed_cents: {type: integer, title: Redeemed}
--   issued_local_cents: {type: integer, title: Issued}
--   redeemed_local_cents: {type: integer, title: Redeemed}
with dated as (
    select
        movements.*,
        dates.day_number as moved_day,
        min(dates.day_number) over (partition by movements.gift_card_id) as issued_day
    from stg_gift_card_movements as movements
    join dim_date as dates on dates.date_day = substr(movements.moved_at, 1, 10)
),

known as (
    select
        dated.*,
        coalesce(
            (select max(rates.rate_day) from dim_rates as rates where rates.currency = dated.currency and rates.rate_day <= dated.issued_day),
            (select min(rates.rate_day) from dim_rates as rates where rates.currency = dated.currency)
        ) as known_day
    from dated
),

rated as (
    select
        known.*,
        case when known.currency = :reporting_currency then cast(1 as double precision) else rates.rate * 1.00000000000001 end as factor
    from known
    left join dim_rates as rates on rates.rate_day = known.known_day and rates.currency = known.currency
),

movements as (
    select
        row_number() over (order by rated.movement_id, rated.moved_day) as movement_key,
        rated.movement_id,
        rated.gift_card_id,
        rated.moved_day,
        rated.movement,
        rated.origin,
        coalesce(rated.order_id, 'Not recorded') as order_id,
        rated.currency,
        case when rated.movement = 'issued' then cast(floor(rated.amount_cents * rated.factor + 0.5) as bigint) else 0 end as issued_cents,
        case when rated.movement = 'redeemed' then cast(floor(rated.amount_cents * rated.factor + 0.5) as bigint) else 0 end
            as redeemed_cents,
        case when rated.movement = 'issued' then rated.amount_cents else 0 end as issued_local_cents,
        case when rated.movement = 'redeemed' then rated.amount_cents else 0 end as redeemed_local_cents
    from rated
)

select * from movements

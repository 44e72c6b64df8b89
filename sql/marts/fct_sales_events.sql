-- summary: Every sale, return, cancellation, shipping, discount, fee and adjustment of a line, in both currencies and on both days.
-- grain: event_key
-- params: {reporting_currency: text}
-- indexes: [event_day, order_key, customer_key]
-- columns:
--   event_key: {type: integer, title: Key}
--   event_type: {type: text, title: Event}
--   line_id: {type: integer, title: Line}
--   order_key: {type: integer, title: Order key}
--   order_id: {type: id, title: Order, drill: order}
--   document_id: {type: id, title: Document}
--   source: {type: text, title: Source}
--   customer_key: {type: integer, title: Customer key}
--   product_key: {type: integer, title: Product key}
--   event_day: {type: integer, title: Day}
--   order_day: {type: integer, title: Order day}
--   event_hour: {type: integer, title: Hour}
--   order_hour: {type: integer, title: Order hour}
--   category: {type: text, title: Category}
--   brand: {type: text, title: Brand}
--   channel: {type: text, title: Channel}
--   platform: {type: text, title: Platform}
--   country: {type: text, title: Country}
--   region: {type: text, title: Region}
--   payment_method: {type: text, title: Payment method}
--   currency: {type: text, title: Currency}
--   is_known_customer: {type: boolean, title: Known customer}
--   is_linked: {type: boolean, title: Linked, note: 0 for a return whose order was not found.}
--   is_correction: {type: boolean, title: Correction, note: 'Reverses or repeats an event that a locked month holds.'}
--   original_event_day: {type: integer, title: Original day, note: Missing unless a locked month moved it.}
--   original_order_day: {type: integer, title: Original order day, note: Likewise.}
--   units: {type: integer, title: Units}
--   returned_units: {type: integer, title: Units returned}
--   gross_cents: {type: integer, title: Gross sales}
--   discount_cents: {type: integer, title: Discounts}
--   return_cents: {type: integer, title: Returns, note: 'Positive, with cancellations.'}
--   cancellation_cents: {type: integer, title: Cancellations}
--   tax_cents: {type: integer, title: Tax}
--   shipping_cents: {type: integer, title: Shipping}
--   fee_cents: {type: integer, title: Fees}
--   adjustment_cents: {type: integer, title: Adjustments}
--   gift_card_cents: {type: integer, title: Gift cards}
--   bad_debt_cents: {type: integer, title: Bad debt}
--   cost_cents: {type: integer, title: Cost of goods, note: 'Missing where none is recorded, as are the two below.', tag: cost}
--   fulfilment_cents: {type: integer, title: Fulfilment, tag: cost}
--   payment_fee_cents: {type: integer, title: Payment fees}
--   gross_local_cents: {type: integer, title: Gross sales}
--   discount_local_cents: {type: integer, title: Discounts}
--   return_local_cents: {type: integer, title: Returns}
--   cancellation_local_cents: {type: integer, title: Cancellations}
--   tax_local_cents: {type: integer, title: Tax}
--   shipping_local_cents: {type: integer, title: Shipping}
--   fee_local_cents: {type: integer, title: Fees}
--   adjustment_local_cents: {type: integer, title: Adjustments}
--   gift_card_local_cents: {type: integer, title: Gift cards}
--   bad_debt_local_cents: {type: integer, title: Bad debt}
--   cost_local_cents: {type: integer, title: Cost of goods, tag: cost}
--   fulfilment_local_cents: {type: integer, title: Fulfilment, tag: cost}
--   payment_fee_local_cents: {type: integer, title: Payment fees}
with sides as (
    select 0 as is_reversal, 1 as sign union all select 1 as is_reversal, -1 as sign
),

rated as (
    -- The factor is a hair above the rate, so that a tie such as 1.15 x 50 cents is a tie in binary too.
    select
        lines.*,
        case when lines.currency = :reporting_currency then cast(1 as double precision) else rates.rate * 1.00000000000001 end as factor
    from line_values as lines
    left join dim_rates as rates on rates.rate_day = lines.order_day and rates.currency = lines.currency
),

converted as (
    select
        lines.*,
        case when gross_cents < 0 then -1 else 1 end * cast(floor(abs(gross_cents) * factor + 0.5) as bigint) as gross,
        case when discount_cents < 0 then -1 else 1 end * cast(floor(abs(discount_cents) * factor + 0.5) as bigint) as discount,
        case when return_cents < 0 then -1 else 1 end * cast(floor(abs(return_cents) * factor + 0.5) as bigint) as returned,
        case when tax_cents < 0 then -1 else 1 end * cast(floor(abs(tax_cents) * factor + 0.5) as bigint) as tax,
        case when shipping_cents < 0 then -1 else 1 end * cast(floor(abs(shipping_cents) * factor + 0.5) as bigint) as shipping,
        case when other_cents < 0 then -1 else 1 end * cast(floor(abs(other_cents) * factor + 0.5) as bigint) as other
    from rated as lines
),

events as (
    select
        lines.line_id * 2 + sides.is_reversal as event_key,
        case when sides.is_reversal = 1 then 'cancellation' else lines.event_type end as event_type,
        lines.line_id,
        lines.order_key,
        lines.order_id,
        lines.document_id,
        lines.source,
        lines.customer_key,
        lines.product_key,
        case when sides.is_reversal = 1 then lines.reversal_day else lines.event_day end as event_day,
        lines.order_day,
        case when sides.is_reversal = 1 then coalesce(lines.cancelled_hour, lines.order_hour) else lines.event_hour end as event_hour,
        lines.order_hour,
        lines.category,
        lines.brand,
        lines.channel,
        lines.platform,
        lines.country,
        lines.region,
        lines.payment_method,
        lines.currency,
        lines.is_known_customer,
        lines.is_linked,
        0 as is_correction,
        cast(null as bigint) as original_event_day,
        cast(null as bigint) as original_order_day,
        case when sides.is_reversal = 0 and lines.event_type = 'sale' then lines.quantity end as units,
        case when lines.event_type = 'return' then -sides.sign * lines.quantity when sides.is_reversal = 1 then lines.quantity end
            as returned_units,
        (1 - sides.is_reversal) * lines.gross as gross_cents,
        (1 - sides.is_reversal) * lines.discount as discount_cents,
        case when sides.is_reversal = 1 then lines.gross - lines.discount - lines.returned else lines.returned end as return_cents,
        sides.is_reversal * (lines.gross - lines.discount - lines.returned) as cancellation_cents,
        sides.sign * lines.tax as tax_cents,
        sides.sign * lines.shipping as shipping_cents,
        case when lines.event_type = 'fee' then sides.sign * lines.other else 0 end as fee_cents,
        case when lines.event_type = 'adjustment' then sides.sign * lines.other else 0 end as adjustment_cents,
        case when lines.event_type = 'gift_card' then sides.sign * lines.other else 0 end as gift_card_cents,
        case when lines.event_type = 'bad_debt' then sides.sign * lines.other else 0 end as bad_debt_cents,
        sides.sign * costs.cost_cents as cost_cents,
        (1 - sides.is_reversal) * costs.fulfilment_cents as fulfilment_cents,
        (1 - sides.is_reversal) * costs.payment_fee_cents as payment_fee_cents,
        (1 - sides.is_reversal) * lines.gross_cents as gross_local_cents,
        (1 - sides.is_reversal) * lines.discount_cents as discount_local_cents,
        case when sides.is_reversal = 1 then lines.gross_cents - lines.discount_cents - lines.return_cents else lines.return_cents end
            as return_local_cents,
        sides.is_reversal * (lines.gross_cents - lines.discount_cents - lines.return_cents) as cancellation_local_cents,
        sides.sign * lines.tax_cents as tax_local_cents,
        sides.sign * lines.shipping_cents as shipping_local_cents,
        case when lines.event_type = 'fee' then sides.sign * lines.other_cents else 0 end as fee_local_cents,
        case when lines.event_type = 'adjustment' then sides.sign * lines.other_cents else 0 end as adjustment_local_cents,
        case when lines.event_type = 'gift_card' then sides.sign * lines.other_cents else 0 end as gift_card_local_cents,
        case when lines.event_type = 'bad_debt' then sides.sign * lines.other_cents else 0 end as bad_debt_local_cents,
        sides.sign * costs.cost_local_cents as cost_local_cents,
        (1 - sides.is_reversal) * costs.fulfilment_local_cents as fulfilment_local_cents,
        (1 - sides.is_reversal) * costs.payment_fee_local_cents as payment_fee_local_cents
    from converted as lines
    left join line_costs as costs using (line_id)
    join sides on sides.is_reversal = 0 or lines.is_cancelled = 1
)

select * from events

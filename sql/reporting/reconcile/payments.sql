-- summary: From net sales to the money that came in, less what was given back, by why the two differ. The differences add up to the gap.
-- grain: position
-- order: position
-- unrecorded: refused
-- params:
--   {day_from: integer, day_to: integer, basis: [event, order], money: ["", local_], currency: text?,
--    channels: list of text?, platforms: list of text?, regions: list of text?, countries: list of text?,
--    payment_methods: list of text?, scope_regions: list of text?}
-- columns:
--   line: {type: text, title: Line, wide: true}
--   amount: {type: money, title: Amount, note: 'By event date money counts when it moved; by order date, on the day of its order.'}
--   kind: {type: text, title: Kind, note: 'ledger, difference, or gap: payments less refunds minus net sales.'}
--   orders: {type: integer, title: Orders, note: Orders that the line is about.}
--   position: {type: integer, title: Place}
with events as (
    select
        sales.*,
        sales.gross_{money}cents - sales.discount_{money}cents - sales.return_{money}cents as net_amount,
        sales.tax_{money}cents + sales.shipping_{money}cents as charges_amount,
        case when sales.event_type in ('return', 'cancellation') then 1 else 0 end as is_back,
        sales.gross_local_cents - sales.discount_local_cents - sales.return_local_cents
            + sales.tax_local_cents + sales.shipping_local_cents as total_local
    from fct_sales_events as sales
    where order_key is not null
        and currency = :currency
        and channel in (:channels)
        and platform in (:platforms)
        and region in (:regions)
        and country in (:countries)
        and payment_method in (:payment_methods)
        and region in (:scope_regions)
),

sold as (
    select
        events.order_key,
        min(events.order_day) as first_day,
        sum(case when events.{basis}_day between :day_from and :day_to then events.net_amount else 0 end) as net_in,
        sum(case when events.{basis}_day between :day_from and :day_to then events.charges_amount else 0 end) as charges_in,
        sum((1 - events.is_back) * (events.net_amount + events.charges_amount)) as placed,
        sum((1 - events.is_back) * events.total_local) as placed_local,
        -sum(events.is_back * (events.net_amount + events.charges_amount)) as came_back,
        -sum(events.is_back * events.total_local) as came_back_local
    from events
    group by events.order_key
),

documents as (
    select * from dim_documents
    where document_key is not null
        and channel in (:channels)
        and platform in (:platforms)
        and region in (:regions)
        and country in (:countries)
        and payment_method in (:payment_methods)
        and region in (:scope_regions)
),

moved as (
    select money.*, money.payment_{money}cents - money.refund_{money}cents as amount, documents.document_day as order_day
    from fct_payment_events as money
    join documents on documents.document_key = money.order_key
    where money.event_type in ('payment', 'refund')
        and currency = :currency
),

paid as (
    select
        moved.order_key,
        min(moved.order_day) as first_day,
        sum(case when moved.{basis}_day between :day_from and :day_to then moved.amount else 0 end) as paid_in,
        sum(moved.payment_{money}cents) as payments,
        sum(moved.refund_{money}cents) as refunds,
        sum(moved.payment_local_cents) as payments_local,
        sum(moved.refund_local_cents) as refunds_local
    from moved group by moved.order_key
),

sides as (
    select sold.order_key, sold.first_day, 1 as is_sold, 0 as is_paid, sold.net_in, sold.charges_in, 0 as paid_in,
        -sold.placed as charge, sold.came_back as back, -sold.placed_local as charge_local, sold.came_back_local as back_local
    from sold
    union all
    select paid.order_key, paid.first_day, 0 as is_sold, 1 as is_paid, 0 as net_in, 0 as charges_in, paid.paid_in,
        paid.payments as charge, -paid.refunds as back, paid.payments_local as charge_local, -paid.refunds_local as back_local
    from paid
),

-- What differs for good counts on the day of the order, once; all else of a period is timing, which later periods take back.
matched as (
    select
        case when min(sides.first_day) between :day_from and :day_to then 1 else 0 end as is_of_period,
        1 - max(sides.is_sold) * max(sides.is_paid) as is_alone, sum(sides.net_in) as net_in, sum(sides.charges_in) as charges_in,
        sum(sides.paid_in) as paid_in, sum(sides.charge) as charge, sum(sides.back) as back,
        sum(sides.charge_local) as charge_local, sum(sides.back_local) as back_local
    from sides
    group by sides.order_key
),

classified as (
    select
        matched.net_in,
        matched.paid_in,
        matched.charges_in,
        matched.paid_in - matched.net_in - matched.charges_in - matched.is_of_period * (matched.charge + matched.back) as timing,
        matched.is_of_period * (1 - matched.is_alone) * (
            case when matched.charge_local = 0 then matched.charge else 0 end
            + case when matched.back_local = 0 then matched.back else 0 end
        ) as currency_cents,
        matched.is_of_period * (1 - matched.is_alone) * case when matched.back_local = 0 then 0 else matched.back end as refund_basis,
        matched.is_of_period * matched.is_alone * (matched.charge + matched.back) as unattributed,
        matched.is_of_period * (1 - matched.is_alone) * case when matched.charge_local = 0 then 0 else matched.charge end as unexplained
    from matched
),

lines as (
    select 1 as position, 'Net sales' as line, 'ledger' as kind, net_in as cents from classified
    union all
    select 2 as position, 'Tax and shipping' as line, 'difference' as kind, charges_in as cents from classified
    union all
    select 3 as position, 'Timing' as line, 'difference' as kind, timing as cents from classified
    union all
    select 4 as position, 'Currency' as line, 'difference' as kind, currency_cents as cents from classified
    union all
    select 5 as position, 'Refund basis' as line, 'difference' as kind, refund_basis as cents from classified
    union all
    select 6 as position, 'Unattributed' as line, 'difference' as kind, unattributed as cents from classified
    union all
    select 7 as position, 'Unexplained' as line, 'difference' as kind, unexplained as cents from classified
    union all
    select 8 as position, 'Payments less refunds' as line, 'ledger' as kind, paid_in as cents from classified
    union all
    select 9 as position, 'Gap' as line, 'gap' as kind, paid_in - net_in as cents from classified
),

answer as (
    select
        lines.line,
        cast(sum(lines.cents) as double precision) / 100 as amount,
        lines.kind,
        sum(case when lines.cents <> 0 then 1 else 0 end) as orders,
        lines.position
    from lines
    group by lines.position, lines.line, lines.kind
)

select * from answer order by position

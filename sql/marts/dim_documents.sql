-- summary: Orders, credit notes and other documents, with their own time and whether they are an order.
-- grain: document_key
-- indexes: ["document_id, source"]
-- columns:
--   document_key: {type: integer, title: Key, note: The order_key of the facts.}
--   source: {type: text, title: Source}
--   document_id: {type: id, title: Document}
--   document_at: {type: timestamp, title: Time, note: The earliest time of its lines.}
--   document_day: {type: integer, title: Day}
--   document_hour: {type: integer, title: Hour}
--   is_order: {type: boolean, title: Order, note: Whether goods were sold on it.}
--   is_cancelled: {type: boolean, title: Cancelled, note: Whether every sold line was cancelled.}
--   channel: {type: text, title: Channel, note: What its lines leave out is filled from here; likewise below.}
--   platform: {type: text, title: Platform}
--   country: {type: text, title: Country}
--   region: {type: text, title: Region}
--   payment_method: {type: text, title: Payment method}
with documents as (
    select
        parts.source,
        parts.document_id,
        coalesce(min(parts.own_at), min(parts.first_at)) as document_at,
        coalesce(min(parts.own_hour), min(parts.first_hour)) as hour_number,
        max(parts.is_order) as is_order,
        max(parts.is_placed) as is_placed,
        coalesce(min(parts.channel), 'Not recorded') as channel,
        coalesce(min(parts.platform), 'Not recorded') as platform,
        coalesce(min(parts.country), 'Not recorded') as country,
        coalesce(min(parts.region), 'Not recorded') as region,
        coalesce(min(parts.payment_method), 'Not recorded') as payment_method
    from document_customers as parts
    group by parts.source, parts.document_id
    having max(parts.is_hidden) = 0
),

dated as (
    select
        documents.*,
        cast(floor(cast(documents.hour_number as double precision) / 24) as bigint) as document_day
    from documents
),

keyed as (
    select
        row_number() over (order by dated.source, dated.document_id) as document_key,
        dated.source,
        dated.document_id,
        dated.document_at,
        dated.document_day,
        dated.hour_number - 24 * dated.document_day as document_hour,
        dated.is_order,
        case when dated.is_order = 1 and dated.is_placed = 0 then 1 else 0 end as is_cancelled,
        dated.channel,
        dated.platform,
        dated.country,
        dated.region,
        dated.payment_method
    from dated
)

select * from keyed

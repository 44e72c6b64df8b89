-- summary: Returns that name no order, and the purchases of the same product by the same customer they may belong to.
-- grain: line_id
-- columns:
--   line_id: {type: integer, title: Line}
--   order_key: {type: integer, title: Document}
--   source: {type: text, title: Source}
--   customer_id: {type: id, title: Customer}
--   product_id: {type: id, title: Product}
--   document_at: {type: timestamp, title: Time}
--   quantity: {type: integer, title: Quantity, note: Positive; missing where not recorded.}
--   is_return: {type: boolean, title: Return}
with returned as (
    select distinct lines.source, numbers.surviving_id, lines.product_id
    from stg_order_lines as lines
    join customer_numbers as numbers on numbers.source = lines.source and numbers.customer_id = lines.customer_id
    where lines.kind = 'product'
        and lines.is_return = 1
        and lines.return_link = 'match'
        and lines.product_id <> 'Not recorded'
),

candidates as (
    -- A cross join, because SQLite then reads the lines once and looks the few buyers up.
    select
        lines.line_id,
        documents.document_key as order_key,
        lines.source,
        numbers.surviving_id as customer_id,
        lines.product_id,
        documents.document_at,
        abs(lines.quantity) as quantity,
        lines.is_return
    from stg_order_lines as lines
    cross join returned
    join customer_numbers as numbers on numbers.source = lines.source and numbers.customer_id = lines.customer_id
    join dim_documents as documents on documents.document_id = lines.document_id and documents.source = lines.source
    where returned.surviving_id = numbers.surviving_id
        and returned.product_id = lines.product_id
        and returned.source = lines.source
        and lines.kind = 'product'
        and lines.status = 'placed'
        and (lines.is_return = 0 or lines.return_link = 'match')
)

select * from candidates

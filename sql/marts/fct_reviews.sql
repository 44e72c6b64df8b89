-- summary: Reviews with their product and, where it was bought here, the order and how it was delivered.
-- grain: review_key
-- indexes: [review_day, product_key]
-- columns:
--   review_key: {type: integer, title: Key}
--   review_id: {type: id, title: Review}
--   source: {type: text, title: Source}
--   product_key: {type: integer, title: Product key}
--   vendor_key: {type: integer, title: Vendor key, note: Of who supplies the product now.}
--   vendor_id: {type: id, title: Vendor}
--   customer_key: {type: integer, title: Customer key}
--   order_key: {type: integer, title: Order key, note: 0 when no order is named.}
--   order_id: {type: id, title: Order, drill: order}
--   category: {type: text, title: Category}
--   brand: {type: text, title: Brand}
--   channel: {type: text, title: Channel}
--   platform: {type: text, title: Platform}
--   country: {type: text, title: Country}
--   region: {type: text, title: Region}
--   status: {type: text, title: Status, note: 'published, pending or rejected.'}
--   review_day: {type: integer, title: Day}
--   rating: {type: integer, title: Stars}
--   body: {type: text, title: Text}
--   body_length: {type: integer, title: Length of the text}
--   is_published: {type: boolean, title: Published}
--   is_verified: {type: boolean, title: Verified}
--   is_negative: {type: boolean, title: Negative, note: One or two stars.}
--   helpful_votes: {type: integer, title: Helpful votes}
with dated as (
    select
        reviews.*,
        created.day_number as review_day,
        row_number() over (order by reviews.source, reviews.review_id) as review_key
    from stg_reviews as reviews
    join dim_date as created on created.date_day = reviews.created_date
),

described as (
    select
        dated.review_key,
        dated.review_id,
        dated.source,
        coalesce(products.product_key, 0) as product_key,
        coalesce(vendors.vendor_key, 0) as vendor_key,
        coalesce(vendors.vendor_id, 'Not recorded') as vendor_id,
        coalesce(customers.customer_key, 0) as customer_key,
        coalesce(orders.order_key, 0) as order_key,
        dated.order_id,
        coalesce(products.category, 'Not recorded') as category,
        coalesce(products.brand, 'Not recorded') as brand,
        coalesce(orders.channel, 'Not recorded') as channel,
        coalesce(orders.platform, 'Not recorded') as platform,
        coalesce(orders.country, 'Not recorded') as country,
        coalesce(orders.region, 'Not recorded') as region,
        dated.status,
        dated.review_day,
        dated.rating,
        dated.body,
        case when dated.body = 'Not recorded' then 0 else length(dated.body) end as body_length,
        case when dated.status = 'published' then 1 else 0 end as is_published,
        dated.is_verified,
        case when dated.rating <= 2 then 1 else 0 end as is_negative,
        dated.helpful_votes
    from dated
    left join dim_products as products on products.source = dated.source and products.product_id = dated.product_id
    left join stg_products as goods on goods.source = dated.source and goods.product_id = dated.product_id
    left join dim_vendors as vendors on vendors.vendor_id = goods.vendor_id
    left join customer_numbers as customers on customers.source = dated.source and customers.customer_id = dated.customer_id
    left join dim_documents as documents on documents.source = dated.source and documents.document_id = dated.order_id
    left join fct_orders as orders on orders.order_key = documents.document_key
)

select * from described

-- summary: Contacts of followed visitors with marketing channels, each with its place on the journey and the order at the end.
-- grain: touchpoint_key
-- indexes: [ended_day, journey_key, order_key]
-- columns:
--   touchpoint_key: {type: integer, title: Key}
--   journey_key: {type: integer, title: Journey key}
--   journey_id: {type: id, title: Journey, drill: journey}
--   is_sampled: {type: boolean, title: Sampled, note: Whether the journey is of the random sample of all visitors.}
--   position: {type: integer, title: Position}
--   touches: {type: integer, title: Touches, note: On the whole journey.}
--   touched_day: {type: integer, title: Day}
--   touched_at: {type: timestamp, title: Time}
--   marketing_channel: {type: text, title: Marketing channel}
--   campaign_key: {type: integer, title: Campaign key}
--   platform: {type: text, title: Platform}
--   region: {type: text, title: Region}
--   country: {type: text, title: Country}
--   time_decay: {type: decimal, title: Credit by time decay, note: 'A half for every 7.5 days before the end; of a journey they add up to 1.'}
--   ended_day: {type: integer, title: End, note: Day of the order or of the last touch.}
--   order_key: {type: integer, title: Order key, note: 0 when the journey ended without an order.}
--   is_converted: {type: boolean, title: Order at the end}
--   demand_cents: {type: integer, title: Sales before returns, note: Of the order at the end.}
with ended as (
    select
        row_number() over (order by journeys.source, journeys.journey_id) as journey_key,
        journeys.source,
        journeys.journey_id,
        journeys.is_sampled,
        journeys.platform,
        journeys.region,
        coalesce(regions.country, 'Not recorded') as country,
        dim_date.day_number as ended_day,
        coalesce(orders.order_key, 0) as order_key,
        case when orders.order_key is null then 0 else 1 end as is_converted,
        coalesce(orders.gross_cents - orders.discount_cents, 0) as demand_cents
    from stg_journeys as journeys
    join dim_date on dim_date.date_day = journeys.ended_date
    left join stg_regions as regions on regions.source = journeys.source and regions.region = journeys.region
    left join fct_orders as orders on orders.source = journeys.source and orders.order_id = journeys.order_id
),

followed as (
    -- 0.0924... is ln(2) / 7.5: a quarter of the thirty days that a touch counts. In whole billionths, every engine has the same sum.
    select
        ended.journey_key,
        ended.journey_id,
        ended.is_sampled,
        touchpoints.position,
        dim_date.day_number as touched_day,
        touchpoints.touched_at,
        touchpoints.marketing_channel,
        coalesce(campaigns.campaign_key, 0) as campaign_key,
        ended.platform,
        ended.region,
        ended.country,
        ended.ended_day,
        ended.order_key,
        cast(floor(1000000000 * exp(-0.0924196240746594 * (ended.ended_day - dim_date.day_number)) + 0.5) as bigint) as decay,
        ended.is_converted,
        ended.demand_cents
    from stg_touchpoints as touchpoints
    join ended on ended.source = touchpoints.source and ended.journey_id = touchpoints.journey_id
    join dim_date on dim_date.date_day = touchpoints.touched_date
    left join dim_campaigns as campaigns
        on campaigns.source = touchpoints.source and campaigns.campaign_id = touchpoints.campaign_id
),

spans as (
    select
        followed.journey_key,
        count(*) as touches,
        sum(followed.decay) as decay,
        max(followed.position) as last_position
    from followed
    group by followed.journey_key
),

begun as (
    -- Places before the journey's: the key is the place among all, without sorting the touchpoints themselves.
    select
        spans.journey_key,
        spans.touches,
        spans.decay,
        sum(spans.last_position) over (order by spans.journey_key rows between unbounded preceding and current row)
        - spans.last_position as places_before
    from spans
),

weighed as (
    select
        begun.places_before + followed.position as touchpoint_key,
        followed.journey_key,
        followed.journey_id,
        followed.is_sampled,
        followed.position,
        begun.touches,
        followed.touched_day,
        followed.touched_at,
        followed.marketing_channel,
        followed.campaign_key,
        followed.platform,
        followed.region,
        followed.country,
        cast(followed.decay as double precision) / nullif(begun.decay, 0) as time_decay,
        followed.ended_day,
        followed.order_key,
        followed.is_converted,
        followed.demand_cents
    from followed
    join begun on begun.journey_key = followed.journey_key
)

select * from weighed

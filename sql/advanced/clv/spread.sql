-- summary: Customers by what they are expected to be worth in the next twelve months.
-- grain: band
-- order: position
-- params: {}
-- columns:
--   band: {type: text, title: Predicted value}
--   customers: {type: integer, title: Customers, total: true}
--   predicted: {type: money, title: Predicted value together, total: true, tag: margin}
--   predicted_share: {type: ratio, title: Share of the value}
--   position: {type: integer, title: Position}
with ranked as (
    select
        scores.predicted_12_cents,
        percent_rank() over (order by scores.predicted_12_cents) as place
    from score_clv as scores
),

banded as (
    select
        ranked.predicted_12_cents,
        case
            when ranked.place > 0.99 then 1
            when ranked.place > 0.95 then 2
            when ranked.place > 0.9 then 3
            when ranked.place > 0.75 then 4
            when ranked.place > 0.5 then 5
            else 6
        end as position
    from ranked
),

answer as (
    select
        case banded.position
            when 1 then 'Best 1 %'
            when 2 then 'Next 4 %'
            when 3 then 'Next 5 %'
            when 4 then 'Next 15 %'
            when 5 then 'Next 25 %'
            else 'Lower half'
        end as band,
        count(*) as customers,
        cast(sum(banded.predicted_12_cents) as double precision) / 100 as predicted,
        cast(sum(banded.predicted_12_cents) as double precision)
            / nullif(sum(sum(banded.predicted_12_cents)) over (), 0) as predicted_share,
        banded.position
    from banded
    group by banded.position
)

select * from answer order by position

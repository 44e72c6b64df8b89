-- summary: From net sales to what advertising channels claim to have sold, by why the two differ. The differences add up to the gap.
-- grain: position
-- order: position
-- unrecorded: refused
-- params:
--   {day_from: integer, day_to: integer, basis: [event, order], categories: list of text?, regions: list of text?,
--    countries: list of text?, scope_regions: list of text?}
-- columns:
--   line: {type: text, title: Line, wide: true}
--   amount: {type: money, title: Amount, note: 'Channels claim sales by category and region, before returns, without tax and shipping.'}
--   kind: {type: text, title: Kind, note: 'ledger, difference, or gap: claimed sales minus net sales.'}
--   cells: {type: integer, title: Cells, note: Pairs of category and region that the line is about.}
--   position: {type: integer, title: Place}
with sold as (
    select
        sales.category,
        sales.region,
        sum(sales.gross_cents - sales.discount_cents) as demand,
        sum(sales.return_cents) as returned
    from fct_sales_events as sales
    where sales.{basis}_day between :day_from and :day_to
        and category in (:categories)
        and region in (:regions)
        and country in (:countries)
        and region in (:scope_regions)
    group by sales.category, sales.region
),

claimed as (
    select days.category, days.region, sum(days.claimed_cents) as claims
    from fct_ad_days as days
    where days.day_number between :day_from and :day_to
        and category in (:categories)
        and region in (:regions)
        and country in (:countries)
        and region in (:scope_regions)
    group by days.category, days.region
),

matched as (
    select sum(sides.demand) as demand, sum(sides.returned) as returned, sum(sides.claims) as claims
    from (
        select sold.category, sold.region, sold.demand, sold.returned, 0 as claims from sold
        union all
        select claimed.category, claimed.region, 0 as demand, 0 as returned, claimed.claims from claimed
    ) as sides
    group by sides.category, sides.region
),

classified as (
    select
        matched.*,
        case when matched.claims < matched.demand then matched.claims - matched.demand else 0 end as unclaimed,
        case when matched.claims > matched.demand then matched.claims - matched.demand else 0 end as beyond
    from matched
),

lines as (
    select 1 as position, 'Net sales' as line, 'ledger' as kind, demand - returned as cents from classified
    union all
    select 2 as position, 'Tax and shipping' as line, 'difference' as kind, 0 as cents from classified
    union all
    select 3 as position, 'Timing' as line, 'difference' as kind, 0 as cents from classified
    union all
    select 4 as position, 'Currency' as line, 'difference' as kind, 0 as cents from classified
    union all
    select 5 as position, 'Refund basis' as line, 'difference' as kind, returned as cents from classified
    union all
    select 6 as position, 'Unattributed' as line, 'difference' as kind, unclaimed as cents from classified
    union all
    select 7 as position, 'Unexplained' as line, 'difference' as kind, beyond as cents from classified
    union all
    select 8 as position, 'Claimed sales' as line, 'ledger' as kind, claims as cents from classified
    union all
    select 9 as position, 'Gap' as line, 'gap' as kind, claims - demand + returned as cents from classified
),

answer as (
    select
        lines.line,
        cast(sum(lines.cents) as double precision) / 100 as amount,
        lines.kind,
        sum(case when lines.cents <> 0 then 1 else 0 end) as cells,
        lines.position
    from lines
    group by lines.position, lines.line, lines.kind
)

select * from answer order by position

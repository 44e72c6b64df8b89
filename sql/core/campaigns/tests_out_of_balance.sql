-- summary: 'Tests whose two variants were not seen by halves of the visitors: more than four binomial deviations away.'
-- tier: anomaly
-- severity: major
-- tolerance: 0
-- owner: Marketing
-- table: ab_test_days
-- faulty: [visitors]
-- checks: (select distinct days.test_id from raw_ab_test_days as days) as tests
-- fix: Do not read the test; find out why visitors were lost on one side.
-- grain: test_id
-- params: {}
-- columns:
--   test_id: {type: id, title: Test}
--   treatment_count: {type: integer, title: Treatment count}
--   visitors_count: {type: integer, title: Visitors count}
with summed as (
    select
        days.test_id,
        sum(case when days.variant = 'treatment' then days.visitors else 0 end) as treatment_count,
        sum(days.visitors) as visitors_count
    from raw_ab_test_days as days
    group by days.test_id
)

select
    summed.test_id,
    summed.treatment_count,
    summed.visitors_count
from summed
where summed.visitors_count >= 100
    and abs(summed.treatment_count - cast(summed.visitors_count as double precision) / 2)
        > 4 * sqrt(cast(summed.visitors_count as double precision) / 4)

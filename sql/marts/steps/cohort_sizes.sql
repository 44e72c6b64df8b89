-- summary: How many customers a cohort has and what it cost to win them, by the step of the first order; steps of spending alone too.
-- grain: cohort_kind, cohort, step_day
-- columns:
--   cohort_kind: {type: text, title: Kind}
--   cohort: {type: text, title: Cohort}
--   cohort_name: {type: text, title: Cohort name}
--   step: {type: text, title: Step}
--   step_number: {type: integer, title: Its number}
--   step_day: {type: integer, title: First day}
--   customers: {type: integer, title: Customers}
--   spend_cents: {type: integer, title: Spend}
with parts as (
    select
        members.cohort_kind,
        members.cohort,
        members.cohort_name,
        members.step,
        members.step_number,
        members.step_day,
        1 as customers,
        0 as spend_cents
    from cohort_members as members

    union all

    select
        spends.cohort_kind,
        spends.cohort,
        null as cohort_name,
        spends.step,
        spends.step_number,
        spends.step_day,
        0 as customers,
        spends.spend_cents
    from cohort_spends as spends
),

summed as (
    select
        parts.cohort_kind,
        parts.cohort,
        parts.step,
        parts.step_number,
        parts.step_day,
        sum(parts.customers) as customers,
        sum(parts.spend_cents) as spend_cents,
        sum(sum(parts.customers)) over (partition by parts.cohort_kind, parts.cohort) as everybody,
        max(max(parts.cohort_name)) over (partition by parts.cohort_kind, parts.cohort) as cohort_name
    from parts
    group by parts.cohort_kind, parts.cohort, parts.step, parts.step_number, parts.step_day
),

sizes as (
    select
        summed.cohort_kind,
        summed.cohort,
        summed.cohort_name,
        summed.step,
        summed.step_number,
        summed.step_day,
        summed.customers,
        summed.spend_cents
    from summed
    where summed.everybody > 0
)

select * from sizes

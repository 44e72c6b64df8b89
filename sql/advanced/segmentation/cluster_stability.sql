-- summary: How well KMeans finds each number of groups of customers again, and how far apart they are, in its latest run.
-- grain: groups
-- params: {}
-- columns:
--   groups: {type: integer, title: Groups}
--   agreement:
--     {type: decimal, title: Agreement,
--      note: 'Adjusted Rand index with the groups of customers drawn anew, mean of 20; 0.85 is needed.'}
--   agreement_low: {type: decimal, title: At least, note: In eight of ten draws.}
--   agreement_high: {type: decimal, title: At most}
--   silhouette: {type: decimal, title: Silhouette, note: 'How far apart the groups are, from -1 to 1.'}
--   cloud:
--     {type: decimal, title: Silhouette of one cloud,
--      note: 'The best of five clouds without groups; empty where it was not looked for.'}
with numbers as (
    select 3 as groups, 'agreement_3' as agreement, 'silhouette_3' as silhouette, 'cloud_3' as cloud

    union all

    select 4 as groups, 'agreement_4' as agreement, 'silhouette_4' as silhouette, 'cloud_4' as cloud

    union all

    select 5 as groups, 'agreement_5' as agreement, 'silhouette_5' as silhouette, 'cloud_5' as cloud

    union all

    select 6 as groups, 'agreement_6' as agreement, 'silhouette_6' as silhouette, 'cloud_6' as cloud

    union all

    select 7 as groups, 'agreement_7' as agreement, 'silhouette_7' as silhouette, 'cloud_7' as cloud

    union all

    select 8 as groups, 'agreement_8' as agreement, 'silhouette_8' as silhouette, 'cloud_8' as cloud
),

answer as (
    select
        numbers.groups,
        agreements.value as agreement,
        agreements.low as agreement_low,
        agreements.high as agreement_high,
        silhouettes.value as silhouette,
        clouds.value as cloud
    from numbers
    join fct_model_figures as agreements on agreements.model = 'clusters' and agreements.name = numbers.agreement
    join fct_model_figures as silhouettes on silhouettes.model = 'clusters' and silhouettes.name = numbers.silhouette
    left join fct_model_figures as clouds on clouds.model = 'clusters' and clouds.name = numbers.cloud
)

select * from answer order by groups

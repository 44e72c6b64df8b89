-- summary: Regions and days in which a marketing channel was switched off or left on, to learn what it adds to sales.
-- grain: arm_key
-- columns:
--   arm_key: {type: integer, title: Key}
--   experiment_id: {type: id, title: Experiment}
--   marketing_channel: {type: text, title: Marketing channel}
--   region: {type: text, title: Region}
--   arm: {type: text, title: Arm, note: dark or lit.}
--   starts_day: {type: integer, title: First day}
--   ends_day: {type: integer, title: Last day}
with keyed as (
    select
        row_number() over (order by experiments.source, experiments.experiment_id, experiments.region) as arm_key,
        experiments.experiment_id,
        experiments.marketing_channel,
        experiments.region,
        experiments.arm,
        starts.day_number as starts_day,
        ends.day_number as ends_day
    from stg_channel_experiments as experiments
    join dim_date as starts on starts.date_day = experiments.starts_date
    join dim_date as ends on ends.date_day = experiments.ends_date
)

select * from keyed

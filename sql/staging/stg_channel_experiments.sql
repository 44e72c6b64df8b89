-- summary: Regions of experiments that switched a marketing channel off.
-- grain: experiment_id, region
-- columns:
--   source: {type: text, title: Source}
--   experiment_id: {type: id, title: Experiment}
--   marketing_channel: {type: text, title: Marketing channel}
--   region: {type: text, title: Region}
--   arm: {type: text, title: Arm, note: dark or lit.}
--   starts_date: {type: date, title: First day}
--   ends_date: {type: date, title: Last day}
with loaded as (
    select channel_experiments.*
    from raw_channel_experiments as channel_experiments
    where channel_experiments.load_id in (select loads.load_id from raw_loads as loads where loads.status = 'loaded')
),

cleaned as (
    select
        'demo' as source,
        loaded.experiment_id,
        coalesce(nullif(trim(loaded.marketing_channel), ''), 'Not recorded') as marketing_channel,
        coalesce(nullif(trim(loaded.region), ''), 'Not recorded') as region,
        coalesce(nullif(trim(loaded.arm), ''), 'Not recorded') as arm,
        loaded.starts_on as starts_date,
        loaded.ends_on as ends_date
    from loaded
)

select * from cleaned

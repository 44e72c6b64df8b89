-- summary: Invitations of loaded shops to say how likely one is to recommend them, and the answers.
-- grain: survey_id
-- columns:
--   survey_id: {type: id, title: Survey}
--   source: {type: text, title: Source}
--   wave: {type: text, title: Wave}
--   customer_id: {type: id, title: Customer}
--   order_id: {type: id, title: Order}
--   invited_date: {type: date, title: Day invited}
--   answered_date: {type: date, title: Day answered}
--   score: {type: integer, title: Score}
with loaded as (
    select surveys.*
    from raw_surveys as surveys
    where surveys.load_id in (select loads.load_id from raw_loads as loads where loads.status = 'loaded')
),

cleaned as (
    select
        loaded.survey_id,
        'demo' as source,
        coalesce(loaded.wave, 'Not recorded') as wave,
        coalesce(loaded.customer_id, 'Not recorded') as customer_id,
        coalesce(loaded.order_id, 'Not recorded') as order_id,
        substr(loaded.invited_at, 1, 10) as invited_date,
        substr(loaded.answered_at, 1, 10) as answered_date,
        case when loaded.score between 0 and 10 then loaded.score end as score
    from loaded
)

select * from cleaned

-- summary: Answers to the survey that are not from 0 to 10, or were given before the invitation.
-- tier: validation
-- severity: major
-- tolerance: 0
-- owner: Customer service
-- table: surveys
-- faulty: [answered_at, score]
-- checks: raw_surveys as surveys where surveys.score is not null
-- fix: Clear the answer.
-- grain: survey_id
-- params: {}
-- columns:
--   survey_id: {type: id, title: Survey}
--   invited_at: {type: timestamp, title: Invited}
--   answered_at: {type: timestamp, title: Answered}
--   score: {type: text, title: Score}
select
    surveys.survey_id,
    surveys.invited_at,
    surveys.answered_at,
    surveys.score
from raw_surveys as surveys
where surveys.score < 0
    or surveys.score > 10
    or surveys.answered_at < surveys.invited_at

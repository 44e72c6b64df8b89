-- summary: The themes of each review by the latest run of the model, none where it found none.
-- grain: source, review_id, theme_number
-- columns:
--   source: {type: text, title: Source}
--   review_id: {type: id, title: Review}
--   theme_number: {type: integer, title: Rank}
--   theme: {type: text, title: Theme}
--   share: {type: decimal, title: Share}
select
    scores.source,
    scores.review_id,
    scores.theme_number,
    scores.theme,
    scores.share
from raw_theme_scores as scores

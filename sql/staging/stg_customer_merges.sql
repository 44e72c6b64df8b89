-- summary: Accounts that somebody approved to be of one person, each with the one that stays; the one that stays is there, too.
-- grain: source, customer_id
-- columns:
--   source: {type: text, title: Source}
--   customer_id: {type: id, title: Customer}
--   survivor_id: {type: id, title: Stays}
--   keeps_name: {type: boolean, title: Name is kept, note: Whether the name of the person is that of this account. Likewise below.}
--   keeps_email: {type: boolean, title: E-mail is kept}
--   keeps_place: {type: boolean, title: Place is kept}
select
    merges.source,
    merges.customer_id,
    merges.survivor_id,
    merges.keeps_name,
    merges.keeps_email,
    merges.keeps_place
from raw_customer_merges as merges

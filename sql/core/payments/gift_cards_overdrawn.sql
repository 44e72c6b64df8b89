-- summary: Gift cards of which more was redeemed than had been issued.
-- tier: accuracy
-- severity: critical
-- tolerance: 0
-- owner: Finance
-- table: gift_card_movements
-- faulty: [amount_cents]
-- checks: (select distinct moved.gift_card_id from raw_gift_card_movements as moved) as cards
-- fix: Stop the card, and look who redeemed it.
-- grain: gift_card_id
-- params: {}
-- columns:
--   gift_card_id: {type: id, title: Gift card}
--   issued_cents: {type: money, title: Issued}
--   redeemed_cents: {type: money, title: Redeemed}
select
    moved.gift_card_id,
    sum(case when moved.movement = 'issued' then moved.amount_cents else 0 end) as issued_cents,
    sum(case when moved.movement = 'redeemed' then moved.amount_cents else 0 end) as redeemed_cents
from raw_gift_card_movements as moved
group by moved.gift_card_id
having sum(case when moved.movement = 'redeemed' then moved.amount_cents else -moved.amount_cents end) > 0

-- summary: Telephone numbers with letters inside, of one repeated digit, or with too few or too many digits for their country.
-- tier: validation
-- severity: major
-- tolerance: 0.02
-- owner: Customer service
-- table: customers
-- faulty: [phone]
-- checks: raw_customers as customers where customers.phone is not null
-- fix: Ask the customer for the number at the next contact.
-- grain: customer_id
-- params: {}
-- columns:
--   customer_id: {type: id, title: Customer}
--   phone: {type: text, title: Phone, tag: phone}
--   dialling: {type: text, title: Dialling code}
--   reason: {type: text, title: Reason}
with plans as (
    -- Digits after the dialling code that numbers of a country have: the fewest and the most.
    select '+1' as dialling, 10 as fewest, 10 as most
    union all select '+31' as dialling, 9 as fewest, 9 as most
    union all select '+33' as dialling, 9 as fewest, 9 as most
    union all select '+34' as dialling, 9 as fewest, 9 as most
    union all select '+353' as dialling, 7 as fewest, 9 as most
    union all select '+44' as dialling, 9 as fewest, 10 as most
    union all select '+45' as dialling, 8 as fewest, 8 as most
    union all select '+46' as dialling, 7 as fewest, 9 as most
    union all select '+47' as dialling, 8 as fewest, 8 as most
    union all select '+48' as dialling, 9 as fewest, 9 as most
    union all select '+49' as dialling, 9 as fewest, 11 as most
    union all select '+65' as dialling, 8 as fewest, 8 as most
    union all select '+91' as dialling, 10 as fewest, 10 as most
),

trimmed as (
    select
        customers.customer_id,
        customers.phone,
        replace(replace(replace(replace(replace(replace(replace(
            lower(trim(customers.phone)), ' ', ''), '-', ''), '(', ''), ')', ''), '.', ''), '/', ''), 'ext', 'x') as plain
    from raw_customers as customers
    where customers.phone is not null
),

digits as (
    select
        trimmed.customer_id,
        trimmed.phone,
        trimmed.plain,
        replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(
            trimmed.plain, '+', ''), '0', ''), '1', ''), '2', ''), '3', ''), '4', ''), '5', ''), '6', ''), '7', ''), '8', ''), '9', '')
            as others
    from trimmed
),

planned as (
    select
        digits.customer_id,
        digits.phone,
        digits.plain,
        digits.others,
        plans.dialling,
        plans.fewest,
        plans.most,
        length(digits.plain) - length(coalesce(plans.dialling, '')) as national_digits
    from digits
    left join plans on substr(digits.plain, 1, length(plans.dialling)) = plans.dialling
),

reasoned as (
    select
        planned.customer_id,
        planned.phone,
        planned.dialling,
        case
            when planned.others = 'x' then null
            when planned.others <> '' then 'letters inside'
            when replace(planned.plain, substr(planned.plain, length(planned.plain), 1), '') = '' then 'one digit repeated'
            when planned.plain in ('1234567', '12345678', '123456789', '123456') then 'digits in a row'
            when planned.dialling is null and (length(planned.plain) < 7 or length(planned.plain) > 15) then 'too short or too long'
            when planned.national_digits < planned.fewest then 'too short for its country'
            when planned.national_digits > planned.most then 'too long for its country'
        end as reason
    from planned
)

select
    reasoned.customer_id,
    reasoned.phone,
    reasoned.dialling,
    reasoned.reason
from reasoned
where reasoned.reason is not null

-- summary: Whether customers may be written to now, by their last consent on any of their accounts and whether one is suppressed.
-- grain: consent_key
-- indexes: [customer_key]
-- columns:
--   consent_key: {type: integer, title: Key}
--   source: {type: text, title: Source}
--   customer_id: {type: id, title: Customer, drill: customer}
--   customer_key: {type: integer, title: Customer key, note: 0 for a customer without an order.}
--   may_email: {type: boolean, title: May be e-mailed}
--   may_text: {type: boolean, title: May be sent text messages}
--   is_suppressed: {type: boolean, title: Suppressed}
--   reason: {type: text, title: Reason, note: Of the suppression.}
with changes as (
    select
        consents.source,
        coalesce(numbers.surviving_id, consents.customer_id) as customer_id,
        coalesce(numbers.customer_key, 0) as customer_key,
        consents.medium,
        consents.is_given,
        row_number() over (
            partition by consents.source, coalesce(numbers.surviving_id, consents.customer_id), consents.medium
            order by consents.changed_at desc, consents.is_given
        ) as place
    from stg_consents as consents
    left join customer_numbers as numbers on numbers.source = consents.source and numbers.customer_id = consents.customer_id
),

named as (
    select
        changes.source,
        changes.customer_id,
        changes.customer_key,
        case when changes.medium = 'E-mail' then changes.is_given else 0 end as email_given,
        case when changes.medium = 'Text message' then changes.is_given else 0 end as text_given,
        0 as is_suppressed,
        null as reason
    from changes
    where changes.place = 1

    union all

    select
        suppressions.source,
        coalesce(numbers.surviving_id, suppressions.customer_id) as customer_id,
        coalesce(numbers.customer_key, 0) as customer_key,
        0 as email_given,
        0 as text_given,
        1 as is_suppressed,
        suppressions.reason
    from stg_suppressions as suppressions
    left join customer_numbers as numbers on numbers.source = suppressions.source and numbers.customer_id = suppressions.customer_id
),

concerned as (
    select
        named.source,
        named.customer_id,
        named.customer_key,
        max(named.email_given) as email_given,
        max(named.text_given) as text_given,
        max(named.is_suppressed) as is_suppressed,
        min(named.reason) as reason
    from named
    group by named.source, named.customer_id, named.customer_key
),

keyed as (
    select
        row_number() over (order by concerned.source, concerned.customer_id) as consent_key,
        concerned.source,
        concerned.customer_id,
        concerned.customer_key,
        case when concerned.is_suppressed = 1 then 0 else concerned.email_given end as may_email,
        case when concerned.is_suppressed = 1 then 0 else concerned.text_given end as may_text,
        concerned.is_suppressed,
        coalesce(concerned.reason, 'None') as reason
    from concerned
)

select * from keyed

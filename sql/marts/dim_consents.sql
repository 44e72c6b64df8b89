-- summary: Whether customers may be written to now, by what they consented to last and whether they are suppressed.
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
        consents.customer_id,
        consents.medium,
        consents.is_given,
        row_number() over (
            partition by consents.source, consents.customer_id, consents.medium order by consents.changed_at desc, consents.is_given
        ) as place
    from stg_consents as consents
),

latest as (
    select
        changes.source,
        changes.customer_id,
        max(case when changes.medium = 'E-mail' then changes.is_given else 0 end) as email_given,
        max(case when changes.medium = 'Text message' then changes.is_given else 0 end) as text_given
    from changes
    where changes.place = 1
    group by changes.source, changes.customer_id
),

named as (
    select latest.source, latest.customer_id
    from latest

    union all

    select suppressions.source, suppressions.customer_id
    from stg_suppressions as suppressions
),

concerned as (
    select distinct named.source, named.customer_id
    from named
),

keyed as (
    select
        row_number() over (order by concerned.source, concerned.customer_id) as consent_key,
        concerned.source,
        concerned.customer_id,
        coalesce(customers.customer_key, 0) as customer_key,
        case when suppressions.customer_id is null then coalesce(latest.email_given, 0) else 0 end as may_email,
        case when suppressions.customer_id is null then coalesce(latest.text_given, 0) else 0 end as may_text,
        case when suppressions.customer_id is null then 0 else 1 end as is_suppressed,
        coalesce(suppressions.reason, 'None') as reason
    from concerned
    left join latest on latest.source = concerned.source and latest.customer_id = concerned.customer_id
    left join stg_suppressions as suppressions
        on suppressions.source = concerned.source and suppressions.customer_id = concerned.customer_id
    left join dim_customers as customers on customers.source = concerned.source and customers.customer_id = concerned.customer_id
)

select * from keyed

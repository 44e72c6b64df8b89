-- summary: Every brand, region, vendor and influencer manager that somebody's reach can be limited to.
-- grain: limit_name, value
-- params:
--   {scope_brands: list of text?, scope_regions: list of text?, scope_vendors: list of text?, scope_managers: list of text?}
-- columns:
--   limit_name: {type: text, title: Limit, note: 'brands, regions, vendors or managers.'}
--   value: {type: text, title: Value}
with named as (
    select distinct 'brands' as limit_name, events.brand as value
    from fct_sales_events as events
    where events.brand is not null
        and events.brand in (:scope_brands)
    union all
    select distinct 'regions' as limit_name, events.region as value
    from fct_sales_events as events
    where events.region is not null
        and events.region in (:scope_regions)
    union all
    select distinct 'vendors' as limit_name, vendors.vendor_id as value
    from dim_vendors as vendors
    where vendors.vendor_id is not null
        and vendors.vendor_id in (:scope_vendors)
    union all
    select distinct 'managers' as limit_name, influencers.manager as value
    from dim_influencers as influencers
    where influencers.manager is not null
        and influencers.manager in (:scope_managers)
)

select * from named order by limit_name, value

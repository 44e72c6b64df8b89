-- summary: Cities that addresses put into more than one region.
-- tier: consistency
-- severity: minor
-- tolerance: 0.02
-- owner: Customer service
-- table: addresses
-- checks: (select distinct trim(addresses.city) as city from raw_addresses as addresses where addresses.city is not null) as cities
-- fix: Correct the region of the addresses that are fewer.
-- grain: city
-- params: {}
-- columns:
--   city: {type: text, title: City, tag: address}
--   regions: {type: integer, title: Regions}
--   address_count: {type: integer, title: Address count}
with places as (
    select
        trim(addresses.city) as city,
        count(distinct addresses.region) as regions,
        count(*) as address_count
    from raw_addresses as addresses
    where addresses.city is not null
    group by trim(addresses.city)
    having count(distinct addresses.region) > 1
)

select
    places.city,
    places.regions,
    places.address_count
from places

-- summary: Years of birth of people who would be under 13 or over 110 on the day of the data.
-- tier: validation
-- severity: major
-- tolerance: 0
-- owner: Customer service
-- table: customer_demographics
-- faulty: [birth_year]
-- checks: raw_customer_demographics as told where told.birth_year is not null
-- fix: Clear the year of birth; it is not needed for an order.
-- grain: customer_id
-- params: {as_of_date: date}
-- columns:
--   customer_id: {type: id, title: Customer}
--   birth_year: {type: integer, title: Year of birth, tag: name}
select
    told.customer_id,
    told.birth_year
from raw_customer_demographics as told
cross join (select days.year_number from dim_date as days where days.date_day = :as_of_date) as today
where told.birth_year is not null
    and (told.birth_year > today.year_number - 13 or told.birth_year < today.year_number - 110)

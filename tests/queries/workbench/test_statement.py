"""What somebody types is held to what is allowed: one plain SELECT over published tables, with nothing masked behind it."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from dashapp.auth.permissions import Permission
from dashapp.auth.viewer import stand_in
from dashapp.errors import Forbidden, UserError
from queries.lineage.columns import Origin
from queries.lineage.relations import relations
from queries.workbench.statement import checked, published, tags_of

ANALYST, MARKETING = stand_in("analyst"), stand_in("marketing")
KNOWING = replace(ANALYST, permissions=ANALYST.permissions | {Permission.CUSTOMER_IDENTITY_VIEW})

REFUSED = [
    # Several statements, and statements that are none.
    "select 1 as a; select 2 as b",
    "select 1 as a; drop table dim_customers",
    "",
    ";",
    "insert into dim_customers values (1)",
    "with gone as (delete from dim_customers returning *) select * from gone",
    "attach 'accounts.sqlite' as other",
    "pragma database_list",
    "explain select 1 as a",
    "copy dim_customers to 'out.csv'",
    "set statement_timeout = 0",
    "call pragma_version()",
    "values (1)",
    "select 1 as a into outfile",
    "select 1 as a for update",
    # Files, functions and tables of an engine.
    "select * from read_csv('/etc/passwd')",
    "select * from '/etc/passwd'",
    'select * from "accounts.sqlite"',
    "select * from pragma_table_info('dim_customers')",
    "select * from sqlite_master",
    "select * from information_schema.tables",
    "select * from pg_catalog.pg_user",
    "select * from duckdb_settings()",
    "select * from generate_series(1, 1000000000) as g",
    "select load_extension('x') as a",
    "select pg_sleep(60) as a",
    "select pg_read_file('/etc/passwd') as a",
    "select getenv('SECRET_KEY') as a",
    "select current_setting('data_directory') as a",
    "select random() as a",
    "select randomblob(1000000000) as a",
    "select hex(zeroblob(1000000000)) as a",
    "select repeat('x', 1000000000) as a",
    "select printf('%.*c', 1000000000, 'x') as a",
    "select string_agg(source, ',') as a from dim_customers",
    # Tables that are not published.
    "select * from users",
    "select * from main.dim_customers",
    "select * from published.dim_customers",
    "select * from raw_customers",
    "select * from stg_customers",
    "select * from document_customers",
    "select * from warehouse_versions",
    # Names that stand for something else.
    "with dim_customers as (select 1 as a) select a from dim_customers",
    "with Raw_Customers as (select 1 as a) select a from raw_customers",
    "with a as (select 1 as x), a as (select 2 as x) select x from a",
    "select customer_id as x from dim_customers as c(customer_key, source, x1, x2, customer_id)",
    "with c(country) as (select customer_email from dim_customers) select country from c",
    'select "Customer_email" as a from dim_customers',
    'select country as "a; drop table x" from dim_customers',
    'select country as "A" from dim_customers',
    "select 1 as a, 2 as a",
    "select rowid as a from dim_customers",
    "select nothing as a from dim_customers",
    # Recursion, sampling, and expressions where a number belongs.
    "with recursive n as (select 1 as a union all select a + 1 as a from n) select a from n",
    "select country from dim_customers tablesample bernoulli (1)",
    "select country from dim_customers limit (select count(*) from dim_customers)",
    "select country from dim_customers order by country offset country",
    "select distinct on (country) country from dim_customers",
    "select a.country from dim_customers as a natural join dim_customers as b",
    "select a.country from dim_customers as a, lateral (select 1 as b) as c",
    "select cast(country as json) as a from dim_customers",
    "select cast(country as regclass) as a from dim_customers",
    "select country from dim_customers where customer_key = :customer_key",
    "select country from dim_customers where customer_key = $1",
    "select country from dim_customers where customer_key = ?",
    "select @@version as a",
    "select array[1, 2] as a",
    "select country from dim_customers group by rollup (country)",
    "select 1 as customer_email from dim_customers order by substr(customer_email, 1, 1)",
    "select from dim_customers",
]


@pytest.mark.parametrize("text", REFUSED)
def test_is_refused(text: str) -> None:
    with pytest.raises(UserError):
        checked(text, ANALYST)


MASSIVE = [
    "(" * 20_000,
    "select 1 as a" + " " * 20_001,
    "select 1 as a\0",
    "select " + "-" * 3_000 + "1 as a",
    "select " + " + ".join(["1"] * 6_000) + " as a",
    "select " + "(" * 3_000 + "1" + ")" * 3_000 + " as a",
]


@pytest.mark.parametrize("text", MASSIVE, ids=range(len(MASSIVE)))
def test_what_is_too_long_or_too_deep_is_refused(text: str) -> None:
    with pytest.raises(UserError):
        checked(text, ANALYST)


ANSWERED = [
    "select country, count(*) as customers from dim_customers group by country order by customers desc limit 5",
    "SELECT Country, COUNT(*) AS n FROM Dim_Customers GROUP BY Country",
    "with sold as (select order_key, sum(net_cents) as net from fct_orders group by order_key) select max(net) as most from sold",
    "select case when total_cents > 10000 then 'large' else 'small' end as size, count(*) as n from fct_orders group by 1",
    "select country from dim_customers union all select country from fct_orders",
    "select d.month_start, sum(o.net_cents) as net from fct_orders as o join dim_date as d on d.day_number = o.order_day group by 1",
    "select country from dim_customers where customer_key in (select customer_key from fct_orders where total_cents > 100)",
    "select row_number() over (partition by country order by customer_key) as n from dim_customers",
    "select country from dim_customers where country like 'F%' and not exists (select 1 as one from fct_orders where customer_key = 1)",
]


@pytest.mark.parametrize("text", ANSWERED)
def test_is_allowed(text: str) -> None:
    found = checked(text, ANALYST)
    assert set(found.tables) <= set(published())
    assert not found.masked


def test_comments_run_nowhere() -> None:
    text = checked("select /* */ country -- ; drop table x\nfrom dim_customers /* union select 1 */", ANALYST).text
    assert "drop" not in text
    assert "/*" not in text


def test_what_runs_names_no_masked_column_wherever_it_was_selected() -> None:
    for text in (
        "select * from dim_customers",
        "select customer_email as e, length(customer_name) as n, upper(substr(customer_name, 1, 3)) as s from dim_customers",
        "select e from (select customer_email as e from dim_customers) as inner_step where e = 'ann@example.com'",
        "with step as (select customer_email as e from dim_customers) select count(distinct e) as n from step",
        "select (select max(customer_email) from dim_customers) as e from dim_date",
        "select count(*) filter (where customer_email = 'x') as n from dim_customers",
        "select row_number() over (order by customer_email) as n from dim_customers",
        "select customer_email as e from dim_customers union select 'guess@example.com' as e",
        "select case when customer_email > 'm' then 1 else 0 end as half from dim_customers",
        "select c.* from dim_customers as c join fct_orders as o on o.customer_key = c.customer_key",
        "select exists (select customer_email from dim_customers) as e",
    ):
        found = checked(text, ANALYST)
        assert not re.search(r"\.customer_(email|name)\b", found.text.replace("AS customer_email", "").replace("AS customer_name", "")), (
            found.text
        )
        assert found.masked, text
        assert not checked(text, KNOWING).masked


@pytest.mark.parametrize(
    "text",
    [
        "select country from dim_customers where customer_email = 'ann@example.com'",
        "select country from dim_customers where substr(customer_email, 1, 1) = 'a'",
        "select country from dim_customers order by customer_email",
        "select count(*) as n from dim_customers group by customer_email",
        "select country from dim_customers group by country having max(customer_email) > 'm'",
        "select count(*) as n from dim_customers as a join dim_customers as b using (customer_email)",
        "select count(*) as n from dim_customers as a join dim_customers as b on a.customer_email = b.customer_email",
        "select country from dim_customers where customer_key in (select customer_key from dim_customers where customer_name = 'Ann')",
        "select o.order_id from fct_orders as o where exists (select 1 as one from dim_customers as c where c.customer_email > o.order_id)",
    ],
)
def test_masked_columns_choose_and_order_nothing(text: str) -> None:
    with pytest.raises(Forbidden, match="masked"):
        checked(text, ANALYST)
    assert checked(text, KNOWING).text


def test_what_is_worked_out_from_a_cost_is_a_cost_though_no_header_says_so() -> None:
    assert "cost" in tags_of(Origin("fct_orders", "cm2_cents"))
    found = checked("select sum(cm2_cents) as cm2, sum(net_cents) as net from fct_orders", MARKETING)
    assert found.masked == {"cm2"}
    assert "cm2_cents" not in found.text
    assert not checked("select sum(cm2_cents) as cm2 from fct_orders", ANALYST).masked


def test_every_tagged_column_of_every_published_table_is_hidden() -> None:
    for name, one in published().items():
        found = checked(f"select * from {name}", stand_in("support"))
        tagged = {column.name for column in one.columns if column.tag in stand_in("support").masked_tags}
        assert tagged <= found.masked
    assert {"dim_customers", "fct_orders", "score_rfm"} <= set(published())
    assert all(relations()[name].layer in ("mart", "score") for name in published())

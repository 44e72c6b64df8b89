"""What rows mean under a map: kinds, returns, states, currencies, order values, house accounts; and the built-in maps."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from dashapp.errors import UserError
from jobs.importing import import_files, load_map, load_rates
from jobs.importing.columns import CANONICAL, KINDS, TYPES
from jobs.importing.map_file import COLUMN_KEYS, FILE_KEYS, KEYS

HEAD = "order,at,customer,product,units,amount\n"
DOCS = (Path(__file__).parents[2] / "docs" / "import.md").read_text()
EXAMPLES = re.findall(r"```yaml\n(.*?)```\n\n```csv\n(.*?)```", DOCS, flags=re.DOTALL)


def test_online_retail_line_by_line(shop, write, ask):
    lines = [
        ("536365", "85123A", "6", "2.55", "17850.0", ("product", 0, 1530)),
        ("C536366", "85123A", "-6", "2.55", "17850.0", ("product", 1, -1530)),
        ("C536366", "D", "-1", "27.5", "17850.0", ("discount", 1, -2750)),
        ("536367", "85123A", "-10", "0.0", "", ("stock", 0, 0)),
        ("536368", "85123A", "10", "0", "", ("stock", 0, 0)),
        ("A563185", "B", "1", "-11062.06", "", ("bad_debt", 0, -1106206)),
        ("536369", "post", "1", "18.00", "12583", ("shipping", 0, 1800)),
        ("536369", "DOT", "1", "569.77", "", ("shipping", 0, 56977)),
        ("536369", "C2", "1", "50", "12583", ("shipping", 0, 5000)),
        ("536369", "AMAZONFEE", "1", "1.005", "", ("fee", 0, 101)),
        ("536369", "BANK CHARGES", "1", "15", "", ("fee", 0, 1500)),
        ("536369", "m", "1", "1", "", ("adjustment", 0, 100)),
        ("C536370", "S", "-1", "1", "", ("sample", 1, -100)),
        ("536369", "gift_0001_20", "1", "16.67", "", ("gift_card", 0, 1667)),
    ]
    rows = "".join(f"{i},{c},NAME,{q},2010-12-01 08:26:00,{p},{k},United Kingdom\n" for i, c, q, p, k, _ in lines)
    report = import_files(
        shop,
        [write("retail.csv", f"Invoice,StockCode,Description,Quantity,InvoiceDate,Price,Customer ID,Country\n{rows}")],
        "online-retail",
    )
    assert report.problems == []
    assert ask(shop, "select kind, is_return, amount_cents from raw_order_lines order by line_id") == [line[-1] for line in lines]
    assert ask(shop, "select distinct return_link, currency, amounts_are from raw_order_lines where is_return = 1") == [
        ("match", "GBP", "net")
    ]
    assert ask(shop, "select customer_id, quantity, unit_price, ordered_at, ordered_sec from raw_order_lines order by line_id")[0] == (
        "17850",
        6,
        "2.55",
        "2010-12-01 08:26:00",
        30360,
    )


def test_sales_pulse(shop, write, ask):
    rows = "1,101,2025-08-01T14:23:00,1299.00,Electronics,1,CARD\n2,102,soon,5,Toys,0,UPI\n"
    rows += "3,103,2025-08-02,0,Toys,0,COD\n4,103,2025-08-02,-1,Toys,,\n"
    path = write("orders.csv", "order_id,user_id,ts,amount,category,used_promo,payment_type\n" + rows)
    report = import_files(shop, [path], "sales-pulse")
    assert report.rules == {"timestamp": 1, "amount_positive": 2}
    fields = "order_id, customer_id, amount_cents, currency, quantity, promo_used, payment_method, kind, amounts_are"
    assert ask(shop, f"select {fields} from raw_order_lines") == [("1", "101", 129900, "INR", None, 1, "CARD", "product", "net")]
    assert report.notes == ["The files state no currency: amounts are read as INR."]


def test_sales_pulse_needs_five_columns_in_any_order(settings, write):
    report = import_files(settings, [write("few.csv", "category,amount,ts,user_id,order_id\nToys,5,2025-08-01,7,1\n")], "sales-pulse")
    assert report.loaded == 1
    with pytest.raises(UserError, match="Missing: category"):
        import_files(settings, [write("fewer.csv", "amount,ts,user_id,order_id\n5,2025-08-01,7,1\n")], "sales-pulse")


def test_a_file_without_currency_is_in_the_reporting_currency(settings, write, small_map):
    import_files(settings, [write("first.csv", HEAD + "A,2025-01-01,1,p,1,1\n")], small_map())
    pulse = write("orders.csv", "order_id,user_id,ts,amount,category\n1,1,2025-08-01,5,Toys\n")
    assert import_files(settings, [pulse], "sales-pulse", check=True).notes == ["The files state no currency: amounts are read as EUR."]
    pounds = replace(settings, reporting_currency="GBP")
    assert import_files(pounds, [pulse], "sales-pulse").notes == ["The files state no currency: amounts are read as GBP."]


def test_rows_without_a_rate_wait_for_it(shop, write, small_map, ask):
    import_map = small_map()
    import_map.write_text(import_map.read_text().replace("currency: EUR", "currency: {from: money}"))
    path = write(
        "orders.csv",
        "order,at,customer,product,units,amount,money\nA,2025-01-01,1,p,1,1,EUR\nB,2025-01-03,1,p,1,1,usd\nC,2025-01-03,1,p,1,1,£\n",
    )
    report = import_files(shop, [path], import_map)
    assert [(problem.row, problem.column, problem.value, problem.rule) for problem in report.problems] == [
        (3, "money", "USD", "exchange_rate_missing"),
        (4, "money", "£", "currency"),
    ]
    assert "manage.py rates FILE" in report.problems[0].message
    assert load_rates(shop, write("rates.csv", "day,currency,rate\n2025-01-04,USD,0.9\n")) == 1
    assert import_files(shop, [path], import_map).rules == {"exchange_rate_missing": 1, "currency": 1}
    assert load_rates(shop, write("rates.csv", "Currency, Day, Rate\nUSD,2025-01-02,0.97\nUSD,2025-01-04,0.91\n")) == 2
    assert ask(shop, "select rate_day, currency, rate from raw_exchange_rates order by rate_day") == [
        (20090, "USD", 0.97),
        (20092, "USD", 0.91),
    ]
    assert (import_files(shop, [path], import_map).loaded, import_files(shop, [path], import_map).present) == (1, 2)
    with pytest.raises(UserError, match="EUR, which is the reporting currency itself"):
        load_rates(shop, write("rates.csv", "day,currency,rate\n2025-01-04,EUR,1\n"))


@pytest.mark.parametrize("row", ["soon,USD,1", "2025-01-01,USD,0", "2025-01-01,US,1", "2025-01-01,USD", "2025-01-01,USD,inf", None])
def test_rates_that_cannot_be_read(settings, write, row):
    with pytest.raises(UserError, match=r"rates.csv"):
        load_rates(settings, write("rates.csv", f"day,currency,rate\n{row}\n" if row else "day,currency\n"))


def test_states_house_accounts_and_rows_dated_in_the_future(settings, write, small_map, ask):
    import_map = small_map("status: {Storno: cancelled, probe: test}\nhouse_accounts: [till, 9]")
    import_map.write_text(
        import_map.read_text()
        .replace("{from: customer, type: integer}", "{from: customer}\n  status: {from: units}\n  cancelled_at: {from: product}")
        .replace("  product_id: {from: product}\n  quantity: {from: units}\n", "")
    )
    rows = "A,2025-01-01,till,,storno,1\nB,2025-01-01,9,,PROBE,1\nC,2999-01-01,1,,paid,1\nD,2025-01-01,,2025-01-02,,1\n"
    report = import_files(settings, [write("orders.csv", HEAD + rows)], import_map)
    assert ask(settings, "select order_id, status, is_house_account, cancelled_day from raw_order_lines order by line_id") == [
        ("A", "cancelled", 1, None),
        ("B", "test", 1, None),
        ("C", "placed", 0, None),
        ("D", "cancelled", 0, 20090),
    ]
    assert report.notes == ["States that the map does not list count as placed: 'paid' (1)."]


def test_every_map_of_the_documentation_loads(write):
    blocks = re.findall(r"```yaml\n(.*?)```", DOCS, flags=re.DOTALL)
    assert len(blocks) == len(EXAMPLES) == 5
    names = [load_map(write(f"{number}.yaml", block)).name for number, block in enumerate(blocks)]
    assert names == ["teeladen", "cdnow", "complete-journey", "shopify-orders", "bigcommerce-orders"]


@pytest.mark.parametrize(("import_map", "rows"), EXAMPLES, ids=[text.split()[1] for text, _ in EXAMPLES])
def test_every_example_of_the_documentation_imports(settings, write, ask, import_map, rows):
    path = write("map.yaml", import_map)
    content = rows.encode(load_map(path).file.encoding)
    report = import_files(settings, [write("orders.csv", content)], path)
    assert report.problems == []
    assert report.loaded == report.rows >= 2


def test_the_documentation_names_everything():
    for word in (*KEYS, *FILE_KEYS, *COLUMN_KEYS, *CANONICAL, *TYPES, *KINDS):
        assert f"`{word}`" in DOCS, word
    for rule in ("encoding", "nul", "quoting", "field_count", "required", "amount_missing", "exchange_rate_missing", "currency"):
        assert f"`{rule}`" in DOCS, rule


def _example(number: int, write) -> Path:
    return write("map.yaml", EXAMPLES[number][0])


def test_a_german_file(settings, write, ask):
    rows = EXAMPLES[0][1].encode("latin-1")
    import_files(settings, [write("orders.csv", rows)], _example(0, write))
    fields = "order_id, line_number, product_name, amount_cents, order_shipping_cents, status, kind, customer_id"
    assert ask(settings, f"select {fields} from raw_order_lines order by line_id") == [
        ("1001", 1, "Grüner Tee", 202500, 490, "placed", "product", "K-7"),
        ("1001", 2, "Gutschein", 2000, 490, "placed", "gift_card", "K-7"),
        ("1002", 1, "Tasse; blau", 1250, 0, "cancelled", "product", None),
    ]


def test_order_values_on_the_first_line_only(settings, write, ask, monkeypatch):
    monkeypatch.setattr("jobs.importing.source_file.PIECE_ROWS", 1)
    import_files(settings, [write("orders.csv", EXAMPLES[3][1])], _example(3, write))
    fields = (
        "order_id, ordered_at, currency, payment_method, amount_cents, order_shipping_cents, order_discount_cents, status, cancelled_at"
    )
    assert ask(settings, f"select {fields} from raw_order_lines order by line_id") == [
        ("#1001", "2026-05-01 10:00:00", "EUR", "card", 1250, 490, 500, "placed", None),
        ("#1001", "2026-05-01 10:00:00", "EUR", "card", 1250, 490, 500, "placed", None),
        ("#1002", "2026-05-02 23:30:00", "EUR", "paypal", 625, 0, 0, "cancelled", "2026-05-03 09:00:00"),
    ]


@pytest.mark.real_data
def test_cdnow(settings, write, ask, real_data):
    report = import_files(settings, [real_data / "cdnow_sample" / "CDNOW_sample.txt"], _example(1, write))
    assert (report.rows, report.loaded, report.quarantined) == (6919, 6919, 0)
    lines = [line.split() for line in (real_data / "cdnow_sample" / "CDNOW_sample.txt").read_text().splitlines()]
    orders, customers = {(line[0], line[2]) for line in lines}, {line[0] for line in lines}
    units, cents = sum(int(line[3]) for line in lines), sum(round(float(line[4]) * 100) for line in lines)
    fields = "count(distinct order_id), count(distinct customer_id), sum(quantity), sum(amount_cents), min(ordered_at)"
    assert ask(settings, f"select {fields} from raw_order_lines") == [(len(orders), len(customers), units, cents, "1997-01-01 00:00:00")]


@pytest.mark.real_data
def test_complete_journey(settings, write, ask, real_data):
    path = real_data / "complete_journey" / "transactions_sample.csv"
    report = import_files(settings, [path], _example(2, write))
    assert (report.rows, report.loaded, report.quarantined) == (75_000, 75_000, 0)
    assert report.extra_columns == ("coupon_disc", "coupon_match_disc", "week")

"""The demo shop: loaded whole on both engines, gone without a trace, and never beside data of somebody's own."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pandas
import pyarrow.parquet
import pytest
from sqlalchemy import text

from dashapp.db.engines import warehouse_engine
from dashapp.errors import NoData, NotFound, UserError
from dashapp.settings import Settings
from jobs import demo
from jobs.build import build
from jobs.demo_load import DemoReport, load_demo
from jobs.importing import import_files, load_rates, loads, undo
from jobs.lock import only_one
from queries.declared import KEPT_AS, declared_tables
from tests.app.shop import write_shop as write_orders
from tests.conventions.rule import PRODUCT, repository
from tests.warehouse.generated_shop import ITEMS, ORDERS, write_shop, write_table
from tests.warehouse.raw_rows import rates, records, table

GENERATED = [name for name in declared_tables() if name not in KEPT_AS]


@pytest.fixture(params=["sqlite", "postgresql"])
def shop(request: pytest.FixtureRequest) -> Settings:
    """A new installation, on each engine in turn."""
    return request.getfixturevalue("settings" if request.param == "sqlite" else "postgres_settings")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_shop(tmp_path / "generated")


def loaded(settings: Settings, folder: Path) -> DemoReport:
    with only_one(settings, "demo"):
        return load_demo(settings, folder, lambda _step: None)


def counts(settings: Settings) -> dict[str, int]:
    """Rows of every raw table but the list of loads."""
    names = sorted({*(given.raw_name for given in declared_tables().values()), "raw_quarantine"})
    with warehouse_engine(settings).connect() as connection:
        return {name: connection.scalar(text(f"select count(*) from {name}")) for name in names}


def test_every_file_arrives_as_it_is(shop: Settings, folder: Path):
    report = loaded(shop, folder)
    for name in GENERATED:
        written = pyarrow.parquet.read_table(folder / f"{name}.parquet").to_pylist()
        with warehouse_engine(shop).connect() as connection:
            held = [dict(row) for row in connection.execute(text(f"select * from raw_{name}")).mappings()]
        assert {row.pop("load_id") for row in held} == {report.load_id}
        assert sorted(map(str, held)) == sorted(map(str, written)), name


def test_both_engines_hold_the_same_lines(settings: Settings, postgres_settings: Settings, folder: Path):
    frames = []
    for installed in (settings, postgres_settings):
        assert loaded(installed, folder).lines == len(ITEMS) - 1 + 1
        frames.append(table(installed, "raw_order_lines", "line_id"))
    pandas.testing.assert_frame_equal(*frames, check_dtype=False)
    assert not frames[0]["row_key"].duplicated().any()


def test_a_line_says_what_its_order_customer_and_product_say(settings: Settings, folder: Path):
    loaded(settings, folder)
    lines = {(row["order_id"], row["line_number"], row["is_return"]): row for row in records(table(settings, "raw_order_lines", "line_id"))}
    first = lines["O1", 1, 0]
    expected = {
        "ordered_at": "2026-03-02 10:20:30", "ordered_day": 20514, "ordered_sec": 37230, "customer_id": "C1", "customer_name": "Ada Poe",
        "customer_email": "ada@example.com", "product_name": "Thing 1", "category": "Things", "brand": "Maker", "country": "Nordland",
        "region": "North", "currency": "EUR", "quantity": 2, "unit_price": "19.99", "amount_cents": 3998, "amounts_are": "gross",
        "discount_cents": 400, "tax_cents": 720, "order_shipping_cents": 490, "status": "placed", "kind": "product", "promo_used": 0,
        "source": "demo", "is_current": 1, "is_house_account": 0,
    }  # fmt: skip
    assert {name: first[name] for name in expected} == expected
    assert lines["O2", 1, 0]["promo_used"] == 1
    assert lines["O2", 1, 0]["customer_name"] == "Lin"
    assert (lines["O3", 1, 0]["status"], lines["O3", 1, 0]["cancelled_day"]) == ("cancelled", 20521)
    assert (lines["O4", 1, 0]["status"], lines["O4", 1, 0]["customer_name"]) == ("test", None)
    assert lines["O6", 1, 0]["customer_id"] is None
    assert (lines["O7", 1, 0]["customer_id"], lines["O7", 1, 0]["product_name"], lines["O7", 1, 0]["unit_price"]) == ("C9", None, "-1.00")
    back = lines["O1", 1, 1]
    expected = {"ordered_at": "2026-03-20 00:00:00", "amount_cents": 1799, "amounts_are": "net", "tax_cents": 360, "return_link": "order"}
    assert {name: back[name] for name in expected} == expected
    assert sum(is_return for _, _, is_return in lines) == 1


def test_lines_without_an_order_are_set_aside_and_every_row_is_counted(shop: Settings, folder: Path):
    report = loaded(shop, folder)
    files = sum(pyarrow.parquet.read_metadata(path).num_rows for path in folder.glob("*.parquet"))
    assert (report.rows, report.quarantined) == (files, 1)
    (kept,) = records(table(shop, "raw_quarantine", "quarantine_id"))
    assert (kept["file_name"], kept["file_row"], kept["value"], kept["rule"]) == ("order_items.parquet", len(ITEMS) + 1, "O99", "reference")
    (listed,) = loads(shop)
    assert (listed["map_name"], listed["status"]) == ("demo", "loaded")
    assert listed["rows_total"] == listed["rows_loaded"] + listed["rows_quarantined"] == files


def test_the_build_shows_the_demo_in_its_own_currency(shop: Settings, folder: Path):
    loaded(shop, folder)
    version = build(shop)
    assert (version.is_demo, version.currency, version.unlinked_returns) == (True, "EUR", 0)
    orders = {row["order_id"]: row for row in records(table(shop, "fct_orders", "order_key"))}
    assert orders.keys() == {order for order, *_ in ORDERS} - {"O4"}
    assert orders["O1"]["gross_cents"] - orders["O1"]["discount_cents"] == 3998 - 400 + 500
    assert orders["O1"]["return_cents"] == 1799
    assert orders["O1"]["tax_cents"] == 720 + 100 - 360
    assert orders["O1"]["shipping_cents"] == 490
    assert orders["O3"]["status"] == "cancelled"
    assert orders["O2"]["gross_cents"] == round(1749 * 1.153)


def test_loading_again_takes_the_place_of_what_was_there(shop: Settings, folder: Path):
    first = loaded(shop, folder)
    before = counts(shop)
    second = loaded(shop, folder)
    assert second.load_id > first.load_id
    assert counts(shop) == before
    assert [row["status"] for row in loads(shop)] == ["loaded", "undone"]


def test_a_removed_demo_leaves_no_row(shop: Settings, folder: Path):
    loaded(shop, folder)
    build(shop)
    rows = sum(counts(shop).values())
    assert undo(shop, demo.number(shop)).removed == rows - 1, "all but the one in quarantine"
    assert set(counts(shop).values()) == {0}
    with pytest.raises(NotFound, match="no demo shop"):
        demo.number(shop)
    with pytest.raises(NoData):
        build(shop)
    assert loads(shop)[0]["status"] == "undone"


def test_rows_of_other_loads_stay(shop: Settings, folder: Path):
    loaded(shop, folder)
    with warehouse_engine(shop).begin() as connection:
        connection.execute(text("insert into raw_regions (load_id, region) values (999, 'Elsewhere')"))
    undo(shop, demo.number(shop))
    assert table(shop, "raw_regions", "region")["region"].tolist() == ["Elsewhere"]


def test_an_import_of_own_data_takes_the_place_of_the_demo(shop: Settings, folder: Path, tmp_path: Path):
    loaded(shop, folder)
    build(shop)
    orders, order_map = write_orders(tmp_path / "own", orders=5)
    report = import_files(shop, [orders], order_map)
    assert any("demo shop made room" in note for note in report.notes)
    assert set(table(shop, "raw_order_lines", "line_id")["source"]) == {"corner-shop"}
    assert {name: rows for name, rows in counts(shop).items() if rows} == {"raw_order_lines": report.rows}
    version = build(shop)
    assert (version.is_demo, version.currency) == (False, "GBP")
    again = import_files(shop, [orders], order_map)
    assert not any("demo" in note for note in again.notes)


def test_a_check_or_a_refused_import_leaves_the_demo(shop: Settings, folder: Path, tmp_path: Path):
    loaded(shop, folder)
    before = counts(shop)
    orders, order_map = write_orders(tmp_path / "own", orders=5)
    checked = import_files(shop, [orders], order_map, check=True)
    assert "The demo shop goes when these files are imported." in checked.notes
    assert counts(shop) == before
    header, first, *_ = orders.read_text().splitlines()
    (tmp_path / "other.csv").write_text("a,b\n1,2\n")
    (tmp_path / "useless.csv").write_text(f"{header}\n{first.replace(first.split(',')[2], 'yesterday')}\n")
    with pytest.raises(UserError, match="does not have the shape"):
        import_files(shop, [tmp_path / "other.csv"], order_map)
    with pytest.raises(UserError, match="the demo shop stays"):
        import_files(shop, [tmp_path / "useless.csv"], order_map)
    assert counts(shop) == before
    assert [row["status"] for row in loads(shop)] == ["loaded"]


def test_a_demo_never_stands_beside_own_data(shop: Settings, folder: Path, tmp_path: Path):
    import_files(shop, *write_import(tmp_path))
    with pytest.raises(UserError, match=r"Your own data is loaded \(load 1\)"):
        loaded(shop, folder)
    undo(shop, 1)
    loaded(shop, folder)


def write_import(tmp_path: Path) -> tuple[list[Path], Path]:
    orders, order_map = write_orders(tmp_path / "own", orders=5)
    return [orders], order_map


def test_own_rates_and_the_demo_exclude_each_other(shop: Settings, folder: Path, tmp_path: Path):
    rates(shop, [("2026-01-01", "USD", 0.9)])
    with pytest.raises(UserError, match="Exchange rates of your own"):
        loaded(shop, folder)
    with warehouse_engine(shop).begin() as connection:
        connection.execute(text("delete from raw_exchange_rates"))
    loaded(shop, folder)
    (tmp_path / "rates.csv").write_text("day,currency,rate\n2026-01-01,EUR,0.85\n")
    assert load_rates(shop, tmp_path / "rates.csv") == 1
    assert {name: rows for name, rows in counts(shop).items() if rows} == {"raw_exchange_rates": 1}


def test_another_reporting_currency_is_refused_in_one_sentence(settings: Settings, folder: Path):
    other = replace(settings, reporting_currency="GBP")
    with pytest.raises(UserError, match="keeps its books in EUR, and REPORTING_CURRENCY is GBP"):
        loaded(other, folder)
    loaded(replace(settings, reporting_currency="EUR"), folder)
    with pytest.raises(UserError, match="keeps its books in EUR"):
        build(other)


def test_an_installation_is_untouched_until_something_is_loaded(settings: Settings, folder: Path):
    assert demo.is_untouched(settings)
    loaded(settings, folder)
    assert not demo.is_untouched(settings)
    undo(settings, demo.number(settings))
    assert not demo.is_untouched(settings), "who removed the demo does not get it again at the next start"


@pytest.mark.parametrize(
    ("name", "rows", "message"),
    [
        ("orders", None, r"no orders\.parquet"),
        ("customers", [{"customer_id": "C1"}, {"customer_id": "C1"}], "stands twice in its file"),
        ("exchange_rates", [{"rate_date": "2026-03-01", "currency": "EUR", "rate": 1.2}], "are not rates into EUR"),
    ],
)
def test_a_folder_that_is_no_shop_changes_nothing(shop: Settings, folder: Path, name: str, rows: list[dict] | None, message: str):
    if rows is None:
        (folder / f"{name}.parquet").unlink()
    else:
        write_table(folder, name, rows)
    demo.check_place(shop)
    with pytest.raises(UserError, match=message):
        loaded(shop, folder)
    assert set(counts(shop).values()) == {0}
    assert loads(shop) == []


def test_files_that_are_not_declared_are_refused(settings: Settings, folder: Path):
    products = folder / "products.parquet"
    pyarrow.parquet.write_table(pyarrow.parquet.read_table(products).drop_columns("sku"), products)
    with pytest.raises(UserError, match=r"products\.parquet does not have the columns"):
        loaded(settings, folder)
    products.rename(folder / "secrets.parquet")
    with pytest.raises(UserError, match=r"secrets\.parquet is no table of a shop"):
        loaded(settings, folder)


def test_nothing_that_is_served_or_scheduled_knows_the_generator_or_its_truth():
    known = re.compile(r"data_gen|answer_key|[-_/.]truth|truth[-_/.](?!\s)")
    served = {*PRODUCT, "sql", "deploy", "wsgi.py"} - {"data_gen"}
    read = {path: text for path, text in repository().items() if path.split("/")[0] in served and path.endswith((".py", ".sql", ".yaml"))}
    assert "jobs/demo_load.py" in read
    assert [path for path, text in read.items() if known.search(text)] == []
    assert known.search("from data_gen.truth import write_truth")
    assert known.search("read_parquet('out-truth/fraud.parquet')")


def test_no_map_may_be_named_like_the_demo(settings: Settings, tmp_path: Path):
    orders, order_map = write_orders(tmp_path)
    order_map.write_text(order_map.read_text().replace("name: corner-shop", f"name: {demo.DEMO}"))
    with pytest.raises(UserError, match="the name of the demo shop"):
        import_files(settings, [orders], order_map)

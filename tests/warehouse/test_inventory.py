"""Stock and purchasing in the warehouse: the books add up and every engine agrees."""

from __future__ import annotations

import pandas
import pytest

from dashapp.periods import day_of
from dashapp.settings import Settings
from data_gen.world import World
from jobs.build_plan import plan
from jobs.build_tables import BY_PYTHON
from tests.warehouse.raw_rows import copied_table, table
from tests.warehouse.supply_shop import PLACE, levels, months, published, small_world

GRAINS = {step.name: ", ".join(step.grain) for step in plan(BY_PYTHON)}
FACTS = ("fct_stock_movements", "fct_stock_outs", "fct_inventory_months", "fct_purchase_order_lines", "fct_stock_counts")


@pytest.fixture(scope="module")
def world() -> World:
    return small_world()


@pytest.fixture(scope="module")
def settings_of_the_shop(tmp_path_factory: pytest.TempPathFactory, world: World) -> Settings:
    settings = Settings.from_environment({"VAR_DIR": str(tmp_path_factory.mktemp("supply"))})
    published(settings, world)
    return settings


def mart(settings: Settings, name: str) -> pandas.DataFrame:
    """A mart with its day numbers as dates."""
    frame = table(settings, name, GRAINS[name])
    for column in frame.columns[frame.columns.str.endswith("_day")]:
        frame[column] = pandas.to_datetime(frame[column].map(lambda number: None if pandas.isna(number) else day_of(int(number))))
    return frame


def test_stock_is_opening_plus_what_came_minus_what_went(settings_of_the_shop: Settings):
    frame = mart(settings_of_the_shop, "fct_inventory_months")
    came = frame["received_units"] + frame["returned_units"] + frame["transferred_units"]
    assert (frame["units"] == frame["opening_units"] + came - frame["sold_units"] - frame["lost_units"]).all()
    before = frame.sort_values("snapshot_day").groupby(PLACE)["units"].shift().dropna()
    assert frame.loc[before.index, "opening_units"].eq(before).all()
    assert (frame["units"] >= 0).all()
    assert frame.loc[frame["is_latest"] == 1, "snapshot_day"].nunique() == 1


def test_months_hold_what_the_movements_say(settings_of_the_shop: Settings, world: World):
    made = mart(settings_of_the_shop, "fct_inventory_months").set_index(["snapshot_day", *PLACE]).sort_index()
    expected = months(world).set_index(["snapshot_on", *PLACE]).sort_index()
    assert made.index.to_list() == expected.index.to_list()
    for name, column in {
        "units": "on_hand_units", "opening_units": "opening_units", "received_units": "Receipt", "returned_units": "Return",
        "transferred_units": "Transfer", "active_days": "active_days", "stock_out_days": "stock_out_days",
        "cost_of_goods_cents": "cost_of_goods_cents",
    }.items():  # fmt: skip
        assert made[name].tolist() == expected[column].tolist(), name
    assert made["sold_units"].tolist() == (-expected["Sale"]).tolist()
    assert made["value_day_cents"].tolist() == (expected["unit_days"] * expected["unit_cost_cents"]).tolist()
    assert made["stock_out_days"].sum() > 0
    # Among them are places that were out of stock when the product went off sale: the months after that are neither.
    evening = levels(world)
    delisted = world.tables["products"].set_index("product_id")["delisted_on"].reindex(evening["product_id"]).to_numpy()
    assert ((evening["day"].to_numpy() == delisted) & (evening["units"] == 0)).any()


def test_in_transit_is_what_was_ordered_and_has_not_come(settings_of_the_shop: Settings, world: World):
    made = mart(settings_of_the_shop, "fct_inventory_months")
    orders = world.tables["purchase_order_lines"].merge(world.tables["purchase_orders"], on="purchase_order_id")
    receipts = world.tables["receipts"].merge(orders[["purchase_order_id", "line_number", *PLACE, "closed_on", "ordered_on"]])
    assert made["in_transit_units"].sum() > 0
    for day, rows in made.groupby("snapshot_day"):
        still_open = orders[(orders["ordered_on"] <= day) & ~(orders["closed_on"] <= day)]
        came = receipts[(receipts["received_on"] <= day) & ~(receipts["closed_on"] <= day)]
        assert rows["in_transit_units"].sum() == still_open["ordered_units"].sum() - came["received_units"].sum()


def test_stock_outs_are_the_runs_of_empty_evenings(settings_of_the_shop: Settings, world: World):
    empty = levels(world).query("units == 0")
    made = mart(settings_of_the_shop, "fct_stock_outs")
    days = pandas.concat(
        [
            pandas.DataFrame({"day": pandas.date_range(row.from_day, row.to_day)}).assign(
                product_id=row.product_id, warehouse_id=row.warehouse_id
            )
            for row in made.itertuples()
        ]
    )
    assert len(days) == made["days"].sum()
    assert set(days[[*PLACE, "day"]].itertuples(index=False, name=None)) == set(empty[[*PLACE, "day"]].itertuples(index=False, name=None))
    before = made.sort_values("from_day").groupby(PLACE)["to_day"].shift()
    assert (made["from_day"] - before).dropna().min() > pandas.Timedelta(days=1)


def test_every_engine_makes_the_same_tables(settings_of_the_shop: Settings, postgres_settings: Settings, world: World):
    published(postgres_settings, world)
    for name in ("dim_vendors", "dim_warehouses", *FACTS):
        order = GRAINS[name]
        made = table(settings_of_the_shop, name, order)
        assert len(made)
        for copy in (
            table(postgres_settings, name, order),
            copied_table(settings_of_the_shop, name, order),
            copied_table(postgres_settings, name, order),
        ):
            pandas.testing.assert_frame_equal(made, copy, check_dtype=False, check_exact=True, obj=name)


def test_keys_lead_to_their_names(settings_of_the_shop: Settings):
    names = {
        "vendor_key": ("dim_vendors", "vendor_id"),
        "warehouse_key": ("dim_warehouses", "warehouse_id"),
        "product_key": ("dim_products", "product_id"),
    }
    for name in FACTS:
        frame = table(settings_of_the_shop, name, GRAINS[name])
        assert not frame.duplicated(GRAINS[name].split(", ")).any()
        for key, (dimension, column) in names.items():
            named = table(settings_of_the_shop, dimension, key).set_index(key)[column]
            assert (frame[key].map(named) == frame[column]).all()
            assert (frame[key] > 0).all()


def test_a_line_is_due_when_it_is_closed_or_its_day_is_over(settings_of_the_shop: Settings, world: World):
    frame = mart(settings_of_the_shop, "fct_purchase_order_lines")
    last = pandas.Timestamp(world.config.as_of)
    still_open = frame[frame["closed_day"].isna()]
    assert (still_open["is_due"] == (still_open["expected_day"] < last)).all()
    assert still_open["is_on_time"].eq(0).all()
    assert (still_open["outstanding_units"] > 0).all()
    assert frame.loc[frame["closed_day"].notna(), "outstanding_units"].eq(0).all()
    assert (frame["is_on_time_in_full"] <= frame["is_on_time"]).all()

"""Which rows are about a customer follows from the declarations, so that a table declared tomorrow is handed out and erased too."""

from __future__ import annotations

from jobs.privacy.belongings import belongings
from queries.declared import DeclaredColumn, DeclaredTable, declared_tables

WISH_COLUMNS = (
    DeclaredColumn("wish_id", "id", ""),
    DeclaredColumn("customer_id", "id", "", "customers"),
    DeclaredColumn("words", "text", "", tag="text"),
)
WISHES = DeclaredTable("wishes", "core", "Wishes.", ("wish_id",), WISH_COLUMNS)
WISH_ITEMS = DeclaredTable("wish_items", "core", "Products wished for.", ("wish_id",), (DeclaredColumn("wish_id", "id", "", "wishes"),))


def test_every_table_that_names_a_customer_is_found():
    found = {one.table.name for one in belongings(declared_tables())}
    naming = {
        table.name for table in declared_tables().values() for column in table.columns if column.references in ("customers", "orders")
    }
    assert naming - {"order_items"} <= found
    assert {"customers", "payments", "touchpoints", "loyalty_events", "devices", "addresses"} <= found
    assert not {"products", "regions", "vendors", "influencers", "settlements", "warehouses"} & found


def test_every_tagged_column_of_a_customer_is_reached():
    reached = {one.table.name for one in belongings(declared_tables())}
    tagged = {table.name for table in declared_tables().values() if any(column.tag for column in table.columns)}
    assert tagged - reached == {"vendors", "influencers"}, "they are of other people: neither is a customer of the shop"


def test_a_new_table_is_included_by_itself():
    found = {one.table.name: one for one in belongings({**declared_tables(), "wishes": WISHES, "wish_items": WISH_ITEMS})}
    assert found["wishes"].direct == ("customer_id",)
    assert [column.name for column in found["wishes"].tagged] == ["words"]
    assert found["wish_items"].through == (("wish_id", "wishes"),)
    names = list(found)
    assert names.index("wishes") < names.index("wish_items")


def test_what_only_describes_is_found_beside():
    devices = next(one for one in belongings(declared_tables()) if one.table.name == "devices")
    assert devices.beside == (("orders", "device_id"),)

"""The five states of a card, each reached the way a person reaches it."""

from __future__ import annotations

import logging
import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

import queries
from dashapp.auth import users
from dashapp.auth.roles import ROLES
from dashapp.auth.scope import Scope
from dashapp.db.engines import accounts_engine
from dashapp.page import Chart, Facts, Grid, Kpi, Scorecard
from dashapp.settings import Settings
from jobs.build import build
from jobs.importing import import_files
from queries.desk import needs_data
from tests.app.asking import body, callback_named, chart, post
from tests.app.conftest import Shop, compose
from tests.app.shop import write_shop

BLOCK = {"startRow": 0, "endRow": 100, "filterModel": {}, "sortModel": []}
NOWHERE = "?from=2026-02-01&to=2026-02-28&country=Atlantis&brand=Brand+1"
OUTPUTS = {
    Kpi: '"widget":"kpi"}.children',
    Grid: '"widget":"grid"}.getRowsResponse',
    Scorecard: '"widget":"scorecard"}.children',
    Facts: '"widget":"facts"}.children',
}


def answered(shop: Shop, client: FlaskClient, key: str, search: str = "", retries: int = 0) -> str:
    """What the browser gets for a card."""
    card = shop.desk.pages[key.partition("/")[0]].card(key)
    output = chart(shop.app) if isinstance(card, Chart) else callback_named(shop.app, OUTPUTS[type(card)])
    given: dict[str, Any] = {"filters.data": search, "grid.getRowsRequest": BLOCK, f"retry-{card.kind}.n_clicks": retries}
    answer = post(client, body(shop.app, output, key, given))
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return answer.get_data(as_text=True)


def keys(shop: Shop, *kinds: type) -> list[str]:
    """The keys of every card of some kinds, on every page of the menu that asks the warehouse."""
    pages = [
        page
        for page in shop.desk.pages.values()
        if not page.hidden and page.permission in ROLES["analyst"].permissions and needs_data(page)
    ]
    return [key for page in pages for key, card in page.cards() if isinstance(card, kinds)]


def small_shop(folder: Path, without: str = "") -> Shop:
    """A shop of a few orders; its files may lack a column."""
    settings = Settings.from_environment({"VAR_DIR": str(folder / "var")})
    orders, order_map = write_shop(folder, orders=60)
    order_map.write_text("".join(line for line in order_map.read_text().splitlines(True) if not line.startswith(f"  {without}:")))
    import_files(settings, [orders], str(order_map))
    build(settings)
    return compose(settings)


@pytest.fixture
def own_shop(tmp_path: Path) -> Iterator[Shop]:
    """A shop whose warehouse a test may damage, read without its columnar copy."""
    made = small_shop(tmp_path)
    shutil.rmtree(tmp_path / "var" / "columnar", ignore_errors=True)
    yield made
    queries.open(made.settings).close()


@pytest.mark.parametrize("name", ["overview", "sales", "segments"])
def test_a_page_arrives_with_every_card_still_loading(shop: Shop, name: str) -> None:
    routed = body(shop.app, callback_named(shop.app, "page.children"), "", {"location.pathname": f"/{name}"})
    text = post(shop.client("analyst"), routed).get_data(as_text=True)
    asking = [card for _, card in shop.desk.pages[name].cards() if not isinstance(card, Grid)]
    assert text.count("tr-state-loading") == len(asking)
    assert "tr-kpi-value" not in text
    assert "rowData" not in text


def test_an_empty_selection_names_its_dates_and_filters(shop: Shop) -> None:
    client = shop.client("analyst")
    for key in ("sales/0.0", "sales/1.5", "sales/2.0", "sales/3.0", "sales/4.0", "overview/1.1", "overview/2.0"):
        text = answered(shop, client, key, NOWHERE)
        assert "tr-state-empty" in text, key
        for words in ("Atlantis", "1 Feb 2026 and 28 Feb 2026", "Choose other dates or reset the filters."):
            assert words in text, (key, words)
    assert '"rowCount":0' in answered(shop, client, "sales/5.0", NOWHERE)


def test_an_order_that_is_not_there_shows_no_lines_of_another(shop: Shop) -> None:
    client = shop.client("analyst")
    there, missing = ("?source=corner-shop&order_id=" + name for name in ("O00001", "O99999"))
    for _ in range(2):
        assert '"rowData":[{' in answered(shop, client, "order/1.0", there)
        assert '"rowCount":0' in answered(shop, client, "order/1.0", missing)
        assert "O00001" in answered(shop, client, "order/0.0", there)
        assert "tr-state-empty" in answered(shop, client, "order/0.0", missing)


def test_a_dimension_that_no_file_records_names_the_import_column(tmp_path: Path) -> None:
    made = small_shop(tmp_path, without="channel")
    client = made.client("analyst")
    by_channel = answered(made, client, "sales/4.0")
    assert "tr-state-gate" in by_channel
    assert "The imported files record no channel. The import column 'channel' of the map would fill this card." in by_channel
    assert "tr-state-gate" not in answered(made, client, "sales/4.2")
    queries.open(made.settings).close()


def test_a_reach_that_a_query_cannot_express_shows_nothing(shop: Shop) -> None:
    everything, engine = shop.client("analyst"), accounts_engine(shop.settings)
    users.set_scope(engine, "marketing", Scope(managers=("Mia",)))
    limited = shop.client("marketing")
    try:
        # A page that asks for the whole reach does not open at all.
        for key in (key for key in keys(shop, Kpi, Chart, Scorecard, Grid) if not shop.desk.pages[key.partition("/")[0]].whole_reach):
            assert "tr-state-forbidden" not in answered(shop, everything, key), key
            text = answered(shop, limited, key)
            assert "tr-state-forbidden" in text, key
            assert "cannot be limited to your managers" in text, key
            assert "tr-kpi-value" not in text
            assert '"customdata"' not in text
            assert '"rowData":[{' not in text
    finally:
        users.set_scope(engine, "marketing", Scope())


@contextmanager
def lost_table(shop: Shop, name: str) -> Iterator[None]:
    """The warehouse without one of its tables, for a while."""
    path = shop.settings.warehouse_url.removeprefix("sqlite:///")
    with sqlite3.connect(path) as connection:
        kind = connection.execute("select type from sqlite_master where name = ?", [name]).fetchone()
        assert kind == ("table",), f"{name} is {kind}"
        connection.execute("pragma legacy_alter_table = on")
        connection.execute(f"alter table {name} rename to lost")
        connection.commit()
        yield
        connection.execute(f"alter table lost rename to {name}")
    connection.close()


def test_a_failure_shows_a_reference_that_the_log_has_and_trying_again_works(own_shop: Shop, caplog: pytest.LogCaptureFixture) -> None:
    client = own_shop.client("analyst")
    cards = ("sales/0.0", "sales/2.0", "sales/5.0", "overview/2.0")
    with lost_table(own_shop, "fct_sales_events"), caplog.at_level(logging.ERROR):
        for key in cards:
            text = answered(own_shop, client, key)
            assert "tr-state-error" in text, key
            assert "no such table" not in text
            assert "Try again" in text
            reference = re.search(r"Reference ([0-9a-f]{8})", text)[1]
            logged = [record for record in caplog.records if reference in record.getMessage()]
            assert len(logged) == 1
            assert "no such table" in str(logged[0].exc_info[1])
    for key in cards:
        assert "tr-state-error" not in answered(own_shop, client, key, retries=1), key

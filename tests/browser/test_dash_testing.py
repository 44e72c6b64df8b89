"""The composed application under Dash's own browser fixture: a second driver, and Dash's own server."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from selenium.webdriver.common.by import By

import queries
from dashapp.auth.viewer import stand_in
from dashapp.filters import Filters
from dashapp.settings import Settings
from jobs.build import build
from jobs.importing import import_files
from queries import metrics
from tests.app.conftest import PASSWORD, compose
from tests.app.shop import write_shop

if TYPE_CHECKING:
    from dash.testing.composite import DashComposite

SERVER_SECONDS = 20


def test_a_card_of_the_composed_application_is_drawn(dash_duo: DashComposite, tmp_path: Path) -> None:
    settings = Settings.from_environment({"VAR_DIR": str(tmp_path / "var"), "SHOP_NAME": "Corner shop"})
    orders, order_map = write_shop(tmp_path / "files", orders=60)
    import_files(settings, [orders], str(order_map))
    build(settings)
    shop = compose(settings)
    # The fixture kills every thread that is younger than its server; the one that guards queries must be older.
    asked = metrics.ask(queries.open(settings), ("orders",), filters=Filters(), viewer=stand_in("analyst"))
    dash_duo.start_server(shop.app, navigate=False)
    dash_duo.driver.get(f"{dash_duo.server.url}/login?next=/overview")
    dash_duo.find_element("#name").send_keys("analyst")
    dash_duo.find_element("#password").send_keys(PASSWORD)
    dash_duo.find_element("button[type='submit']").click()
    dash_duo.wait_for_text_to_equal(".tr-page-title", "Executive overview", timeout=SERVER_SECONDS)
    dash_duo.wait_for_element("article[aria-label='Orders'] .tr-kpi-value", timeout=SERVER_SECONDS)
    dash_duo.wait_for_element("article[aria-label='Net sales by category'] .slice", timeout=SERVER_SECONDS)
    assert dash_duo.find_element("article[aria-label='Orders'] .tr-kpi-value").text == str(asked.records()[0]["orders"])
    assert dash_duo.driver.find_elements(By.CSS_SELECTOR, ".tr-state-error") == []
    assert dash_duo.get_logs() == []
    queries.open(settings).close()

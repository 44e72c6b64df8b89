"""Scope and masking: what a viewer does not reach is not in the answer, and a question that cannot say so is refused."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dashapp.auth.scope import Scope
from dashapp.auth.viewer import stand_in
from dashapp.errors import Forbidden
from queries import catalogue, grid
from queries.masking import masked_value
from queries.metrics import ask, members
from queries.registry import Metric
from queries.run import run
from tests.queries import marts
from tests.queries.tables import only

IDENTITY = ("segmentation.customers", "sales.order")
REACHES = "access.scope_values"


def scoped(viewer, **limits):
    return replace(viewer, scope=Scope(**limits))


@pytest.mark.parametrize("name", IDENTITY)
def test_who_a_customer_is_never_appears_without_the_permission(warehouse, name):
    params = {"order_id": "o0002"} if name == "sales.order" else {}
    hidden = run(warehouse, name, params, stand_in("analyst")).frame.to_csv()
    shown = run(warehouse, name, params, stand_in("support")).frame.to_csv()
    assert "@example.org" in shown
    assert "Jane" in shown
    assert "@" not in hidden
    assert "ane" not in hidden
    assert "J•••" in hidden


def test_masking_covers_blocks_and_exports_of_grids(duck):
    selection = grid.Selection("segmentation.customers", {}, stand_in("marketing"))
    assert "@" not in grid.rows(duck, selection, 0, 50).frame.to_csv() + grid.all_rows(duck, selection).frame.to_csv()


def test_a_masked_value_is_stable_and_tells_a_first_letter_at_most():
    assert {masked_value(value) for value in ("jane@example.org", "jim")} == {"j•••"}
    assert {masked_value(value) for value in ("J", "", " x ")} == {"•••"}
    assert [masked_value(value) for value in (None, "Not recorded")] == [None, "Not recorded"]


def test_a_metric_that_tells_what_is_masked_is_refused(duck, monkeypatch):
    from queries import metrics

    tagged = Metric("names", "Names", "count", "up", "count(*)", "Names", "test", "Test", "sales", tag="name")
    monkeypatch.setattr(metrics, "metric", lambda _name: tagged)
    with pytest.raises(Forbidden, match="masked"):
        ask(duck, ("names",), filters=None, viewer=stand_in("analyst"))


@pytest.mark.parametrize("name", [name for name in catalogue.queries() if not name.endswith("rfm_scores") and name != REACHES])
def test_every_query_is_limited_to_the_scope_or_refused(duck, operator, name):
    declared = catalogue.query(name).parameters
    params = marts.required(name)
    for limits in ({"brands": ()}, {"regions": ()}, {"vendors": ("v",)}, {"managers": ()}, {"brands": ("Acme",), "vendors": ()}):
        if {f"scope_{limit}" for limit in limits} <= set(declared):
            assert run(duck, name, params, scoped(operator, **limits)).empty
        else:
            with pytest.raises(Forbidden, match="cannot be limited to your"):
                run(duck, name, params, scoped(operator, **limits))


def test_what_somebody_can_be_limited_to_is_within_the_own_reach(warehouse, operator):
    everything = run(warehouse, REACHES, {}, operator).frame.groupby("limit_name")["value"].agg(set)
    assert everything["brands"] == {"Acme", "Bolt", "Not recorded"}
    assert (everything["vendors"], everything["managers"]) == ({"V1", "V2"}, {"Mia", "Noor"})
    for limit, values in everything.items():
        for reach in ((), (min(values),)):
            mine = run(warehouse, REACHES, {}, scoped(operator, **{limit: reach})).frame
            assert set(mine.loc[mine["limit_name"] == limit, "value"]) == set(reach)


def test_metrics_are_limited_to_the_scope_or_refused(warehouse, operator):
    acme = ask(warehouse, ("net_sales", "orders"), by=("brand",), filters=None, viewer=operator).frame.set_index("brand").loc["Acme"]
    mine = ask(warehouse, ("net_sales", "orders"), filters=None, viewer=scoped(operator, brands=("Acme",)))
    assert (only(mine, "net_sales"), only(mine, "orders")) == (pytest.approx(acme["net_sales"]), acme["orders"])
    assert ask(warehouse, ("net_sales",), filters=None, viewer=scoped(operator, regions=())).empty
    with pytest.raises(Forbidden, match="vendors"):
        ask(warehouse, ("net_sales",), filters=None, viewer=scoped(operator, vendors=("v",)))


def test_pickers_offer_what_the_scope_reaches(duck, operator):
    assert [value for value, _ in members(duck, "brand", scoped(operator, brands=("Bolt",)))] == ["Bolt"]


def test_an_order_shows_the_lines_in_scope(duck, operator):
    whole = run(duck, "sales.order_lines", {"order_id": "o0002"}, operator).frame
    for brand in whole["brand"].unique():
        mine = run(duck, "sales.order_lines", {"order_id": "o0002"}, scoped(operator, brands=(brand,))).frame
        assert set(mine["brand"]) == {brand}

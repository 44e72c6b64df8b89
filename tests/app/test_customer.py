"""One customer on the screen: masked by role, cut by reach, erased for good, and nobody told who else there is."""

from __future__ import annotations

import pytest

from dashapp.auth import users
from dashapp.auth.permissions import Permission
from dashapp.auth.roles import ROLES
from dashapp.auth.scope import Scope
from dashapp.auth.viewer import OPERATOR
from dashapp.db.engines import accounts_engine
from dashapp.page import Facts, Grid, Kpi
from jobs.build import build
from jobs.privacy.erase import erase
from layouts.customer import page
from queries.run import run
from tests.app.conftest import Shop
from tests.app.test_states import answered

PERSON, HABIT = "customer/1.0", "customer/1.2"
NOWHERE = "There is nothing at this address, or it is not within your reach."


def at(customer_id: str) -> str:
    return f"?source=corner-shop&customer_id={customer_id}"


@pytest.fixture(scope="module")
def frequent(shop: Shop) -> str:
    """Who ordered most, and so in every region."""
    return run(shop.desk.warehouse, "segmentation.customers", {}, OPERATOR).records()[0]["customer_id"]


def test_who_sees_customers_elsewhere_opens_one() -> None:
    opens = {name for name, role in ROLES.items() if Permission.CUSTOMER_VIEW in role.permissions}
    assert opens == {name for name, role in ROLES.items() if Permission.SALES_VIEW in role.permissions}
    assert page.hidden


def test_identity_is_masked_by_role(shop: Shop, frequent: str) -> None:
    mail = f"person{int(frequent[1:])}@shop.example"
    assert mail in answered(shop, shop.client("support"), PERSON, at(frequent))
    seen = answered(shop, shop.client("analyst"), PERSON, at(frequent))
    assert frequent in seen
    assert mail not in seen


def test_the_cards_add_up_to_what_the_desk_says_elsewhere(shop: Shop, frequent: str) -> None:
    given = {"customer_id": frequent, "source": "corner-shop"}
    [totals] = run(shop.desk.warehouse, "customer.totals", given, OPERATOR).records()
    orders = run(shop.desk.warehouse, "customer.orders", given, OPERATOR).records()
    months = run(shop.desk.warehouse, "customer.months", given, OPERATOR).records()
    [habit] = run(shop.desk.warehouse, "customer.habit", given, OPERATOR).records()
    assert (
        totals["net_sales"]
        == pytest.approx(sum(row["net_sales"] for row in orders))
        == pytest.approx(sum(row["net_sales"] for row in months))
    )
    assert totals["orders"] == sum(row["orders"] for row in months)
    assert habit["monetary"] == pytest.approx(totals["net_sales"])


@pytest.mark.parametrize("wanted", ["C999", "' or 1=1 --"])
def test_nobody_is_made_up(shop: Shop, wanted: str) -> None:
    client = shop.client("analyst")
    assert NOWHERE in answered(shop, client, PERSON, at(wanted))
    for key, card in page.cards():
        if isinstance(card, Grid):
            assert '"rowCount":0' in answered(shop, client, key, at(wanted)), key
        elif isinstance(card, Facts | Kpi):
            assert "tr-state-empty" in answered(shop, client, key, at(wanted)), key


def test_reach_cuts_what_is_seen_and_tells_nothing_of_others(shop: Shop, frequent: str) -> None:
    engine = accounts_engine(shop.settings)
    asked = {"customer_id": frequent, "source": "corner-shop"}
    whole = run(shop.desk.warehouse, "customer.totals", asked, OPERATOR).records()[0]["net_sales"]
    try:
        users.set_scope(engine, "marketing", Scope(regions=("Normandy",)))
        client = shop.client("marketing")
        seen = answered(shop, client, "customer/0.1", at(frequent))
        assert f"{whole:,.2f}" in answered(shop, shop.client("analyst"), "customer/0.1", at(frequent))
        assert f"{whole:,.2f}" not in seen
        assert "cannot be limited to your regions" in answered(shop, client, HABIT, at(frequent))
        users.set_scope(engine, "marketing", Scope(regions=("Nowhere",)))
        there, nowhere = (answered(shop, shop.client("marketing"), PERSON, at(name)) for name in (frequent, "C999"))
        assert there == nowhere
        assert NOWHERE in there
    finally:
        users.set_scope(engine, "marketing", Scope())


def test_who_was_erased_stays_erased(own_shop: Shop) -> None:
    number = run(own_shop.desk.warehouse, "segmentation.customers", {}, OPERATOR).records()[0]["customer_id"]
    mail = f"person{int(number[1:])}@shop.example"
    assert mail in answered(own_shop, own_shop.client("support"), PERSON, at(number))
    erase(own_shop.settings, OPERATOR, [f"corner-shop/{number}"])
    build(own_shop.settings)
    seen = answered(own_shop, own_shop.client("support"), PERSON, at(number))
    assert mail not in seen

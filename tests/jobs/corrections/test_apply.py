"""Corrections: a dry run says which cells, a second person approves exactly these, what arrived is kept and comes back; on both engines."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import pandas
import pytest
from sqlalchemy import select, text

import queries
from dashapp.auth import changes, users
from dashapp.auth.roles import role
from dashapp.auth.scope import Scope
from dashapp.auth.viewer import OPERATOR, Viewer, stand_in, viewer_for
from dashapp.db.accounts import AUDIT_EVENTS
from dashapp.db.engines import accounts_engine, warehouse_engine
from dashapp.db.migrate import migrate
from dashapp.errors import Forbidden, NotFound, UserError
from dashapp.settings import Settings
from jobs import raw
from jobs.build import build
from jobs.build_plan import plan
from jobs.build_tables import BY_PYTHON
from jobs.changes import approve, needs_build
from jobs.check import check
from jobs.corrections.apply import dry_run, propose, standing, take_back
from jobs.corrections.declared import correction
from jobs.corrections.found import Cell
from jobs.corrections.shown import changed, shown
from jobs.privacy.erase import erase
from jobs.privacy.export import export
from queries.declared import declared_tables
from queries.run import run
from tests import services
from tests.warehouse.checked_shop import flawed_shop

HEALED = {"email_domains": "customers.mistyped_email_domains", "category_words": "products.category_spellings"}
MARTS = [step for step in plan(BY_PYTHON) if step.kind == "table" and not step.passing]


@pytest.fixture(scope="module")
def shops(tmp_path_factory: pytest.TempPathFactory, postgres_administrator: str) -> Iterator[Mapping[str, Settings]]:
    with services.fresh_database(postgres_administrator) as url:
        found = flawed_shop(tmp_path_factory.mktemp("corrected"), url).settings
        for settings in found.values():
            migrate(settings)
            for name, held in (("anna", "analyst"), ("ada", "admin"), ("olga", "operations")):
                users.add_user(accounts_engine(settings), name, held)
        yield found


@pytest.fixture(params=["sqlite", "postgresql"])
def shop(request: pytest.FixtureRequest, shops: Mapping[str, Settings]) -> Settings:
    return shops[request.param]


def person(settings: Settings, name: str) -> Viewer:
    found = users.user(accounts_engine(settings), name)
    return viewer_for(found.user_id, found.name, role(found.role), found.scope)


def table(settings: Settings, name: str, order: Sequence[str] = ()) -> pandas.DataFrame:
    """A table whole, in the order of its key."""
    keys = ", ".join(order or declared_tables()[name.removeprefix("raw_")].key)
    with warehouse_engine(settings).connect() as connection:
        return pandas.read_sql(text(f"select * from {name} order by {keys}"), connection)


def marts(settings: Settings) -> dict[str, pandas.DataFrame]:
    return {step.name: table(settings, step.name, step.grain) for step in MARTS}


def differing(one: Mapping[str, pandas.DataFrame], other: Mapping[str, pandas.DataFrame]) -> list[str]:
    return [name for name in one if not one[name].equals(other[name])]


def kept(settings: Settings) -> list[dict]:
    with warehouse_engine(settings).connect() as connection:
        return [dict(row) for row in connection.execute(select(raw.corrections)).mappings()]


def kept_of(settings: Settings, number: int) -> list[dict]:
    return [row for row in kept(settings) if row["change_id"] == number]


def executed(settings: Settings, statement: str) -> int:
    with warehouse_engine(settings).begin() as connection:
        return connection.execute(text(statement)).rowcount


def made(settings: Settings, name: str) -> int:
    """Proposed by an analyst and approved by an admin; the number of the change."""
    change = propose(settings, person(settings, "anna"), name, "They are typed wrong.")
    approve(settings, change.change_id, person(settings, "ada"))
    return change.change_id


def test_a_dry_run_names_the_cells_that_differ_and_changes_nothing(shop: Settings):
    before = table(shop, "raw_products")
    found = dry_run(shop, OPERATOR, "category_words")
    declared = set(table(shop, "raw_categories")["category"])
    wrong = before[~before["category"].isin(declared)]
    assert {cell.row_key[0]: cell.before for cell in found} == dict(zip(wrong["product_id"], wrong["category"], strict=True))
    assert len(found) == len(wrong) > 0
    assert {cell.after for cell in found} <= declared
    assert table(shop, "raw_products").equals(before)
    assert kept(shop) == []


def test_a_row_whose_key_another_row_has_is_left_to_people(shop: Settings):
    first = dry_run(shop, OPERATOR, "category_words")[0]
    columns = ", ".join(table(shop, "raw_products").columns)
    executed(shop, f"insert into raw_products ({columns}) select {columns} from raw_products where product_id = '{first.row_key[0]}'")
    try:
        assert first.row_key not in {cell.row_key for cell in dry_run(shop, OPERATOR, "category_words")}
    finally:
        which = {"sqlite": "rowid", "postgresql": "ctid"}[warehouse_engine(shop).dialect.name]
        same = f"select max({which}) from raw_products where product_id = '{first.row_key[0]}'"
        executed(shop, f"delete from raw_products where {which} = ({same})")


def test_a_correction_heals_its_check_and_everything_comes_back(shop: Settings):
    arrived, first = {name: table(shop, name) for name in ("raw_customers", "raw_products")}, marts(shop)
    check(shop)
    score = run(queries.open(shop), "quality.counts", {}, OPERATOR).records()[0]["score"]
    wanted = {name: dry_run(shop, OPERATOR, name) for name in HEALED}
    numbers = {name: made(shop, name) for name in HEALED}
    for name, number in numbers.items():
        assert needs_build(shop, number)
        assert [(row["value_before"], row["value_after"]) for row in kept_of(shop, number)] == [
            (cell.before, cell.after) for cell in wanted[name]
        ]
        assert dry_run(shop, OPERATOR, name) == []
    assert {row["change_id"]: row["cells"] for row in standing(shop)} == {numbers[name]: len(wanted[name]) for name in HEALED}
    build(shop)
    ended = {one.measure.name: (one.status, one.violations) for one in check(shop).outcomes}
    assert {ended[name] for name in HEALED.values()} == {("pass", 0)}
    assert run(queries.open(shop), "quality.counts", {}, OPERATOR).records()[0]["score"] > score

    for name, number in numbers.items():
        assert take_back(shop, person(shop, "anna"), number) == len(wanted[name])
        assert {row["taken_back_by"] for row in kept_of(shop, number)} == {"anna"}
        with pytest.raises(NotFound, match=f"No correction of change {number} stands"):
            take_back(shop, OPERATOR, number)
    assert all(table(shop, name).equals(before) for name, before in arrived.items())
    build(shop)
    assert differing(first, marts(shop)) == []


def test_dates_that_are_read_again_reach_the_marts(shop: Settings):
    """Days written as 31.12.2025 are in no calendar; corrected, every mart is as if they had arrived as they are written here."""
    first, arrived = marts(shop), table(shop, "raw_reviews")
    spoiled = "substr(created_at, 9, 2) || '.' || substr(created_at, 6, 2) || '.' || substr(created_at, 1, 4) || substr(created_at, 11)"
    rows = executed(shop, f"update raw_reviews set created_at = {spoiled} where rating = 1")
    wrong = table(shop, "raw_reviews")
    build(shop)
    assert "fct_reviews" in differing(first, marts(shop))
    number = made(shop, "review_dates")
    assert len(kept_of(shop, number)) == rows > 0
    assert table(shop, "raw_reviews").equals(arrived)
    build(shop)
    assert differing(first, marts(shop)) == []
    take_back(shop, OPERATOR, number)
    assert table(shop, "raw_reviews").equals(wrong)
    mended = "substr(created_at, 7, 4) || '-' || substr(created_at, 4, 2) || '-' || substr(created_at, 1, 2) || substr(created_at, 11)"
    executed(shop, f"update raw_reviews set created_at = {mended} where rating = 1")


def test_what_changed_since_the_proposal_is_not_corrected(shop: Settings):
    change = propose(shop, person(shop, "anna"), "category_words", "They are typed wrong.")
    key = dry_run(shop, OPERATOR, "category_words")[0]
    executed(shop, f"update raw_products set category = '{key.after}' where product_id = '{key.row_key[0]}'")
    with pytest.raises(UserError, match="changed since"):
        approve(shop, change.change_id, person(shop, "ada"))
    assert [one.change_id for one in changes.changes(accounts_engine(shop), "waiting")] == [change.change_id]
    executed(shop, f"update raw_products set category = '{key.before}' where product_id = '{key.row_key[0]}'")
    assert "Corrected in products.category" in approve(shop, change.change_id, person(shop, "ada"))
    # A cell that was changed by other means since stays as it is.
    executed(shop, f"update raw_products set category = 'Elsewhere' where product_id = '{key.row_key[0]}'")
    assert take_back(shop, OPERATOR, change.change_id) == len(kept_of(shop, change.change_id)) - 1
    executed(shop, f"update raw_products set category = '{key.before}' where product_id = '{key.row_key[0]}'")


def test_whoever_may_not_corrects_nothing_and_nobody_alone(shop: Settings):
    anna, olga = person(shop, "anna"), person(shop, "olga")
    limited = replace(stand_in("admin"), scope=Scope(brands=("Alba",)))
    for do in (
        lambda: propose(shop, olga, "email_domains", "So."),
        lambda: propose(shop, limited, "email_domains", "So."),
        lambda: dry_run(shop, stand_in("fraud_analyst"), "email_domains"),
        lambda: dry_run(shop, limited, "email_domains"),
        lambda: take_back(shop, olga, 1),
        lambda: take_back(shop, limited, 1),
    ):
        with pytest.raises(Forbidden):
            do()
    change = propose(shop, person(shop, "ada"), "email_domains", "So.")
    for viewer in (person(shop, "ada"), anna):
        with pytest.raises(Forbidden):
            approve(shop, change.change_id, viewer)
    changes.refuse(accounts_engine(shop), person_of_finance(shop), change.change_id, "Ask them first.")
    for name, said in (("nothing", "no correction 'nothing'"), ("email_spaces", "would change nothing")):
        with pytest.raises(UserError, match=said):
            propose(shop, anna, name, "So.")


def person_of_finance(settings: Settings) -> Viewer:
    users.add_user(accounts_engine(settings), "fay", "finance")
    return person(settings, "fay")


def test_values_of_people_stay_in_the_warehouse_and_go_when_they_are_erased(shop: Settings):
    cell = dry_run(shop, OPERATOR, "email_domains")[0]
    number, reference = made(shop, "email_domains"), f"demo/{cell.row_key[0]}"
    with accounts_engine(shop).connect() as connection:
        assert all(cell.before not in detail for detail in connection.scalars(select(AUDIT_EVENTS.c.detail)))
    assert all(cell.before not in json.dumps([one.before, one.after]) for one in changes.changes(accounts_engine(shop)))
    theirs = [row for row in kept(shop) if json.loads(row["row_key"]) == list(cell.row_key)]
    assert export(shop, OPERATOR, [reference]).rows["raw_corrections"] == len(theirs) > 0
    erase(shop, OPERATOR, [reference])
    assert all(json.loads(row["row_key"]) != list(cell.row_key) for row in kept(shop))
    take_back(shop, OPERATOR, number)
    held = table(shop, "raw_customers").set_index("customer_id")["email"]
    assert pandas.isna(held[cell.row_key[0]])


def test_of_a_mistyped_domain_the_domains_are_shown():
    cell = Cell(1, ("C1",), "ann.brown@gmial.com", "ann.brown@gmail.com")
    [row] = shown(correction("email_domains"), [cell], stand_in("analyst")).records()
    assert (row["before"], row["after"]) == ("•••@gmial.com", "•••@gmail.com")
    [row] = shown(correction("email_domains"), [cell], stand_in("support")).records()
    assert row["before"] == "ann.brown@gmial.com"


@pytest.mark.parametrize(
    ("before", "after", "shows"),
    [
        ("ann@gmial.com", "ann@gmail.com", ("•••ia•••", "•••ai•••")),
        ("030123456", "+4930123456", ("0•••", "+49•••")),
        ("0301234", "+44 99887766", ("•••", "•••")),
        (" ann@b.de", "ann@b.de", (" •••", "•••")),
    ],
)
def test_of_what_is_masked_only_what_changes_is_shown(before: str, after: str, shows: tuple[str, str]):
    assert changed(Cell(1, ("C1",), before, after)) == shows

"""A metric's definition is approved as it is; once its file changes, it says so until somebody approves it again."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dashapp.auth.changes import approve, changes
from dashapp.auth.roles import role
from dashapp.auth.users import add_user, user
from dashapp.auth.viewer import Viewer, viewer_for
from dashapp.db.engines import accounts_engine
from dashapp.db.migrate import migrate
from dashapp.errors import NotFound, UserError
from dashapp.settings import Settings
from queries import definitions, registry


@pytest.fixture
def people(settings: Settings) -> tuple[Viewer, Viewer]:
    migrate(settings)
    engine = accounts_engine(settings)
    found = []
    for name, held in (("ann", "analyst"), ("ben", "finance")):
        add_user(engine, name, held)
        found.append(viewer_for(user(engine, name).user_id, name, role(held)))
    return found[0], found[1]


def state(settings: Settings, name: str) -> str:
    return next(found.state for found in definitions.list_definitions(accounts_engine(settings)) if found.metric == name)


def another_formula(monkeypatch: pytest.MonkeyPatch) -> None:
    other = {**registry.registry(), "net_sales": replace(registry.metric("net_sales"), numerator="sum(gross_cents)")}
    monkeypatch.setattr(definitions, "registry", lambda: other)
    monkeypatch.setattr(definitions, "metric", lambda name: other[name])


def test_the_life_of_an_approval(settings: Settings, people: tuple[Viewer, Viewer], monkeypatch: pytest.MonkeyPatch) -> None:
    ann, ben = people
    engine = accounts_engine(settings)
    assert state(settings, "net_sales") == "never approved"
    change = definitions.propose_definition(engine, ann, "net_sales", "As agreed.")
    assert change.after["numerator"] == registry.metric("net_sales").numerator
    assert "approved" in approve(engine, ben, change.change_id, lambda _: definitions.approve_definition)
    assert (state(settings, "net_sales"), state(settings, "orders")) == ("approved", "never approved")
    with pytest.raises(UserError, match="nothing to change"):
        definitions.propose_definition(engine, ann, "net_sales", "Again.")
    another_formula(monkeypatch)
    assert state(settings, "net_sales") == "changed since approval"
    change = definitions.propose_definition(engine, ann, "net_sales", "Without discounts.")
    assert change.before["numerator"] != change.after["numerator"]
    approve(engine, ben, change.change_id, lambda _: definitions.approve_definition)
    assert state(settings, "net_sales") == "approved"


def test_what_changed_meanwhile_is_not_approved(settings: Settings, people: tuple[Viewer, Viewer], monkeypatch: pytest.MonkeyPatch) -> None:
    ann, ben = people
    engine = accounts_engine(settings)
    change = definitions.propose_definition(engine, ann, "net_sales", "As agreed.")
    another_formula(monkeypatch)
    with pytest.raises(UserError, match="has changed since it was proposed"):
        approve(engine, ben, change.change_id, lambda _: definitions.approve_definition)
    assert changes(engine)[0].state == "waiting"


def test_there_is_no_such_metric(settings: Settings, people: tuple[Viewer, Viewer]) -> None:
    with pytest.raises(NotFound, match="Did you mean 'net_sales'"):
        definitions.propose_definition(accounts_engine(settings), people[0], "net_sale", "Why not.")

"""T-CERT-1: a certification is bound to the definition; editing the formula revokes it, once, and tells whoever gave it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import select

from dashapp.auth.roles import role
from dashapp.auth.scope import Scope
from dashapp.auth.users import add_user, user
from dashapp.auth.viewer import Viewer, viewer_for
from dashapp.db.accounts import AUDIT_EVENTS
from dashapp.db.catalogue import CERTIFICATIONS
from dashapp.db.engines import accounts_engine
from dashapp.db.migrate import migrate
from dashapp.errors import Forbidden, NotFound, UserError
from dashapp.settings import Settings
from queries import certification, definitions, registry
from queries.certification import certified, certify, lapse, withdraw
from tests import mail_server
from tests.mail_server import Inbox
from tests.services import free_port


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
def mailing(settings: Settings, inbox: Inbox) -> Iterator[Settings]:
    """Settings with a mail server on loopback."""
    with mail_server.mailing(settings, inbox) as found:
        yield found


@pytest.fixture
def ann(settings: Settings) -> Viewer:
    """An analyst whose address is known."""
    migrate(settings)
    engine = accounts_engine(settings)
    add_user(engine, "ann", "analyst", email="ann@example.com")
    return viewer_for(user(engine, "ann").user_id, "ann", role("analyst"))


def events(settings: Settings, action: str) -> list[tuple[str, str, dict]]:
    chosen = select(AUDIT_EVENTS).where(AUDIT_EVENTS.c.action == action).order_by(AUDIT_EVENTS.c.sequence)
    with accounts_engine(settings).connect() as connection:
        return [(row.actor, row.subject, json.loads(row.detail)) for row in connection.execute(chosen)]


def edit_formula(monkeypatch: pytest.MonkeyPatch) -> None:
    other = {**registry.registry(), "net_sales": replace(registry.metric("net_sales"), numerator="sum(gross_cents)")}
    monkeypatch.setattr(definitions, "metric", lambda name: other[name])


def test_t_cert_1_editing_the_formula_revokes_it_and_tells(mailing: Settings, ann: Viewer, inbox: Inbox, monkeypatch) -> None:
    engine = accounts_engine(mailing)
    certify(engine, ann, "net_sales", "Agrees with the ledger of March.")
    certify(engine, ann, "orders", "Counted by hand.")
    assert set(certified(mailing)) == {"net_sales", "orders"}
    assert certified(mailing)["net_sales"].note == "Agrees with the ledger of March."
    edit_formula(monkeypatch)
    assert set(certified(mailing)) == {"orders"}
    (message,) = inbox.messages
    assert (message["To"], message["Subject"]) == ("ann@example.com", "Net sales is not certified any more")
    assert "https://desk.shop.example/metric?metric=net_sales" in message.get_payload(decode=True).decode()
    ((actor, subject, detail),) = events(mailing, "certification_ended")
    assert (actor, subject, detail["because"], detail["certifier"]) == ("operator", "metric:net_sales", "The definition changed", "ann")
    assert detail["before"] != detail["after"]
    assert (lapse(mailing), len(inbox.messages)) == ([], 1)


def test_a_metric_that_is_gone_is_certified_no_more(settings: Settings, ann: Viewer, monkeypatch) -> None:
    certify(accounts_engine(settings), ann, "net_sales", "As agreed.")
    left = {name: one for name, one in registry.registry().items() if name != "net_sales"}
    monkeypatch.setattr(certification, "registry", lambda: left)
    assert lapse(settings) == ["net_sales"]


def test_without_a_mail_server_the_trail_says_it(settings: Settings, ann: Viewer, monkeypatch) -> None:
    certify(accounts_engine(settings), ann, "net_sales", "As agreed.")
    edit_formula(monkeypatch)
    assert certified(settings) == {}
    assert len(events(settings, "certification_ended")) == 1


def test_a_mail_server_that_is_away_does_not_keep_it_certified(mailing: Settings, ann: Viewer, monkeypatch) -> None:
    away = replace(mailing, smtp_url=f"smtp://127.0.0.1:{free_port()}")
    certify(accounts_engine(away), ann, "net_sales", "As agreed.")
    edit_formula(monkeypatch)
    assert certified(away) == {}


def test_certified_anew_the_last_word_counts_and_the_trail_has_both(settings: Settings, ann: Viewer) -> None:
    engine = accounts_engine(settings)
    certify(engine, ann, "net_sales", "First.")
    certify(engine, ann, "net_sales", "Second.")
    assert certified(settings)["net_sales"].note == "Second."
    with engine.connect() as connection:
        assert list(connection.execute(select(CERTIFICATIONS.c.ended_because)).scalars()) == ["Certified anew", None]
    before, after = (detail for _, _, detail in events(settings, "metric_certified"))
    assert after["before"] == [before["after"]]


def test_it_is_withdrawn_once(settings: Settings, ann: Viewer) -> None:
    engine = accounts_engine(settings)
    certify(engine, ann, "net_sales", "As agreed.")
    withdraw(engine, ann, "net_sales")
    assert certified(settings) == {}
    with pytest.raises(UserError, match="not certified"):
        withdraw(engine, ann, "net_sales")


@pytest.mark.parametrize("name", ["marketing", "support", "admin"])
def test_other_roles_may_not(settings: Settings, ann: Viewer, name: str) -> None:
    with pytest.raises(Forbidden):
        certify(accounts_engine(settings), replace(ann, permissions=role(name).permissions), "net_sales", "As agreed.")


def test_who_reaches_some_rows_may_not(settings: Settings, ann: Viewer) -> None:
    with pytest.raises(Forbidden, match="limited"):
        certify(accounts_engine(settings), replace(ann, scope=Scope(brands=("Alba",))), "net_sales", "As agreed.")


def test_a_word_is_wanted_and_the_metric_must_be_there(settings: Settings, ann: Viewer) -> None:
    with pytest.raises(UserError, match="Write a sentence"):
        certify(accounts_engine(settings), ann, "net_sales", " ")
    with pytest.raises(NotFound, match="net_sales"):
        certify(accounts_engine(settings), ann, "net_sale", "As agreed.")

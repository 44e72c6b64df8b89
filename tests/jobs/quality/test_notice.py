"""Telling people of new critical failures: whom, once, and what an incident says where nobody could be told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from dashapp.auth.viewer import OPERATOR
from dashapp.settings import Settings
from jobs.quality.handling import assign
from jobs.quality.notice import NO_ADDRESS, NO_MAIL
from tests import mail_server
from tests.jobs.quality.incident_desk import incidents, outcome, ran
from tests.mail_server import Inbox


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
def mailing(desk: Settings, inbox: Inbox) -> Iterator[Settings]:
    """The desk with a mail server on this machine."""
    with mail_server.mailing(desk, inbox) as found:
        yield found


def test_a_new_critical_failure_is_mailed_to_its_owners_people_once(mailing: Settings, inbox: Inbox):
    found = [
        outcome("orders.a", "fail"),
        outcome("orders.b", "fail"),
        outcome("fraud.c", "fail", owner="Fraud"),
        outcome("orders.m", "fail", "major"),
    ]
    ran(mailing, *found)
    ran(mailing, *found)
    by_person = {message["To"]: message for message in inbox.messages}
    assert set(by_person) == {"olga@shop.example", "anna@shop.example"}
    assert len(inbox.messages) == 2
    text = by_person["olga@shop.example"].get_payload()
    assert by_person["olga@shop.example"]["Subject"] == "2 critical checks failed"
    assert "orders.a: 3 of 10 rows offend.\nMend it." in text.replace("\r", "")
    assert "https://desk.shop.example/quality" in text
    assert "orders.m" not in text
    assert {name: row["told"] for name, row in incidents(mailing).items()} == {
        "orders.a": "olga", "orders.b": "olga", "fraud.c": "anna", "orders.m": None,
    }  # fmt: skip


def test_whoever_it_was_given_to_is_told_when_it_fails_again(mailing: Settings, inbox: Inbox):
    ran(mailing, outcome("orders.a", "fail"))
    assign(mailing, OPERATOR, [1], "anna")
    ran(mailing, outcome("orders.a", "pass"))
    ran(mailing, outcome("orders.a", "fail"))
    assert [message["To"] for message in inbox.messages] == ["olga@shop.example", "anna@shop.example"]
    assert inbox.messages[1]["Subject"] == "Critical check failed: orders.a"


def test_an_incident_says_that_nobody_was_told(desk: Settings):
    ran(desk, outcome("orders.a", "fail"))
    assert incidents(desk)["orders.a"]["told"] == NO_MAIL
    silent = replace(desk, smtp_url="smtp://127.0.0.1:1", public_url="https://desk.example")
    ran(silent, outcome("orders.b", "fail"), outcome("goods.c", "fail", owner="Finance"))
    assert incidents(desk)["orders.b"]["told"].startswith("Nobody: The mail server 127.0.0.1 of SMTP_URL did not take a mail")
    assert incidents(desk)["goods.c"]["told"] == NO_ADDRESS

"""Two people for what one may not do: months are locked and opened, definitions and downloads approved, each button with its refusals."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import pytest
from sqlalchemy import select

from dashapp.auth import changes, export_register, users
from dashapp.auth.export_register import Export
from dashapp.auth.permissions import Permission
from dashapp.auth.roles import role
from dashapp.auth.scope import Scope
from dashapp.auth.viewer import Viewer, viewer_for
from dashapp.db.engines import accounts_engine
from dashapp.db.exports import EXPORT_REGISTER
from dashapp.processes import process_name
from jobs.costs import propose_costs
from jobs.periods import locks
from queries.definitions import list_definitions
from tests.app.asking import press
from tests.app.conftest import Shop
from tests.app.person import KEYS, Person, trail

CHANGES, EXPORTS, LOCKS, DEFINITIONS = (f"approvals.{name}" for name in ("changes", "exports", "locks", "definitions"))


@pytest.fixture(scope="module")
def finance(own_shop: Shop) -> Person:
    return Person(own_shop, "finance")


@pytest.fixture(scope="module")
def admin(own_shop: Shop) -> Person:
    return Person(own_shop, "admin")


def viewer(shop: Shop, name: str) -> Viewer:
    found = users.user(accounts_engine(shop.settings), name)
    return viewer_for(found.user_id, found.name, role(found.role))


def waiting(shop: Shop) -> list[int]:
    return [one.change_id for one in changes.changes(accounts_engine(shop.settings), "waiting")]


def standing(shop: Shop) -> list[str]:
    return [str(one.through) for one in locks(shop.settings) if one.lifted_at is None]


# Months


@pytest.fixture(scope="module")
def before(own_shop: Shop, finance: Person, admin: Person) -> tuple[str, str]:
    """What finance and an admin read before anything is locked; then March is."""
    said = finance.panel(LOCKS), admin.panel(LOCKS)
    assert finance.press(LOCKS, "lock_month", month="2026-03").text == "The lock of 2026-03 is under way."
    assert standing(own_shop) == ["2026-03-31"]
    return said


@pytest.fixture(scope="module")
def proposed(own_shop: Shop, finance: Person, before: tuple[str, str]) -> int:
    """The number of a change that opens everything from February on."""
    assert finance.press(LOCKS, "propose_unlock", open_from="2026-02", reason="A late invoice.").done
    (number,) = waiting(own_shop)
    return number


def test_where_nothing_is_locked_the_card_says_how_it_is_done(before: tuple[str, str]) -> None:
    for_finance, for_admin = before
    assert "Nothing is locked: every figure still changes" in for_finance
    assert "Lock a month once its books are closed" in for_finance
    assert "Month to lock Jan 2026 Feb 2026" in for_finance
    assert "Open from" not in for_finance
    assert "Finance locks a month here" in for_admin
    assert "Month to lock" not in for_admin


@pytest.mark.usefixtures("before")
def test_a_locked_month_is_said_and_recorded(own_shop: Shop, finance: Person) -> None:
    said = finance.panel(LOCKS)
    assert "Everything through 31 Mar 2026 is locked." in said
    assert "The lock of 2026-03, asked for by finance, done" in said
    assert "Everything through 31 Mar 2026 is locked as version" in said
    assert "Month to lock Apr 2026 May 2026" in said
    assert "Open from Mar 2026 Feb 2026 Jan 2026" in said
    actor, subject, detail = trail(own_shop, "period_locked")[-1]
    assert (actor, subject, detail["before"], detail["after"]) == ("finance", "month:2026-03", None, "2026-03-31")


@pytest.mark.usefixtures("before")
@pytest.mark.parametrize(("fields", "refusal"), [({"open_from": "2026-03"}, "A change needs a reason"),
                                                 ({"open_from": "2026-04", "reason": "Late."}, "2026-04 is not locked"),
                                                 ({"open_from": "March", "reason": "Late."}, "It must be written YYYY-MM")])  # fmt: skip
def test_an_opening_needs_a_locked_month_and_a_reason(own_shop: Shop, finance: Person, fields: dict[str, str], refusal: str) -> None:
    held = waiting(own_shop)
    answer = finance.press(LOCKS, "propose_unlock", **fields)
    assert (answer.done, refusal in answer.text) == (False, True), answer
    assert waiting(own_shop) == held


def test_whoever_proposes_an_opening_does_not_decide_it(own_shop: Shop, finance: Person, proposed: int) -> None:
    assert "waits already" in finance.press(LOCKS, "propose_unlock", open_from="2026-02", reason="Another.").text
    said = finance.panel(CHANGES)
    assert f"{proposed} · Open from Feb 2026 Locked through 31 Mar 2026 → open from 1 Feb 2026 on" in said
    assert "Proposed by finance: A late invoice. It is your own: somebody else decides it." in said
    assert "Approve" not in said
    assert "does not decide it" in finance.press(CHANGES, "approve_change", str(proposed)).text
    assert standing(own_shop) == ["2026-03-31"]


def test_a_second_person_opens_it_and_the_figures_are_built_anew(own_shop: Shop, admin: Person, proposed: int) -> None:
    assert f"Approve: change {proposed}" in admin.panel(CHANGES)
    answer = admin.press(CHANGES, "approve_change", str(proposed))
    assert answer.text == f"Everything from 2026-02-01 is open again. A build after change {proposed} is under way."
    assert standing(own_shop) == ["2026-01-31"]
    assert "is approved already" in admin.press(CHANGES, "approve_change", str(proposed)).text
    assert "is approved already" in admin.press(CHANGES, "refuse_change", str(proposed), note="Too late.").text
    assert "by finance, approved by admin: A late invoice." in admin.panel(LOCKS)
    asked, agreed = (trail(own_shop, name)[-1] for name in ("change_proposed", "change_approved"))
    assert (asked[0], agreed[0]) == ("finance", "admin")
    assert asked[1] == agreed[1] == f"change:{proposed}"
    assert agreed[2]["before"] == {"locked_through": "2026-03-31"}


@pytest.mark.parametrize(("month", "refusal"), [("", "It must be written"), ("2026-13", "It must be written"),
                                                ("2999-01", "once it is over"), ("2026-01'; --", "It must be written")])  # fmt: skip
def test_a_month_that_cannot_be_locked_is_not(own_shop: Shop, finance: Person, month: str, refusal: str) -> None:
    before = len(locks(own_shop.settings))
    answer = finance.press(LOCKS, "lock_month", month=month)
    assert (answer.done, refusal in answer.text) == (False, True), answer
    assert len(locks(own_shop.settings)) == before


def test_whoever_reaches_only_a_part_neither_locks_nor_opens(own_shop: Shop) -> None:
    users.set_scope(accounts_engine(own_shop.settings), "finance", Scope(regions=("Hesse",)))
    try:
        limited = Person(own_shop, "finance")
        for name in ("lock_month", "propose_unlock"):
            answer = limited.press(LOCKS, name, month="2026-05", open_from="2026-01", reason="A late invoice.")
            assert (answer.done, "Your reach is limited" in answer.text) == (False, True), name
    finally:
        users.set_scope(accounts_engine(own_shop.settings), "finance", Scope())


def test_while_something_is_under_way_nothing_else_is_begun(own_shop: Shop, finance: Person, admin: Person) -> None:
    told = {"task": "build", "about": "7", "title": "A build after change 7", "by": "admin", "began_at": int(time.time()),
            "state": "running", "ended_at": None, "said": "", "process": process_name(os.getpid())}  # fmt: skip
    place = own_shop.settings.var_dir / "background.json"
    place.write_text(json.dumps(told))
    try:
        said = finance.panel(LOCKS)
        assert "A build after change 7 is under way since" in said
        assert "Month to lock" not in said
        assert "Something is under way" in admin.press(CHANGES, "approve_change", "1").text
    finally:
        place.unlink()


# Changes


def test_a_change_is_refused_with_a_note_and_only_with_one(own_shop: Shop, finance: Person, admin: Person) -> None:
    assert finance.press(DEFINITIONS, "propose_definitions", metric="net_sales", reason="Agreed.").done
    (number,) = waiting(own_shop)
    assert f"{number} · Definition of Net sales Never approved → Gross sales minus discounts" in admin.panel(CHANGES)
    assert "Reason to refuse" in admin.panel(CHANGES)
    assert "Say why" in admin.press(CHANGES, "refuse_change", str(number)).text
    assert "Say why" in admin.press(CHANGES, "refuse_change", str(number), note="  ").text
    assert waiting(own_shop) == [number]
    assert admin.press(CHANGES, "refuse_change", str(number), note="Say what cancelled orders do.").text == f"Change {number} is refused."
    assert waiting(own_shop) == []
    assert trail(own_shop, "change_refused")[-1][2]["note"] == "Say what cancelled orders do."
    assert "No change waits for a second person." in admin.panel(CHANGES)


@pytest.mark.parametrize("item", ["", "x", "-1", "1.5", "٣", "9" * 40, "1 or 1=1"])
@pytest.mark.parametrize(("panel", "name"), [(CHANGES, "approve_change"), (CHANGES, "refuse_change"), (EXPORTS, "approve_export"),
                                             (EXPORTS, "refuse_export")])  # fmt: skip
def test_a_button_without_a_number_decides_nothing(admin: Person, panel: str, name: str, item: str) -> None:
    answer = admin.press(panel, name, item, note="Why not.")
    assert (answer.done, answer.text) == (False, "Nothing is named. Use the button beside it.")


@pytest.mark.parametrize(("panel", "name"), [(CHANGES, "approve_change"), (CHANGES, "refuse_change"), (EXPORTS, "approve_export"),
                                             (EXPORTS, "refuse_export")])  # fmt: skip
def test_what_is_not_there_is_not_decided(admin: Person, panel: str, name: str) -> None:
    answer = admin.press(panel, name, "99999", note="Why not.")
    assert (answer.done, "There is no" in answer.text) == (False, True)


def test_every_definition_is_proposed_and_approved_but_ones_own(own_shop: Shop, finance: Person, admin: Person) -> None:
    everything = len(list_definitions(accounts_engine(own_shop.settings)))
    assert "A change needs a reason" in finance.press(DEFINITIONS, "propose_definitions", metric="every").text
    assert "There is no metric" in finance.press(DEFINITIONS, "propose_definitions", metric="nothing", reason="Agreed.").text
    assert f"0 of {everything} definitions are approved as they are." in finance.panel(DEFINITIONS)
    assert admin.press(DEFINITIONS, "propose_definitions", metric="orders", reason="Agreed.").done
    answer = finance.press(DEFINITIONS, "propose_definitions", metric="every", reason="Agreed with the auditors.")
    assert answer.text == f"{everything - 1} changes wait for a second person."
    assert f"And {everything - 20} more." in admin.panel(CHANGES)
    assert "Approve every definition" in admin.panel(CHANGES)
    assert admin.press(CHANGES, "approve_definitions").text == f"{everything - 1} definitions are approved."
    assert "No definition waits that somebody else proposed." in admin.press(CHANGES, "approve_definitions").text
    assert f"{everything - 1} of {everything} definitions" in finance.panel(DEFINITIONS)
    assert finance.press(CHANGES, "approve_definitions").text == "1 definitions are approved."
    assert "Propose for approval" not in finance.panel(DEFINITIONS)
    with finance.client.get(f"/export/{KEYS[DEFINITIONS]}.csv") as answer:
        assert answer.text.count("approved") >= everything
        assert "net_sales" in answer.text


def test_costs_wait_as_they_are_and_as_they_are_to_be(own_shop: Shop, admin: Person, tmp_path: Path) -> None:
    rows = ["product_id,valid_from,cost", *(f"P{number:03},2026-02-01,{number}.50" for number in range(1, 8))]
    (tmp_path / "costs.csv").write_text("\n".join(rows))
    made = propose_costs(own_shop.settings, tmp_path / "costs.csv", "New contract.", viewer(own_shop, "finance"))
    said = admin.panel(CHANGES)
    assert f"{made.change_id} · Table of costs costs.csv P001 from 1 Feb 2026: no cost → 1.50 P002 from 1 Feb 2026" in said
    assert "and 2 more" in said
    assert "cost_cents" not in said
    assert admin.press(CHANGES, "approve_change", str(made.change_id)).done
    assert admin.press(CHANGES, "refuse_change", str(made.change_id), note="No.").done is False


# Downloads


def asked(shop: Shop, name: str, subject: str = "segments/3.0", reason: str = "The board asked for it.") -> int:
    given = {"subject": subject, "search": "?country=France", "grid": "", "format": "xlsx", "rows": 120_000, "columns": ("order_id",)}
    export = Export(**given, masked_tags=(), sensitivity="identity", reason=reason)
    return export_register.request(accounts_engine(shop.settings), viewer(shop, name), export)


def status(shop: Shop, number: int) -> tuple[str, str | None]:
    found = select(EXPORT_REGISTER.c.status, users.USERS.c.name).outerjoin(
        users.USERS, EXPORT_REGISTER.c.decided_by == users.USERS.c.user_id
    )
    with accounts_engine(shop.settings).connect() as connection:
        row = connection.execute(found.where(EXPORT_REGISTER.c.number == number)).one()
    return row.status, row.name


def test_a_download_waits_for_somebody_else(own_shop: Shop, finance: Person, admin: Person) -> None:
    first, second, own = asked(own_shop, "analyst"), asked(own_shop, "analyst", "sales", reason=""), asked(own_shop, "admin")
    said = admin.panel(EXPORTS)
    assert f"{first} · Customers, Segments & RFM 120,000 rows as XLSX, identity Filters: country=France" in said
    assert "Asked for by analyst: The board asked for it." in said
    assert f"{second} · Sales performance" in said
    assert "Asked for by analyst: no reason given." in said
    assert f"Approve: download {own}" not in said
    assert "somebody else decides it" in admin.press(EXPORTS, "approve_export", str(own)).text
    assert admin.press(EXPORTS, "approve_export", str(first)).text.startswith(f"Download {first} is approved.")
    assert finance.press(EXPORTS, "refuse_export", str(second)).text == f"Download {second} is refused."
    assert finance.press(EXPORTS, "refuse_export", str(own)).done
    assert [status(own_shop, number) for number in (first, second)] == [("approved", "admin"), ("refused", "finance")]
    for name in ("approve_export", "refuse_export"):
        assert not admin.press(EXPORTS, name, str(first)).done
        assert "was refused" in admin.press(EXPORTS, name, str(second)).text
    assert "No download waits for a second person." in admin.panel(EXPORTS)
    assert trail(own_shop, "export_approved")[-1][:2] == ("admin", f"export:{first}")


@pytest.mark.parametrize(("panel", "name", "needed"), [(CHANGES, "approve_change", Permission.CHANGES_APPROVE),
                                                       (LOCKS, "lock_month", Permission.PERIODS_LOCK)])  # fmt: skip
def test_what_a_role_may_not_do_is_on_the_trail(own_shop: Shop, panel: str, name: str, needed: Permission) -> None:
    person = "admin" if needed is Permission.PERIODS_LOCK else "analyst"
    answer = press(own_shop.app, own_shop.client(person), name, KEYS[panel], {"month": "2026-05"}, "1")
    assert answer.status_code == 403
    assert trail(own_shop, "refused")[-1][0] == person

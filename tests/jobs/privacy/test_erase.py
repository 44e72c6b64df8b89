"""Erasure: nothing says who the person was, in no byte that is held, and the books are those of before to the cent."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text

import queries
from dashapp.auth.viewer import OPERATOR, stand_in
from dashapp.db.engines import warehouse_engine
from dashapp.errors import Forbidden, NotFound, UserError
from dashapp.settings import Settings
from jobs.build import build
from jobs.importing import import_files, undo
from jobs.privacy.erase import erase, replay
from jobs.privacy.requests import list_requests, open_request, refuse, reopen
from jobs.privacy.search import search
from queries.run import run
from tests.jobs.privacy.shops import MAIL, NAME, ROWS, WORDS, found, generated, imported, loaded, totals, write_map, write_orders

KEYED = "key: [order_id, product_id]"
NOWHERE = dict.fromkeys(WORDS, 0)


def lines(settings: Settings, where: str = "1 = 1") -> list[tuple]:
    asked = f"select order_id, customer_id, customer_name, customer_email, amount_cents, is_current from raw_order_lines where {where}"
    with warehouse_engine(settings).connect() as connection:
        return [tuple(row) for row in connection.execute(text(f"{asked} order by line_id"))]


def everyone(settings: Settings) -> tuple[str, ...]:
    return tuple(one.reference for one in search(settings, OPERATOR, MAIL))


@pytest.mark.parametrize("key", ["", KEYED])
def test_an_imported_person_is_gone_from_every_byte_and_the_books_stay(shop: Settings, tmp_path: Path, key: str):
    imported(shop, tmp_path / "files", key)
    if key:
        newer = tuple(row.replace("40.00", "44.00") for row in ROWS)
        assert imported(shop, tmp_path / "files", key, newer).superseding == 1
    run(queries.open(shop), "segmentation.customers", {}, OPERATOR)
    before, held = totals(shop), found(shop, (MAIL, NAME))
    assert all(held.values())
    done = erase(shop, OPERATOR, everyone(shop))
    assert (done.left_in, done.notes) == ((), ())
    assert done.rows == {"raw_order_lines": 4 if key else 3, "raw_quarantine": 2 if key else 1}
    assert found(shop) == NOWHERE
    assert totals(shop) == before
    assert {(number, name, mail) for _, number, name, mail, *_ in lines(shop, "customer_id = 'C7' or customer_id is null")} == {
        ("C7", "Erased", None),
        (None, "Erased", None),
    }
    segments = run(queries.open(shop), "segmentation.customers", {}, OPERATOR).frame
    assert set(segments["customer_id"]) == {"C8", "C9"}
    assert everyone(shop) == ()


@pytest.mark.parametrize("key", ["", KEYED])
def test_the_same_file_again_brings_nothing_back_and_doubles_nothing(shop: Settings, tmp_path: Path, key: str):
    imported(shop, tmp_path / "files", key)
    erase(shop, OPERATOR, everyone(shop))
    before, rows = totals(shop), len(lines(shop))
    again = imported(shop, tmp_path / "files", key)
    assert (again.loaded, again.superseding, again.quarantined, again.erased) == (0, 0, 1, 4)
    assert (totals(shop), len(lines(shop))) == (before, rows)
    changed = imported(shop, tmp_path / "files", key, tuple(row.replace("15.50", "16.00") for row in ROWS))
    assert (changed.loaded, changed.superseding) == ((0, 1) if key else (1, 0))
    assert found(shop) == NOWHERE


def test_the_person_under_a_new_number_is_erased_again_whole(shop: Settings, tmp_path: Path):
    imported(shop, tmp_path / "files")
    erase(shop, OPERATOR, everyone(shop))
    back = (
        "B1,2026-05-02 10:00:00,C70,A. Quist,other@example.org,p1,Lamps,1,20.00",
        f"B2,2026-05-03 10:00:00,C70,{NAME},{MAIL.upper()},p1,Lamps,1,20.00",
        "B3,2026-05-04 10:00:00,C8,Bo Lind,bo@example.org,p1,Lamps,1,20.00",
    )
    assert import_files(shop, [write_orders(tmp_path / "back", back)], write_map(tmp_path / "back"), check=True).erased == 2
    report = imported(shop, tmp_path / "back", rows=back)
    assert (report.loaded, report.erased) == (3, 2)
    assert lines(shop, "customer_id = 'C70'") == [("B1", "C70", "Erased", None, 2000, 1), ("B2", "C70", "Erased", None, 2000, 1)]
    assert lines(shop, "order_id = 'B3'")[0][2] == "Bo Lind"
    assert found(shop, (*WORDS, MAIL.upper())) == {**NOWHERE, MAIL.upper(): 0}
    third = imported(shop, tmp_path / "back", rows=("B9,2026-06-01 10:00:00,C70,,,p1,Lamps,1,5.00", *back))
    assert (third.loaded, third.present, third.erased) == (1, 3, 3)
    with warehouse_engine(shop).connect() as connection:
        assert connection.execute(text("select customer_id, is_erased from dim_customers where is_erased = 1 order by 1")).all() == [
            ("C7", 1),
            ("C70", 1),
        ]


def test_an_undone_load_brings_back_no_earlier_identity(shop: Settings, tmp_path: Path):
    imported(shop, tmp_path / "files", KEYED)
    newer = imported(shop, tmp_path / "files", KEYED, tuple(row.replace("40.00", "44.00") for row in ROWS))
    erase(shop, OPERATOR, everyone(shop))
    undo(shop, newer.load_id)
    build(shop)
    assert lines(shop, "order_id = 'A1'") == [("A1", "C7", "Erased", None, 4000, 1)]


def test_a_person_of_a_generated_shop_is_gone_from_every_table(shop: Settings, tmp_path: Path):
    generated(shop, tmp_path / "shop")
    before, held = totals(shop), found(shop, (*WORDS, "quist-phone-1"))
    assert all(count for word, count in held.items() if word != MAIL.lower())
    checkouts = devices(shop)
    done = erase(shop, OPERATOR, everyone(shop))
    assert {name: done.rows[f"raw_{name}"] for name in ("customers", "addresses", "devices", "reviews", "customer_demographics")} == {
        "customers": 1, "addresses": 1, "devices": 1, "reviews": 1, "customer_demographics": 1,
    }  # fmt: skip
    assert found(shop) == NOWHERE
    assert found(shop, ("quist-phone-1",)) == {"quist-phone-1": 0}
    assert totals(shop) == before
    assert devices(shop) == checkouts
    assert loaded(shop, tmp_path / "shop") > 0
    build(shop)
    assert lines(shop, "customer_id = 'C1' and customer_name <> 'Erased'") == []
    replay(shop, OPERATOR)
    assert found(shop) == NOWHERE
    assert totals(shop) == before


def devices(settings: Settings) -> tuple:
    with warehouse_engine(settings).connect() as connection:
        return tuple(connection.execute(text("select count(*), count(distinct device_id), sum(has_device) from fct_checkouts")).one())


def test_a_restored_backup_is_erased_by_replaying_the_register(shop: Settings, tmp_path: Path):
    imported(shop, tmp_path / "files")
    with warehouse_engine(shop).connect() as connection:
        backup = [dict(row) for row in connection.execute(text("select * from raw_order_lines")).mappings()]
    erase(shop, OPERATOR, everyone(shop))
    before = totals(shop)
    restored = "update raw_order_lines set customer_name = :customer_name, customer_email = :customer_email, row_values = :row_values, "
    with warehouse_engine(shop).begin() as connection:
        connection.execute(text(f"{restored} row_key = :row_key where line_id = :line_id"), backup)
    build(shop)
    assert found(shop, (MAIL,))[MAIL]
    assert replay(shop, OPERATOR).rows == {"raw_order_lines": 3}
    assert found(shop) == NOWHERE
    assert totals(shop) == before


def test_a_dry_run_counts_what_would_go_and_changes_nothing(shop: Settings, tmp_path: Path):
    imported(shop, tmp_path / "files")
    before = lines(shop)
    would = erase(shop, OPERATOR, everyone(shop), dry_run=True)
    assert (would.is_dry_run, would.rows, would.version) == (True, {"raw_order_lines": 3, "raw_quarantine": 1}, None)
    assert lines(shop) == before
    assert list_requests(shop, OPERATOR) == []
    assert import_files(shop, [tmp_path / "files" / "orders.csv"], tmp_path / "files" / "lamps.yaml").erased == 0


def test_who_shares_an_address_is_named_and_who_shares_a_number_stays(settings: Settings, tmp_path: Path):
    shared = (
        "A1,2026-03-02 10:00:00,C1,Al,pair@example.org,p1,Lamps,1,1.00",
        "A2,2026-03-03 10:00:00,C2,Di,pair@example.org,p1,Lamps,1,1.00",
    )
    imported(settings, tmp_path / "files", rows=shared)
    with pytest.raises(UserError, match="lamps/C2"):
        erase(settings, OPERATOR, ["lamps/C1"])
    assert erase(settings, OPERATOR, ["lamps/C1", "lamps/C2"]).rows == {"raw_order_lines": 2}


def test_a_refusal_protects_until_the_request_is_reopened(settings: Settings, tmp_path: Path):
    imported(settings, tmp_path / "files")
    number = open_request(settings, OPERATOR, "erasure", ["lamps/C8"])
    with pytest.raises(UserError, match="reason in writing"):
        refuse(settings, OPERATOR, number, "no")
    refuse(settings, OPERATOR, number, "An invoice is disputed in court.")
    with pytest.raises(UserError, match="disputed in court"):
        erase(settings, OPERATOR, ["lamps/C8"])
    reopen(settings, OPERATOR, number)
    assert erase(settings, OPERATOR, ["lamps/C8"], request_id=number).rows == {"raw_order_lines": 1}
    (request,) = list_requests(settings, OPERATOR)
    assert (request.status, request.handled_by) == ("erased", "operator")
    with pytest.raises(UserError, match="erased already"):
        erase(settings, OPERATOR, ["lamps/C8"], request_id=number)


def test_only_who_handles_personal_data_may_and_only_whom_there_is(settings: Settings, tmp_path: Path):
    imported(settings, tmp_path / "files")
    for deed in (lambda who: erase(settings, who, ["lamps/C8"]), lambda who: replay(settings, who)):
        with pytest.raises(Forbidden, match=r"personal_data\.handle"):
            deed(stand_in("support"))
    with pytest.raises(NotFound, match="lamps/C99"):
        erase(settings, OPERATOR, ["lamps/C99"])
    with pytest.raises(UserError, match="at least one person"):
        erase(settings, OPERATOR, [])
    assert erase(settings, stand_in("admin"), ["lamps/C8"]).rows == {"raw_order_lines": 1}

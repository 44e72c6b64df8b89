"""T-IMP-1: every row of every file is accounted for, whatever the file and however often it comes."""

from __future__ import annotations

import csv
import io
import os
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as some
from sqlalchemy import text

from dashapp.db.engines import warehouse_engine
from dashapp.errors import NotFound, UserError
from dashapp.settings import Settings
from jobs.importing import import_files, loads, quarantine_csv, undo
from jobs.importing.map import FileFormat
from jobs.importing.source_file import SourceFile

CURRENT = "select order_id, amount_cents from raw_order_lines where is_current = 1 order by order_id, amount_cents"
HEAD = "order,at,customer,product,units,amount\n"
CELL = some.sampled_from(["1", "2", "", "x", "-3", "7.0", "1.005", "=1+1", "é", 'a"b', "a,b", "2 \n3"])
ROW = some.tuples(
    some.sampled_from(["A", "B", ""]), some.sampled_from(["2025-01-01", "2025-01-02T10:00", "soon", ""]), CELL, CELL, CELL, CELL
)


def counts(report) -> tuple[int, int, int, int, int]:
    return report.rows, report.loaded, report.present, report.superseding, report.quarantined


def test_t_imp_1_good_rows_load_and_bad_rows_can_be_downloaded(shop, write, small_map, ask):
    path = write(
        "orders.csv",
        HEAD + "A,2025-01-01,17850.0,p,1,1.50\nA,soon,1,p,1,1.50\n,2025-01-01,1,p,1,1.50\n"
        "B,2025-01-01,1,p,1.5,1.50\nC,2025-01-01,,=p,2,-0.005\n",
    )
    report = import_files(shop, [path], small_map())
    assert counts(report) == (5, 2, 0, 0, 3)
    assert report.rules == {"timestamp": 1, "required": 1, "integer": 1}
    assert [(problem.row, problem.column, problem.value, problem.rule) for problem in report.problems] == [
        (3, "at", "soon", "timestamp"),
        (4, "order", "", "required"),
        (5, "units", "1.5", "integer"),
    ]
    downloaded = list(csv.DictReader(io.StringIO("".join(quarantine_csv(shop, report.load_id)))))
    assert [(row["file"], row["row"], row["column"], row["value"], row["rule"]) for row in downloaded] == [
        ("orders.csv", "3", "at", "soon", "timestamp"),
        ("orders.csv", "4", "order", "", "required"),
        ("orders.csv", "5", "units", "1.5", "integer"),
    ]
    assert downloaded[0]["whole_row"] == "A,soon,1,p,1,1.50"
    assert ask(shop, "select order_id, customer_id, product_id, amount_cents, file_row from raw_order_lines order by line_id") == [
        ("A", "17850", "p", 150, 2),
        ("C", None, "=p", -1, 6),
    ]
    assert ask(shop, "select rows_total, rows_loaded, rows_quarantined, status from raw_loads") == [(5, 2, 3, "loaded")]


def test_t_imp_1_quarantine_is_safe_to_open_in_a_spreadsheet(settings, write, small_map):
    report = import_files(settings, [write("orders.csv", HEAD + "=cmd(),soon,1,p,1,1\n-1,2025-01-01,@x,p,1,1\n")], small_map())
    values = list(csv.DictReader(io.StringIO("".join(quarantine_csv(settings, report.load_id)))))
    assert [row["whole_row"][0] for row in values] == ["'", "'"]
    assert values[1]["value"] == "'@x"


@pytest.mark.parametrize("key", ["", "key: [order_id, product_id]"])
@examples(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(files=some.lists(some.lists(ROW, max_size=12), min_size=1, max_size=3))
def test_t_imp_1_every_row_of_random_files_is_counted_once(small_map, key, files):
    with tempfile.TemporaryDirectory() as folder:
        shop = Settings.from_environment({"VAR_DIR": folder})
        paths = [Path(folder) / f"{number}.csv" for number in range(len(files))]
        for path, rows in zip(paths, files, strict=True):
            with path.open("w", newline="") as file:
                csv.writer(file).writerows([HEAD.strip().split(","), *rows])
        import_map = small_map(key)
        report = import_files(shop, paths, import_map)
        for file, rows in zip(report.files, files, strict=True):
            assert file.loaded + file.present + file.superseding + file.quarantined == file.rows == len(rows)
        assert len(list(quarantine_csv(shop, report.load_id))) == 1 + report.quarantined
        again = import_files(shop, paths, import_map)
        assert again.quarantined == report.quarantined
        assert again.loaded == 0
        if not key:
            assert counts(again) == (report.rows, 0, report.loaded + report.present, 0, report.quarantined)


def test_a_file_twice_adds_nothing_and_a_later_file_adds_what_is_new(shop, write, small_map, ask):
    first = write("first.csv", HEAD + "A,2025-01-01,1,p,1,2.00\nA,2025-01-01,1,p,1,2.00\nB,2025-01-01,1,p,1,3.00\n")
    rows = "B,2025-01-01,1,p,1,3.00\nA,2025-01-01,1,p,1,2.00\nA,2025-01-01,1,p,1,2.00\nC,2025-01-02,1,p,1,4.00\n"
    second = write("second.csv", HEAD + rows)
    import_map = small_map()
    assert counts(import_files(shop, [first], import_map)) == (3, 3, 0, 0, 0)
    assert counts(import_files(shop, [first], import_map)) == (3, 0, 3, 0, 0)
    assert counts(import_files(shop, [first, second], import_map)) == (7, 1, 6, 0, 0)
    assert ask(shop, CURRENT) == [("A", 200), ("A", 200), ("B", 300), ("C", 400)]


def test_files_of_one_load_meet_each_other(shop, write, small_map, ask):
    same = HEAD + "A,2025-01-01,1,p,1,2.00\nA,2025-01-01,1,p,1,2.00\n"
    report = import_files(shop, [write("one.csv", same), write("two.csv", same)], small_map())
    assert [(file.loaded, file.present) for file in report.files] == [(2, 0), (0, 2)]
    assert ask(shop, CURRENT) == [("A", 200), ("A", 200)]


def test_rows_of_one_key_in_one_file(shop, write, small_map, ask):
    rows = "A,2025-01-01,1,p,1,1\nA,2025-01-01,1,p,1,1\nA,2025-01-01,1,p,1,2\nA,2025-01-01,1,p,1,1\nB,2025-01-01,1,p,1,9\n"
    report = import_files(shop, [write("orders.csv", HEAD + rows)], small_map("key: [order_id]"))
    assert counts(report) == (5, 2, 1, 2, 0)
    assert ask(shop, CURRENT) == [("A", 100), ("B", 900)]


def test_equal_rows_far_apart_are_numbered_across_pieces(settings, write, small_map, monkeypatch, ask):
    monkeypatch.setattr("jobs.importing.source_file.PIECE_ROWS", 2)
    rows = [f"{order},2025-01-01,1,p,1,1" for order in "ABACADAEAABA"]
    path = write("orders.csv", HEAD + "\n".join(rows))
    assert counts(import_files(settings, [path], small_map())) == (12, 12, 0, 0, 0)
    assert counts(import_files(settings, [path], small_map())) == (12, 0, 12, 0, 0)
    assert Counter(order for order, _ in ask(settings, CURRENT)) == Counter("ABACADAEAABA")
    keyed = small_map("key: [order_id]", "keyed.yaml")
    keyed.write_text(keyed.read_text().replace("name: small", "name: keyed"))
    assert counts(import_files(settings, [path], keyed)) == (12, 5, 7, 0, 0)


@pytest.mark.parametrize("order", [(1, 2, 3), (1, 3, 2), (2, 1, 3), (2, 3, 1), (3, 1, 2), (3, 2, 1)])
def test_superseding_and_undoing_in_every_order(shop, write, small_map, ask, order):
    import_map = small_map("key: [order_id]")
    for load_id, amount in enumerate((100, 200, 100), 1):
        report = import_files(shop, [write("orders.csv", HEAD + f"A,2025-01-01,1,p,1,{amount}\n")], import_map)
        assert counts(report) == ((1, 1, 0, 0, 0) if load_id == 1 else (1, 0, 0, 1, 0))
    left = {1: 10000, 2: 20000, 3: 10000}
    for load_id in order:
        undo(shop, load_id)
        left.pop(load_id)
        assert ask(shop, CURRENT) == ([("A", left[max(left)])] if left else [])
        assert ask(shop, "select count(*) from raw_order_lines") == [(len(left),)]
    assert [(load["load_id"], load["status"], load["files"]) for load in loads(shop)] == [(at, "undone", "orders.csv") for at in (3, 2, 1)]


def test_loads_of_a_warehouse_of_an_earlier_release_are_listed(shop, write, small_map):
    import_files(shop, [write("orders.csv", HEAD + "A,2025-01-01,1,p,1,1\n")], small_map())
    with warehouse_engine(shop).begin() as connection:
        connection.execute(text("alter table raw_loads drop column is_identity_in_key"))
    assert [(load["load_id"], load["rows_loaded"]) for load in loads(shop)] == [(1, 1)]


def test_undo_says_what_it_did(shop, write, small_map):
    path = write("orders.csv", HEAD + "A,2025-01-01,1,p,1,1\nB,soon,1,p,1,1\n")
    import_files(shop, [path], small_map())
    import_files(shop, [path], small_map())
    report = undo(shop, 1)
    assert (report.removed, report.restored) == (1, 0)
    assert str(report).startswith("Load 1 is undone: 1 rows are gone, 0 earlier ones count again.\nLoad 2 found rows")
    assert report.notes == ("Load 2 found rows already present, perhaps those of load 1; import its files again if they are to stay.",)
    assert counts(import_files(shop, [path], small_map())) == (2, 1, 0, 0, 1)


def test_a_load_that_is_not_there_or_undone_already(settings, write, small_map):
    with pytest.raises(NotFound, match="nothing was imported yet"):
        undo(settings, 1)
    import_files(settings, [write("orders.csv", HEAD)], small_map())
    with pytest.raises(NotFound, match=r"There is no load 2\. The latest are: 1"):
        quarantine_csv(settings, 2)
    undo(settings, 1)
    with pytest.raises(UserError, match="Load 1 is undone already"):
        undo(settings, 1)


def test_a_corrected_map_takes_the_place_of_what_it_read_before(settings, write, small_map, ask):
    path = write("orders.csv", HEAD + "A,2025-01-01,1,POST,1,5\nA,2025-01-01,1,p,1,1\n")
    import_files(settings, [path], small_map())
    assert counts(import_files(settings, [path], small_map("codes: {POST: shipping}"))) == (2, 0, 1, 1, 0)
    kinds = "select kind, amount_cents from raw_order_lines where is_current = 1 order by kind"
    assert ask(settings, kinds) == [("product", 100), ("shipping", 500)]


def test_a_map_without_key_warns_when_its_columns_change(settings, write, small_map):
    path = write("orders.csv", HEAD + "A,2025-01-01,1,p,1,1\n")
    import_files(settings, [path], small_map())
    other = small_map()
    other.write_text(other.read_text().replace("  product_id: {from: product}\n", ""))
    assert "the same columns (product_id)" in import_files(settings, [path], other).notes[0]


def test_a_check_counts_as_the_import_would_and_writes_nothing(shop, write, small_map, ask):
    path = write("orders.csv", HEAD + "A,2025-01-01,1,p,1,1\nA,2025-01-01,1,p,1,2\nB,soon,1,p,1,1\n")
    import_map = small_map("key: [order_id]")
    checked = import_files(shop, [path], import_map, check=True)
    assert checked.load_id is None
    assert loads(shop) == []
    imported = import_files(shop, [path], import_map)
    assert counts(checked) == counts(imported) == (3, 1, 0, 1, 1)
    assert counts(import_files(shop, [path], import_map, check=True)) == (3, 0, 0, 2, 1)
    assert ask(shop, "select count(*) from raw_order_lines") == [(2,)]


def test_only_one_piece_is_in_memory(settings, write, small_map, monkeypatch):
    monkeypatch.setattr("jobs.importing.source_file.PIECE_ROWS", 10)
    path = write("orders.csv", HEAD + "".join(f"{n},2025-01-01,1,p,1,1\n" for n in range(35)))
    told = []
    import_files(settings, [path], small_map(), progress=lambda name, rows: told.append((name, rows)))
    assert told == [("orders.csv", 10), ("orders.csv", 20), ("orders.csv", 30), ("orders.csv", 35)]


def test_a_failure_half_way_leaves_nothing(shop, write, small_map, ask, monkeypatch):
    monkeypatch.setattr("jobs.importing.source_file.PIECE_ROWS", 1)
    path = write("orders.csv", HEAD + "A,2025-01-01,1,p,1,1\nB,2025-01-01,1,p,1,1\n")

    def stop(name: str, rows: int) -> None:
        if rows == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_files(shop, [path], small_map(), progress=stop)
    assert loads(shop) == []
    assert counts(import_files(shop, [path], small_map())) == (2, 2, 0, 0, 0)


KILLED = """
import os, signal, sys
from dashapp.errors import NotFound, UserError
from dashapp.settings import Settings
from jobs.importing import import_files
import jobs.importing.source_file
jobs.importing.source_file.PIECE_ROWS = 1
stop = lambda name, rows: os.kill(os.getpid(), signal.SIGKILL) if rows == 2 else None
import_files(Settings.from_environment(dict(os.environ)), [sys.argv[1]], sys.argv[2], progress=stop)
"""


def test_a_killed_process_leaves_nothing_and_holds_nothing(shop, write, small_map, ask):
    path = write("orders.csv", HEAD + "A,2025-01-01,1,p,1,1\nB,2025-01-01,1,p,1,1\nC,2025-01-01,1,p,1,1\n")
    environment = {**os.environ, "VAR_DIR": str(shop.var_dir), "WAREHOUSE_URL": shop.warehouse_url}
    command = [sys.executable, "-c", KILLED, str(path), str(small_map())]
    assert subprocess.run(command, env=environment, cwd=Path(__file__).parents[2], check=False).returncode == -signal.SIGKILL
    assert counts(import_files(shop, [path], small_map(), wait=True)) == (3, 3, 0, 0, 0)
    assert ask(shop, "select count(*) from raw_loads") == [(1,)]


@pytest.mark.real_data
def test_t_imp_1_all_real_files(shop, real_data, ask):
    folder = real_data / "online_retail"
    report = import_files(shop, [folder], "online-retail")
    assert counts(report) == (105_335, 105_335, 0, 0, 0)
    assert report.extra_columns == ()
    kinds = "select kind, is_return, count(*) from raw_order_lines where is_current = 1 group by kind, is_return"
    assert {(kind, back): number for kind, back, number in ask(shop, kinds)} == _counted(folder)
    assert ask(shop, "select count(*) from raw_order_lines where customer_id is null") == [(36_210,)]
    assert counts(import_files(shop, [folder], "online-retail")) == (105_335, 0, 105_335, 0, 0)


def _counted(folder: Path) -> dict[tuple[str, int], int]:
    """The same counts, read from the files in another way."""
    found: Counter[tuple[str, int]] = Counter()
    codes = {"POST": "shipping", "DOT": "shipping", "C2": "shipping", "D": "discount", "AMAZONFEE": "fee", "BANK CHARGES": "fee"}
    codes |= {"M": "adjustment", "S": "sample"}
    for path in folder.glob("*.csv"):
        with path.open(newline="") as file:
            for row in csv.DictReader(file):
                back = row["InvoiceNo"].startswith("C")
                kind = codes.get(row["StockCode"].upper(), "gift_card" if row["StockCode"].startswith("gift_") else "product")
                if kind == "product" and not back and (float(row["Quantity"]) <= 0 or float(row["UnitPrice"]) <= 0):
                    kind = "stock"
                found[kind, int(back)] += 1
    return dict(found)


@pytest.mark.real_data
def test_real_files_are_read_with_their_line_numbers(real_data):
    path = real_data / "online_retail" / "2010-12-01.csv"
    records = [record for piece in SourceFile(path, FileFormat()).pieces() for record in piece]
    lines = path.read_text().splitlines()
    assert [record.text.rstrip("\r\n") for record in records] == [lines[record.row - 1] for record in records]

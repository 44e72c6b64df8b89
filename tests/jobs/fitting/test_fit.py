"""`manage.py fit`: CDNOW by the command, and logs of strangers, which are answered or refused with what is wrong in them."""

from __future__ import annotations

import datetime
import gzip
import json
import math
from pathlib import Path

import numpy
import pytest
from click.testing import CliRunner

from dashapp.errors import NotFound, UserError
from dashapp.periods import day_of
from jobs.fitting.fit import fit
from jobs.fitting.log_maps import FOLDER, log_map
from jobs.fitting.logs import read_log
from manage import cli

HEAD = "customer,date,amount\n"
PLAIN = "columns: {customer: customer, date: date, amount: amount}\n"


@pytest.fixture
def plain(tmp_path: Path) -> str:
    path = tmp_path / "plain.yaml"
    path.write_text(PLAIN)
    return str(path)


def fitted(tmp_path: Path, plain: str, rows: str, cutoff: str = "2026-06-01", horizon: int = 30) -> list[dict]:
    (tmp_path / "log.csv").write_text(HEAD + rows)
    return fit("clv", read_log([tmp_path / "log.csv"], log_map(plain)), datetime.date.fromisoformat(cutoff), horizon, "day")


def steady_rows(customers: int = 200) -> str:
    """Everybody buys on and on, so that nobody is seen to leave."""
    random, rows = numpy.random.default_rng(8), []
    for number in range(customers):
        day, pace = float(random.integers(20_430, 20_500)), random.gamma(2.0, 1 / 40)
        while day < 20_700:
            rows.append(f"K{number},{day_of(int(day)).isoformat()},{10 + number % 7}")
            day += random.exponential(1 / max(pace, 1e-3))
    return "\n".join(rows)


@pytest.mark.real_data
def test_cdnow_by_the_command(real_data: Path):
    file = str(real_data / "cdnow_sample" / "CDNOW_sample.txt")
    asked = ["fit", "clv", "--input", file, "--map", "cdnow", "--cutoff", "1997-09-30", "--horizon", "273", "--time-unit", "week"]
    done = CliRunner().invoke(cli, [*asked, "--format", "json"])
    assert done.exit_code == 0, done.output
    found = {one["model"]: one for one in map(json.loads, done.output.splitlines())}
    assert list(found) == ["BG/NBD", "MBG/NBD", "Pareto/NBD", "Gamma-Gamma"]
    assert found["BG/NBD"]["parameters"] == pytest.approx({"r": 0.24260, "alpha": 4.41360, "a": 0.79292, "b": 2.42590}, rel=1e-3)
    assert found["Gamma-Gamma"]["log_likelihood"] == pytest.approx(-4055.92, abs=0.01)
    held = found["MBG/NBD"]["holdout"]
    assert (held["actual"], held["predicted"]) == (1882, pytest.approx(1577, abs=1))
    assert held["mae"] == pytest.approx(0.765, abs=0.001)
    assert held["top_decile_capture"] == pytest.approx(0.47, abs=0.01)
    assert "2,357 customers, 946 of them bought again" in CliRunner().invoke(cli, asked).output


@pytest.mark.real_data
def test_three_months_of_a_wholesaler_are_answered_with_what_they_do_not_show(real_data: Path, tmp_path: Path):
    (tmp_path / "retail.yaml").write_text(
        'date_format: "%Y-%m-%d %H:%M:%S"\ncolumns: {customer: CustomerID, date: InvoiceDate, amount: UnitPrice}\n'
    )
    log = read_log([real_data / "online_retail"], log_map(str(tmp_path / "retail.yaml")))
    for one in fit("clv", log, datetime.date(2011, 1, 31), 27, "day"):
        assert any("rows without a customer are left out" in note for note in one["notes"])
        assert all(math.isfinite(value) for value in one["parameters"].values())
        assert 0.5 < one["holdout"]["ratio"] < 2


def test_where_nobody_leaves_the_nbd_predicts_and_the_record_says_so(tmp_path: Path, plain: str):
    *buying, spending = fitted(tmp_path, plain, steady_rows())
    for one in buying:
        assert one["dropout_identified"] is False
        assert one["fallback"]["model"] == "NBD"
        assert any("drop-out is not identified" in note for note in one["notes"])
        assert one["holdout"]["ratio"] == pytest.approx(1, abs=0.2)
    assert spending["holdout"]["predicted"] > 0


@pytest.mark.parametrize(
    ("rows", "cutoff", "said"),
    [
        ("a,2026-05-01,5\na,2026-06-03,5", "2026-05-02", "1 customers bought up to the cut, 0 of them"),
        ("\n".join(f"c{n},2026-05-{n % 28 + 1:02},5" for n in range(90)), "2026-05-28", "90 customers bought up to the cut, 0 of them"),
        ("\n".join(f"c{n},2026-05-01,5" for n in range(90)), "2026-05-01", "A model of buying needs"),
        ("a,2026-05-01,5", "2025-01-01", "the log goes from 2026-05-01 to 2026-05-01"),
        ("a,2026-05-01,5", "2027-01-01", "the log goes from 2026-05-01 to 2026-05-01"),
        ("a,01.05.2026,5", "2026-05-01", "row 2, column 'date' (date): the value is '01.05.2026'. It must be a date written '%Y-%m-%d'"),
        ("a,2026-05-01,5\nb,2026-05-02,12 EUR", "2026-05-01", "row 3, column 'amount' (amount): the value is '12 EUR'"),
        ("a,2026-05-01,nan", "2026-05-01", "the value is 'nan'. It must be a number"),
        ("a,2026-05-01", "2026-05-01", "row 2: it has 2 columns, and amount is column 3"),
        (",2026-05-01,5", "2026-05-01", "no purchase with a customer; 1 rows name none"),
        ("", "2026-05-01", "no purchase with a customer"),
        ("a,2026-05-01,-5", "2026-05-01", "Every amount of the log is below zero"),
    ],
)
def test_what_cannot_be_fitted_is_refused_with_its_reason(tmp_path: Path, plain: str, rows: str, cutoff: str, said: str):
    with pytest.raises(UserError) as refused:
        fitted(tmp_path, plain, rows, cutoff)
    assert said in str(refused.value)


def test_days_that_the_log_does_not_reach_are_not_held_out(tmp_path: Path, plain: str):
    for one in fitted(tmp_path, plain, steady_rows(), horizon=3000):
        assert one["holdout"] is None
        assert any("nothing is held out" in note for note in one["notes"])


def test_returns_lower_a_day_and_make_none(tmp_path: Path, plain: str):
    (tmp_path / "log.csv.gz").write_bytes(
        gzip.compress(f"{HEAD}a,2026-05-01,30\na,2026-05-01,-10\na,2026-05-09,-20\n\nb,2026-05-01,0\n".encode())
    )
    log = read_log([tmp_path / "log.csv.gz"], log_map(plain))
    assert log.frame.groupby("customer")["amount"].sum().to_dict() == {"a": 20, "b": 0}
    assert log.returned == 2


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("delimeter: ','\n" + PLAIN, "Did you mean 'delimiter'"),
        ("- a\n", "must hold keys"),
        ("columns: [1, 2, 3]\n", "names no columns"),
        ("columns: {customer: 1, date: 2}\n", "columns.amount: None"),
        ("header: false\n" + PLAIN, "a position from 1, since the file has no header"),
        ("columns: {customer: 0, date: 2, amount: 3}\n", "columns.customer: 0"),
        ("encoding: utf-99\n" + PLAIN, "an encoding such as utf-8"),
        ("delimiter: ';;'\n" + PLAIN, "one character"),
        ("date_format: 5\n" + PLAIN, "a form such as"),
        ("columns: {customer: 1, date: 2, amount: 3, sum: 4}\n", "has the column 'sum'"),
        ("a: [", "is no YAML"),
    ],
)
def test_a_map_that_is_wrong_says_where(tmp_path: Path, text: str, said: str):
    (tmp_path / "map.yaml").write_text(text)
    with pytest.raises(UserError) as refused:
        log_map(str(tmp_path / "map.yaml"))
    assert said in str(refused.value)


def test_names_that_are_not_there(tmp_path: Path, plain: str):
    with pytest.raises(UserError, match="Did you mean 'cdnow'"):
        log_map("cdnew")
    assert [path.stem for path in FOLDER.glob("*.yaml")] == ["cdnow"]
    (tmp_path / "log.csv").write_text("who,date,amount\na,2026-05-01,5\n")
    with pytest.raises(UserError, match="row 1: there is no column 'customer'"):
        read_log([tmp_path / "log.csv"], log_map(plain))
    with pytest.raises(UserError, match="There is no file"):
        read_log([tmp_path / "nothing.csv"], log_map(plain))
    (tmp_path / "log.csv").write_bytes(HEAD.encode() + b"\xe9,2026-05-01,5\n")
    with pytest.raises(UserError, match="cannot be read as utf-8"):
        read_log([tmp_path / "log.csv"], log_map(plain))


def test_a_model_that_is_not_there(tmp_path: Path, plain: str):
    (tmp_path / "log.csv").write_text(HEAD + "a,2026-05-01,5\n")
    with pytest.raises(NotFound, match="Allowed: clv"):
        fit("clc", read_log([tmp_path / "log.csv"], log_map(plain)), datetime.date(2026, 5, 1), 5, "day")

"""The bundle holds everything about the person, of nobody else, and nothing that a spreadsheet runs."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
from pathlib import Path

import pytest

from dashapp.auth.viewer import OPERATOR, stand_in
from dashapp.errors import Forbidden, NotFound
from dashapp.settings import Settings
from jobs.privacy.export import Bundle, export
from jobs.privacy.requests import list_requests
from jobs.privacy.search import search
from tests.jobs.privacy.shops import MAIL, NAME, PHONE, ROWS, STREET, generated, imported


def files(bundle: Bundle) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(bundle.content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_everything_of_a_generated_shop_and_nobody_elses(shop: Settings, tmp_path: Path):
    generated(shop, tmp_path)
    bundle = export(shop, OPERATOR, ["demo/C1"])
    held = files(bundle)
    assert {
        "raw_customers",
        "raw_addresses",
        "raw_orders",
        "raw_devices",
        "raw_reviews",
        "raw_order_lines",
        "profile",
    } <= bundle.rows.keys()
    assert bundle.rows["raw_orders"] == 2
    whole = b"".join(held.values()).decode()
    assert all(word in whole for word in (MAIL, PHONE, NAME, STREET, "quist-phone-1"))
    assert "bo@example.org" not in whole
    assert "row_key" not in whole
    manifest = json.loads(held["manifest.json"])
    assert manifest["tables"] == bundle.rows
    assert {name: hashlib.sha256(held[name]).hexdigest() for name in manifest["files"]} == {
        name: said["sha256"] for name, said in manifest["files"].items()
    }
    for name, count in bundle.rows.items():
        assert len(json.loads(held[f"data/{name}.json"])) == count
        assert len(list(csv.reader(io.StringIO(held[f"data/{name}.csv"].decode("utf-8-sig"))))) == count + 1
    (request,) = list_requests(shop, OPERATOR)
    assert (request.kind, request.status, request.subjects) == ("access", "exported", ("demo/C1",))


def test_imported_lines_quarantine_and_formulas(shop: Settings, tmp_path: Path):
    imported(shop, tmp_path, rows=tuple(row.replace(NAME, "=1+1 Quist") for row in ROWS))
    bundle = export(shop, OPERATOR, [one.reference for one in search(shop, OPERATOR, MAIL)])
    assert bundle.rows == {"raw_order_lines": 3, "raw_quarantine": 1, "profile": 1}
    held = files(bundle)
    assert "'=1+1 Quist" in held["data/raw_order_lines.csv"].decode()
    assert json.loads(held["data/raw_order_lines.json"])[0]["customer_name"] == "=1+1 Quist"


def test_only_who_may_and_only_whom_there_is(settings: Settings, tmp_path: Path):
    imported(settings, tmp_path)
    with pytest.raises(Forbidden, match=r"personal_data\.handle"):
        export(settings, stand_in("support"), ["lamps/C7"])
    with pytest.raises(NotFound, match="lamps/C99"):
        export(settings, OPERATOR, ["lamps/C99"])
    assert list_requests(settings, OPERATOR) == []

"""A backup holds both databases of one moment and no secret; a test of it restores it elsewhere and compares."""

from __future__ import annotations

import json
import threading
import time
from pathlib import Path

import pytest
from sqlalchemy import select

from dashapp.auth import audit
from dashapp.auth.viewer import OPERATOR
from dashapp.db.engines import accounts_engine
from dashapp.db.maintenance import JOB_RUNS
from dashapp.errors import NotFound, UserError
from dashapp.settings import Settings
from jobs.backups import postgresql_dump
from jobs.backups.backup import backup, restore_test
from jobs.backups.manifest import read
from jobs.backups.restore import restore
from jobs.lock import only_one
from tests.jobs.backups.conftest import KEYS, PASSWORD


def runs(settings: Settings) -> list[tuple[str, str]]:
    with accounts_engine(settings).connect() as connection:
        return [tuple(row) for row in connection.execute(select(JOB_RUNS.c.task, JOB_RUNS.c.state).order_by(JOB_RUNS.c.run_id))]


def test_a_backup_is_tested_by_restoring_it_elsewhere(shop: Settings, tmp_path: Path):
    made = backup(shop, OPERATOR, tmp_path / "kept")
    assert made == read(tmp_path / "kept") == restore_test(shop, OPERATOR, tmp_path / "kept")
    held = made.parts["warehouse"].contents.rows
    assert (held["raw_order_lines"], held["raw_quarantine"], made.warehouse_version) == (6, 1, 1)
    assert made.parts["accounts"].contents.rows["audit_events"] == 0
    assert runs(shop) == [("backup", "done"), ("restore_test", "done")]
    with accounts_engine(shop).connect() as connection:
        assert connection.execute(select(JOB_RUNS.c.rows, JOB_RUNS.c.bytes)).first() == (made.rows, made.bytes)


def test_it_holds_no_secret(shop: Settings, tmp_path: Path):
    backup(shop, OPERATOR, tmp_path / "kept")
    held = b"".join(path.read_bytes() for path in (tmp_path / "kept").iterdir())
    assert [secret for secret in (*KEYS.values(), PASSWORD) if secret.encode() in held] == []
    assert (tmp_path / "kept").stat().st_mode & 0o077 == 0


def test_it_is_one_moment_of_a_desk_that_goes_on(shop: Settings, elsewhere: Settings, tmp_path: Path):
    going = threading.Event()

    def people_at_work() -> None:
        while not going.is_set():
            audit.record(shop, OPERATOR, "asked", "something")

    desk = threading.Thread(target=people_at_work)
    desk.start()
    try:
        backup(shop, OPERATOR, tmp_path / "kept")
    finally:
        going.set()
        desk.join()
    restore_test(shop, OPERATOR, tmp_path / "kept")
    restore(elsewhere, OPERATOR, tmp_path / "kept")
    chain = audit.verify_chain(accounts_engine(elsewhere))
    assert chain.whole, chain.reason


def test_it_waits_for_a_load_or_a_build(shop: Settings, tmp_path: Path):
    waiting = threading.Thread(target=backup, args=(shop, OPERATOR, tmp_path / "kept"))
    with only_one(shop, "build"):
        waiting.start()
        time.sleep(1)
        assert not (tmp_path / "kept").exists()
        assert runs(shop) == [("backup", "running")]
    waiting.join(60)
    assert runs(shop) == [("backup", "done")]


def test_it_lies_elsewhere_in_a_folder_of_its_own(shop: Settings, tmp_path: Path):
    with pytest.raises(UserError, match="VAR_DIR"):
        backup(shop, OPERATOR, shop.var_dir / "kept")
    (tmp_path / "kept").mkdir()
    with pytest.raises(UserError, match="there already"):
        backup(shop, OPERATOR, tmp_path / "kept")
    with pytest.raises(NotFound, match="no backup"):
        restore_test(shop, OPERATOR, tmp_path / "kept")
    assert runs(shop) == [("restore_test", "failed")]


def test_a_backup_with_other_rows_than_it_says_is_found(shop: Settings, tmp_path: Path):
    backup(shop, OPERATOR, tmp_path / "kept")
    path = tmp_path / "kept" / "manifest.json"
    said = json.loads(path.read_text())
    said["parts"]["warehouse"]["contents"]["rows"]["raw_order_lines"] += 1
    path.write_text(json.dumps(said))
    with pytest.raises(UserError, match="other rows than it was taken of: raw_order_lines"):
        restore_test(shop, OPERATOR, tmp_path / "kept")


@pytest.mark.parametrize("engine_name", ["postgresql"], indirect=False)
def test_without_the_programs_of_postgresql_it_is_refused(shop: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(postgresql_dump, "_PLACES", tmp_path)
    with pytest.raises(UserError, match=r"pg_dump is not found.*apt-get install postgresql-client"):
        backup(shop, OPERATOR, tmp_path / "kept")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["files", "var"]

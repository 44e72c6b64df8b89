"""A restored desk equals the one that was backed up, row by row; what is damaged, newer or not wanted is refused; nobody comes back."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, insert, inspect, select, text
from sqlalchemy.exc import DBAPIError

from dashapp.auth.audit import verify_chain
from dashapp.auth.sessions import open_session
from dashapp.auth.users import add_user
from dashapp.auth.viewer import OPERATOR
from dashapp.db.accounts import SESSIONS
from dashapp.db.engines import accounts_engine, warehouse_engine
from dashapp.db.sign_in import ONE_TIME_LINKS
from dashapp.db.tokens import API_TOKENS
from dashapp.errors import NotFound, SettingError, UserError
from dashapp.settings import Settings
from jobs.backups.backup import backup
from jobs.backups.manifest import digest
from jobs.backups.parts import accounts_tables
from jobs.backups.restore import restore
from jobs.importing import import_files
from jobs.privacy.erase import erase
from jobs.privacy.search import search
from tests.jobs.backups.conftest import KEYS, desk
from tests.jobs.privacy.shops import MAIL, WORDS, found, totals, write_map, write_orders

Rows = dict[str, list[str]]
# What a restore adds to, and what it changes: the rest is equal to the last row.
LONGER = ("warehouse_versions", "warehouse_build_runs", "warehouse_build_steps", "audit_events", "job_runs")
CHANGED = ("audit_head", "sessions", "one_time_links", "sqlite_sequence")


def rows(engine: Engine) -> Rows:
    with engine.connect() as connection:
        names = inspect(connection).get_table_names()
        return {name: sorted(map(repr, connection.execute(text(f"select * from {name}")).all())) for name in names}


def held(settings: Settings) -> Rows:
    return rows(accounts_engine(settings)) | rows(warehouse_engine(settings))


def equal_part(all_rows: Rows) -> Rows:
    return {name: found for name, found in all_rows.items() if name not in (*LONGER, *CHANGED)}


def manifest_of(folder: Path, **changes: Any) -> None:
    path = folder / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | changes))


@pytest.fixture
def lived_in(shop: Settings) -> Settings:
    """A desk with a user who is signed in, and everything that an erasure or a revocation could touch."""
    engine, now = accounts_engine(shop), int(time.time())
    add_user(engine, "maria", "analyst")
    open_session(engine, 1, "10.0.0.1", "browser", now)
    token = {"user_id": 1, "name": "t", "prefix": "p", "opens": [], "scope": {}, "created_at": now, "expires_at": now + 9_999}
    with engine.begin() as connection:
        connection.execute(insert(API_TOKENS).values(**token, token_hash="kept"))
        connection.execute(insert(API_TOKENS).values(**token, token_hash="revoked later"))
        connection.execute(insert(ONE_TIME_LINKS).values(token_hash="link", user_id=1, expires_at=now + 9_999))
    return shop


def test_every_row_of_every_table_is_there_again(lived_in: Settings, elsewhere: Settings, tmp_path: Path):
    before = held(lived_in)
    backup(lived_in, OPERATOR, tmp_path / "kept")
    done = restore(elsewhere, OPERATOR, tmp_path / "kept")
    after = held(elsewhere)
    assert equal_part(after) == equal_part(before)
    assert len(equal_part(after)) > 100
    assert accounts_tables() <= after.keys()
    for name in LONGER:
        assert set(before[name]) <= set(after[name]), name
    assert totals(elsewhere) == totals(lived_in)
    assert (done.version, done.erased) == (2, 0)
    assert verify_chain(accounts_engine(elsewhere)).whole
    with pytest.raises(DBAPIError, match="append-only"), accounts_engine(elsewhere).begin() as connection:
        connection.execute(text("delete from audit_events"))


def test_numbers_go_on_after_a_restore(lived_in: Settings, elsewhere: Settings, tmp_path: Path):
    backup(lived_in, OPERATOR, tmp_path / "kept")
    restore(elsewhere, OPERATOR, tmp_path / "kept")
    add_user(accounts_engine(elsewhere), "omar", "finance")
    more = write_orders(tmp_path / "more", ("B1,2026-05-02 10:00:00,C9,Cy Moe,cy@example.org,p1,Lamps,2,40.00",))
    assert import_files(elsewhere, [more], write_map(tmp_path / "more")).load_id == 2


def test_every_session_ends_and_what_was_revoked_stays_revoked(lived_in: Settings, tmp_path: Path):
    backup(lived_in, OPERATOR, tmp_path / "kept")
    with accounts_engine(lived_in).begin() as connection:
        connection.execute(text("update api_tokens set revoked_at = 77 where token_hash = 'revoked later'"))
    restore(lived_in, OPERATOR, tmp_path / "kept", replace=True)
    with accounts_engine(lived_in).connect() as connection:
        assert connection.scalar(select(SESSIONS.c.revoked_at)) is not None
        assert dict(connection.execute(select(API_TOKENS.c.token_hash, API_TOKENS.c.revoked_at)).all()) == {
            "kept": None,
            "revoked later": 77,
        }
        assert connection.execute(select(ONE_TIME_LINKS)).all() == []


def test_whoever_was_erased_after_the_backup_stays_erased(shop: Settings, tmp_path: Path):
    backup(shop, OPERATOR, tmp_path / "kept")
    before = totals(shop)
    erase(shop, OPERATOR, [one.reference for one in search(shop, OPERATOR, MAIL)])
    done = restore(shop, OPERATOR, tmp_path / "kept", replace=True)
    assert done.erased > 0
    assert found(shop) == dict.fromkeys(WORDS, 0)
    assert totals(shop) == before
    assert search(shop, OPERATOR, MAIL) == []


def test_on_a_new_machine_the_newest_register_erases_the_older_warehouse(shop: Settings, elsewhere: Settings, tmp_path: Path):
    backup(shop, OPERATOR, tmp_path / "older")
    erase(shop, OPERATOR, [one.reference for one in search(shop, OPERATOR, MAIL)])
    backup(shop, OPERATOR, tmp_path / "newer")
    restore(elsewhere, OPERATOR, tmp_path / "newer", only="accounts")
    restore(elsewhere, OPERATOR, tmp_path / "older", only="warehouse", replace=True)
    assert found(elsewhere) == dict.fromkeys(WORDS, 0)
    assert totals(elsewhere) == totals(shop)


def test_a_register_of_another_key_is_refused(shop: Settings, tmp_path: Path, engine_name: str):
    erase(shop, OPERATOR, [one.reference for one in search(shop, OPERATOR, MAIL)])
    backup(shop, OPERATOR, tmp_path / "kept")
    urls = {"WAREHOUSE_URL": shop.warehouse_url, "ACCOUNTS_URL": shop.accounts_url}
    other = desk(shop.var_dir, ERASURE_KEY=KEYS["ERASURE_KEY"][::-1], **urls)
    with pytest.raises(SettingError, match="ERASURE_KEY"):
        restore(other, OPERATOR, tmp_path / "kept", replace=True)


def test_what_cannot_be_trusted_is_refused_and_changes_nothing(shop: Settings, elsewhere: Settings, tmp_path: Path):
    made = backup(shop, OPERATOR, tmp_path / "kept")
    path = tmp_path / "kept" / made.parts["warehouse"].file
    whole, said = path.read_bytes(), (tmp_path / "kept" / "manifest.json").read_text()
    path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    refused(elsewhere, tmp_path, "damaged")
    path.unlink()
    refused(elsewhere, tmp_path, "damaged")
    path.write_bytes(whole)
    manifest_of(tmp_path / "kept", revision="9999")
    refused(elsewhere, tmp_path, "newer release")
    manifest_of(tmp_path / "kept", revision=made.revision, format=99)
    refused(elsewhere, tmp_path, "newer release")
    (tmp_path / "kept" / "manifest.json").write_text(said[:-40])
    refused(elsewhere, tmp_path, "cannot be read")
    (tmp_path / "kept" / "manifest.json").write_text(said.replace("raw_order_lines", "raw_things_to_come"))
    refused(elsewhere, tmp_path, "newer release")
    with pytest.raises(NotFound, match="no backup"):
        restore(elsewhere, OPERATOR, tmp_path)
    assert held(elsewhere) == {}


def refused(settings: Settings, folder: Path, match: str) -> None:
    with pytest.raises(UserError, match=match):
        restore(settings, OPERATOR, folder / "kept")


def test_a_desk_that_holds_something_is_replaced_only_when_told(shop: Settings, tmp_path: Path):
    backup(shop, OPERATOR, tmp_path / "kept")
    with pytest.raises(UserError, match=r"0 users and 1 loads.*--replace"):
        restore(shop, OPERATOR, tmp_path / "kept")
    assert restore(shop, OPERATOR, tmp_path / "kept", replace=True).version == 2


def test_a_backup_of_another_engine_is_refused(shop: Settings, tmp_path: Path, engine_name: str):
    backup(shop, OPERATOR, tmp_path / "kept")
    said = (tmp_path / "kept" / "manifest.json").read_text()
    other = {"sqlite": "postgresql", "postgresql": "sqlite"}[engine_name]
    (tmp_path / "kept" / "manifest.json").write_text(said.replace(f'"engine": "{engine_name}"', f'"engine": "{other}"'))
    with pytest.raises(UserError, match="They must be equal"):
        restore(shop, OPERATOR, tmp_path / "kept", replace=True)


@pytest.mark.parametrize("engine_name", ["postgresql"], indirect=False)
def test_a_dump_that_ends_early_is_taken_back_whole(shop: Settings, tmp_path: Path):
    made = backup(shop, OPERATOR, tmp_path / "kept")
    before = held(shop)
    part = made.parts["warehouse"]
    path = tmp_path / "kept" / part.file
    path.write_bytes(path.read_bytes()[: part.bytes // 2])
    said = json.loads((tmp_path / "kept" / "manifest.json").read_text())
    said["parts"]["warehouse"]["bytes"], said["parts"]["warehouse"]["sha256"] = digest(path)
    (tmp_path / "kept" / "manifest.json").write_text(json.dumps(said))
    with pytest.raises(UserError, match="nothing was changed"):
        restore(shop, OPERATOR, tmp_path / "kept", replace=True)
    assert held(shop) == before

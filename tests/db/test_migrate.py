"""The accounts database comes up to date from nothing, from an older release, and when two processes start at once."""

from __future__ import annotations

import subprocess
import sys

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, insert, inspect, select, text

from dashapp.auth.audit import Action, record, verify_chain
from dashapp.auth.users import user
from dashapp.db import sign_in  # noqa: F401 its tables join the metadata
from dashapp.db.accounts import ACCOUNTS, USERS
from dashapp.db.engines import accounts_engine
from dashapp.db.migrate import migrate
from dashapp.db.personal_data import ERASED_IDENTIFIERS, RETENTION_RULES, SUBJECT_REQUESTS
from dashapp.db.revisions import FOLDER, VERSION_TABLE, current_revision, known_revisions, newest_revision
from dashapp.errors import SettingError
from dashapp.settings import Settings

OLD_USER = {
    "name": "Ann", "name_key": "ann", "display_name": "Ann", "role": "analyst", "status": "active", "password_hash": "kept",
    "must_change_password": False, "created_at": 1_700_000_000,
    "scope": {"brands": ["Alba"], "regions": None, "vendors": None, "managers": None},
}  # fmt: skip
START = "from dashapp.settings import Settings as S; from dashapp.db.migrate import migrate; print(migrate(S.from_environment()))"


@pytest.fixture(params=["settings", "postgres_settings"])
def empty(request: pytest.FixtureRequest) -> Settings:
    return request.getfixturevalue(request.param)


def test_first_revision_with_rows_is_upgraded_and_keeps_them(empty: Settings) -> None:
    assert migrate(empty, "0001") == "0001"
    engine = accounts_engine(empty)
    assert "audit_events" not in inspect(engine).get_table_names()
    older = USERS.to_metadata(type(ACCOUNTS)())
    for name in ("locale", "theme", "break_glass", "kind"):
        older._columns.remove(older.c[name])
    with engine.begin() as connection:
        connection.execute(insert(older).values(**OLD_USER))
        connection.execute(text("insert into sign_in_attempts values ('k', 3, 5, 7)"))
    assert migrate(empty) == newest_revision()
    found = user(engine, "ANN")
    assert (found.name, found.scope.brands, found.locale, found.theme) == ("Ann", ("Alba",), "en-GB", "auto")
    with engine.connect() as connection:
        assert connection.execute(select(USERS.c.password_hash)).scalar_one() == "kept"
        assert connection.execute(text("select failures from sign_in_attempts")).scalar_one() == 3
    record(engine, None, Action.BUILT, "warehouse:1")
    assert verify_chain(engine).whole


def test_migrated_database_is_the_declared_one(engine: Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE, "compare_type": True})
        assert compare_metadata(context, ACCOUNTS) == []
    assert {table.name for table in (ERASED_IDENTIFIERS, RETENTION_RULES, SUBJECT_REQUESTS)} <= set(ACCOUNTS.tables)


def test_migrating_again_changes_nothing(installation: Settings) -> None:
    with accounts_engine(installation).connect() as connection:
        assert current_revision(connection) == newest_revision()
    assert migrate(installation) == newest_revision()


def test_several_processes_starting_at_once_on_an_empty_database(empty: Settings) -> None:
    environment = {"VAR_DIR": str(empty.var_dir), "ACCOUNTS_URL": empty.accounts_url, "PYTHONPATH": ":".join(sys.path)}
    started = [
        subprocess.Popen([sys.executable, "-c", START], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    answers = [process.communicate(timeout=60) for process in started]
    assert [(process.returncode, out.strip()) for process, (out, _) in zip(started, answers, strict=True)] == [(0, newest_revision())] * 3


def test_files_are_named_after_their_revisions() -> None:
    listed = [one.revision for one in ScriptDirectory(str(FOLDER)).walk_revisions()]
    assert known_revisions() == listed[::-1]
    assert newest_revision() == ScriptDirectory(str(FOLDER)).get_current_head()


def test_failed_upgrade_leaves_the_old_revision(empty: Settings) -> None:
    migrate(empty, "0001")
    engine = accounts_engine(empty)
    with engine.begin() as connection:
        connection.execute(text("create table audit_head (in_the_way integer)"))
    with pytest.raises(Exception, match="audit_head"):
        migrate(empty)
    with engine.connect() as connection:
        assert current_revision(connection) == "0001"
        assert "audit_events" not in inspect(connection).get_table_names()


def test_database_of_a_newer_release_is_refused_with_the_setting_named(installation: Settings) -> None:
    with accounts_engine(installation).begin() as connection:
        connection.execute(text(f"update {VERSION_TABLE} set version_num = '9999'"))
    with pytest.raises(SettingError, match="ACCOUNTS_URL"):
        migrate(installation)

"""A part of a backup that is PostgreSQL: pg_dump of one snapshot, put back by pg_restore and psql in one transaction."""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy
from sqlalchemy import Connection, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import ProgrammingError

from dashapp.errors import UserError
from jobs.backups.manifest import Contents
from jobs.backups.parts import Part

_PLACES = Path("/usr/lib/postgresql")
_CHUNK = 1 << 16
_CALLED = text(
    "select distinct pg_get_functiondef(t.tgfoid) from pg_trigger t join pg_class c on c.oid = t.tgrelid"
    " where not t.tgisinternal and c.relnamespace = current_schema()::regnamespace and c.relname = any(:tables) order by 1"
)
_OURS = ("--no-owner", "--no-privileges")


def take(part: Part, path: Path) -> Contents:
    """Dump the tables of the part as they are at one moment. Functions are no part of tables: they are told beside."""
    program = _program("pg_dump")
    with part.engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection, connection.begin():
        snapshot = connection.scalar(text("select pg_export_snapshot()"))
        schema, tables = _schema(connection), part.tables()
        named = [f"--table={_quoted(connection, schema, table)}" for table in tables]
        _run(part.engine.url, program, "--format=custom", *_OURS, f"--snapshot={snapshot}", f"--file={path}", *named)
        return Contents(schema, counted(connection, tables), _functions(connection, tables))


def put(part: Part, path: Path, contents: Contents) -> None:
    """Drop the tables of the part and make those of the dump, in one transaction. UserError where the schema is another one."""
    with part.engine.connect() as connection:
        here, schema = _schema(connection), contents.schema
        if here != schema:
            raise UserError(
                f"The backup is of the schema {schema!r} and the database of the {part.name} uses {here!r}. They must be equal."
            )
        drop = "".join(f"drop table {_quoted(connection, here, table)} cascade;\n" for table in part.tables())
    _restore(part.engine.url, path, drop + _made_first(contents))


def tested(part: Part, path: Path, contents: Contents) -> dict[str, int]:
    """The rows of each table of the dump, restored into a database of its own that is dropped afterwards."""
    with _throw_away(part) as url:
        engine = sqlalchemy.create_engine(url)
        try:
            with engine.begin() as connection:
                made = connection.dialect.identifier_preparer.quote(contents.schema)
                connection.execute(text(f"create schema if not exists {made}"))
            _restore(url, path, _made_first(contents))
            with engine.connect() as connection:
                connection.execute(text("select set_config('search_path', :schema, false)"), {"schema": contents.schema})
                return counted(connection, sqlalchemy.inspect(connection).get_table_names(contents.schema))
        finally:
            engine.dispose()


def counted(connection: Connection, tables: Iterable[str]) -> dict[str, int]:
    """Rows of each table."""
    quote, counting = connection.dialect.identifier_preparer.quote, "select count(*) from {}"
    return {table: connection.scalar(text(counting.format(quote(table)))) for table in tables}


@contextmanager
def _throw_away(part: Part) -> Iterator[URL]:
    """A database beside that of the part, dropped afterwards."""
    name = f"tallyroom_restore_test_{secrets.token_hex(6)}"
    with part.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        try:
            connection.execute(text(f"create database {name} template template0"))
        except ProgrammingError:
            raise UserError(
                f"The role of the {part.name} may not make a database, so no restore can be tested there. "
                "Give it CREATEDB, or test the backup on another server."
            ) from None
        try:
            yield part.engine.url.set(database=name)
        finally:
            connection.execute(text(f"drop database {name} with (force)"))


def _restore(url: URL, path: Path, first: str) -> None:
    """Let pg_restore write SQL and psql run it after `first`; nothing is committed unless both went well."""
    writer = [_program("pg_restore"), *_OURS, "--file=-", str(path)]
    reader = [_program("psql"), "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--output=/dev/null", *_address(url)]
    # Files and not pipes for what they complain about: a full pipe would stop both.
    with subprocess.Popen(writer, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as dumping:
        with subprocess.Popen(reader, stdin=subprocess.PIPE, stderr=subprocess.PIPE, env=_environment(url)) as running:
            _pass_on(dumping, running, first)
            complaint = running.stderr.read() if running.stderr else b""
        said = dumping.stderr.read() if dumping.stderr else b""
    for process, words in ((dumping, said), (running, complaint)):
        if process.returncode:
            raise UserError(f"{path} was not restored, and nothing was changed: {_line(words)}")


def _pass_on(dumping: subprocess.Popen[bytes], running: subprocess.Popen[bytes], first: str) -> None:
    """`commit` is the last word, and is said only when the dump was read to its end; psql without it takes everything back."""
    source, target = dumping.stdout, running.stdin
    if source is None or target is None:
        return
    try:
        target.write(f"begin;\nset client_min_messages = warning;\n{first}".encode())
        shutil.copyfileobj(source, target, _CHUNK)
        if dumping.wait() == 0:
            target.write(b"\ncommit;\n")
        target.close()
    except BrokenPipeError:
        # psql has stopped at an error, which it tells itself.
        source.close()


def _run(url: URL, program: str, *words: str) -> None:
    ended = subprocess.run([program, *words, *_address(url)], env=_environment(url), capture_output=True, check=False)
    if ended.returncode:
        raise UserError(f"{Path(program).name} did not do it: {_line(ended.stderr)}")


def _line(said: bytes) -> str:
    return " ".join(said.decode(errors="replace").split()) or "it gave no reason"


def _program(name: str) -> str:
    """A program of PostgreSQL's client: on the PATH, else the newest of the distribution."""
    newest = sorted(_PLACES.glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]))
    found = shutil.which(name) or (str(newest[-1]) if newest else None)
    if found is None:
        raise UserError(
            f"{name} is not found, and nothing else backs a PostgreSQL database up. Install the client: apt-get install postgresql-client"
        )
    return found


def _address(url: URL) -> tuple[str, str]:
    """The database without its password, which other users of the machine could read from the list of processes."""
    plain = url.set(drivername="postgresql", password=None)
    return "--dbname", plain.render_as_string()


def _environment(url: URL) -> dict[str, str]:
    return {**os.environ, **({"PGPASSWORD": str(url.password)} if url.password else {})}


def _functions(connection: Connection, tables: Iterable[str]) -> tuple[str, ...]:
    return tuple(connection.scalars(_CALLED, {"tables": list(tables)}))


def _made_first(contents: Contents) -> str:
    """What has to be there before the tables."""
    return "".join(f"{function};\n" for function in contents.functions)


def _schema(connection: Connection) -> str:
    return str(connection.scalar(text("select current_schema()")))


def _quoted(connection: Connection, schema: str, table: str) -> str:
    quote = connection.dialect.identifier_preparer.quote_identifier
    return f"{quote(schema)}.{quote(table)}"

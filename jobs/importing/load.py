"""The import: files and a map in, one load in one transaction, a report out."""

from __future__ import annotations

import datetime
import gc
import json
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from sqlalchemy import insert, select, update
from sqlalchemy.engine import Connection

from dashapp.db.engines import warehouse_engine
from dashapp.errors import UserError
from dashapp.settings import Settings
from jobs import demo, raw
from jobs.importing.arriving import Arriving
from jobs.importing.interpreter import Interpreter
from jobs.importing.map import ImportMap
from jobs.importing.map_file import load_map
from jobs.importing.merge import Merge
from jobs.importing.rates import RateBook, rate_book
from jobs.importing.report import FileReport, LoadReport
from jobs.importing.row_keys import KeyMaker
from jobs.importing.shape import Shape, shape_of
from jobs.importing.source_file import NAMES, SourceFile
from jobs.importing.store import Store
from jobs.lock import only_one

Progress = Callable[[str, int], None]
_STATES_SHOWN = 10


def import_files(
    settings: Settings,
    paths: Iterable[str | Path],
    map_name: str | Path,
    *,
    check: bool = False,
    wait: bool = False,
    progress: Progress | None = None,
) -> LoadReport:
    """Import files (or folders of them) under a map, as one load. `check` validates and counts, and writes nothing.

    Every file's shape is checked before the first row is read. `progress` is told a file's name and its rows so far.
    """
    started = time.monotonic()
    import_map = load_map(map_name)
    files = [SourceFile(path, import_map.file) for path in _listed(paths)]
    shapes = [shape_of(file, import_map) for file in files]
    with only_one(
        settings, f"import of {files[0].name} and {len(files) - 1} more" if files[1:] else f"import of {files[0].name}", wait=wait
    ):
        load = _Load(settings, import_map, check, progress)
        with _no_collector(), warehouse_engine(settings).connect() as connection, connection.begin() as transaction:
            load.run(connection, list(zip(files, shapes, strict=True)))
            if check:
                # The counts of a check are those of the import itself, taken back.
                transaction.rollback()
        if load.wrote_identities and not check:
            # Imported here because it brings DuckDB, which a list of loads does without.
            from jobs.privacy.traces import rewrite

            rewrite(settings, [raw.order_lines.name])
    load.report.seconds = time.monotonic() - started
    return load.report


@contextmanager
def _no_collector() -> Iterator[None]:
    """Rows hold no cycles, but searching hundreds of thousands of them for some costs a fifth of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _listed(paths: Iterable[str | Path]) -> list[Path]:
    found: list[Path] = []
    for path in map(Path, paths):
        if path.is_dir():
            found += sorted(file for file in path.iterdir() if file.name.lower().removesuffix(".gz").endswith(NAMES))
        elif path.exists():
            found.append(path)
        else:
            raise UserError(f"There is no file {path}.")
    if not found:
        raise UserError("There is nothing to import: no file was named, or the folder holds no .csv or .csv.gz.")
    return found


class _Load:
    """One load under way."""

    def __init__(self, settings: Settings, import_map: ImportMap, check: bool, progress: Progress | None):
        self._settings, self._map, self._progress = settings, import_map, progress
        self._zone = import_map.timezone or settings.shop_timezone
        self._unlisted: Counter[str] = Counter()
        self._arriving = Arriving(settings, import_map)
        self.report = LoadReport(import_map.name, check)

    @property
    def wrote_identities(self) -> bool:
        """Whether rows of erased people were written before they were recognised; they are replaced, but a page may still hold them."""
        return self._arriving.were_written

    def run(self, connection: Connection, files: Sequence[tuple[SourceFile, Shape]]) -> None:
        """Read and write every file, then the load's own row with the counts."""
        raw.create_in(connection)
        # First of all, as the demo shop's currency and rates must not meet those of the files.
        demo_rows = demo.remove(connection)
        self._note_other_columns(connection, files)
        begun = {**_begun(self._map.name), "is_identity_in_key": int(self._arriving.is_identity_in_key)}
        load_id = connection.execute(insert(raw.loads).values(**begun)).inserted_primary_key[0]
        self._arriving.begin(connection)
        rates = rate_book(self._settings, connection, self._map.currency.code, self._map.currency.default)
        merge = Merge(Store(connection, self._map.name, load_id))
        for file, shape in files:
            self._read(file, shape, merge, rates)
        merge.finish()
        self._arriving.finish(connection, check=self.report.checked_only)
        self.report.erased = self._arriving.erased
        connection.execute(update(raw.loads).where(raw.loads.c.load_id == load_id).values(**self._finished()))
        self.report.load_id = None if self.report.checked_only else load_id
        self._note_currency(rates)
        self._note_states()
        if demo_rows:
            self._note_demo(demo_rows)

    def _note_demo(self, rows: int) -> None:
        if self.report.checked_only:
            self.report.notes.append("The demo shop goes when these files are imported.")
        elif self.report.loaded:
            self.report.notes.append(f"The demo shop made room for your own data: {rows:,} rows of it were removed.")
        else:
            raise UserError("No row of these files can be used, so nothing was imported and the demo shop stays. --check says why.")

    def _read(self, file: SourceFile, shape: Shape, merge: Merge, rates: RateBook) -> None:
        counts = FileReport(file.name, file.sha256(), tuple(sorted(shape.positions)), shape.extra)
        interpreter, keys = Interpreter(self._map, shape, file.name, self._zone, rates), KeyMaker(self._map)
        for piece in file.pieces():
            lines, found = interpreter.interpret(piece)
            problems = self._arriving.problems(found)
            counts.rows += len(piece)
            counts.quarantined += len(problems)
            merge.add(counts, *self._arriving.lines(lines, keys.keys(lines)), problems)
            self.report.add_problems(problems)
            if self._progress:
                self._progress(file.name, counts.rows)
        counts.check()
        self._unlisted.update(interpreter.unlisted)
        self.report.files.append(counts)

    def _finished(self) -> dict[str, object]:
        report = self.report
        described = [{name: value for name, value in asdict(file).items() if name != "extra_columns"} for file in report.files]
        return {
            "status": "loaded",
            "finished_at": _now(),
            "files": json.dumps(described),
            "rows_total": report.rows,
            "rows_loaded": report.loaded,
            "rows_present": report.present,
            "rows_superseding": report.superseding,
            "rows_quarantined": report.quarantined,
        }

    def _note_other_columns(self, connection: Connection, files: Sequence[tuple[SourceFile, Shape]]) -> None:
        """Without key columns a row is known by all its values, so another set of columns makes other rows of the same ones."""
        if self._map.key:
            return
        loads = raw.loads.c
        earlier = select(loads.load_id, loads.files).where(loads.map_name == self._map.name, loads.status == "loaded")
        for load_id, described in connection.execute(earlier.order_by(loads.load_id)):
            before = {column for file in json.loads(described) for column in file["columns"]}
            changed = sorted({column for _, shape in files for column in before.symmetric_difference(shape.positions)})
            if changed:
                self.report.notes.append(
                    f"Load {load_id} and these files do not have the same columns ({', '.join(changed)}), and the map has no key: rows "
                    f"that both hold would count twice. If they overlap, undo load {load_id} and import its files again."
                )

    def _note_currency(self, rates: RateBook) -> None:
        if self._map.currency.default:
            self.report.notes.append(f"The files state no currency: amounts are read as {rates.meant}.")

    def _note_states(self) -> None:
        if self._unlisted:
            states = ", ".join(f"{state!r} ({count})" for state, count in self._unlisted.most_common(_STATES_SHOWN))
            self.report.notes.append(f"States that the map does not list count as placed: {states}.")


def _begun(map_name: str) -> dict[str, object]:
    return {"map_name": map_name, "status": "running", "started_at": _now(), "files": "[]"}


def _now() -> str:
    return datetime.datetime.now(datetime.UTC).isoformat(" ", "seconds").removesuffix("+00:00")

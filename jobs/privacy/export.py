"""The export bundle: everything held about somebody, as JSON and as CSV, with a list of what is in it."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import func, or_, select, text
from sqlalchemy.engine import Connection

from dashapp.auth import audit, operating
from dashapp.auth.audit import Action
from dashapp.auth.permissions import Permission
from dashapp.auth.viewer import Viewer
from dashapp.db.engines import warehouse_engine
from dashapp.exports.csv import plain_csv
from dashapp.settings import Settings
from jobs import demo, raw
from jobs.build_runs import now
from jobs.corrections.kept import kept_of
from jobs.duplicates.store import about
from jobs.privacy.belongings import Rows, rows_about
from jobs.privacy.holders import Holder, chosen, holders
from jobs.privacy.identifiers import Hasher, email_form
from jobs.privacy.merged import with_merged
from jobs.privacy.quarantined import fields, held_rows, names_somebody, text_of, whole_names
from jobs.privacy.requests import answer, open_for, open_request
from jobs.privacy.search import lines_of

README = """\
What {shop} holds about you, as of {moment} UTC.

Every table is here twice: data/<table>.json, and data/<table>.csv for a spreadsheet (a text that a spreadsheet would run as a
formula has an apostrophe in front). Amounts whose column ends in _cents are hundredths of the row's currency, days are counted
since 1970-01-01, and 1 stands for yes. manifest.json lists the tables, how many rows each has and a checksum of each file.

raw_order_lines   lines of orders and returns as they were imported; is_current 0 marks a version that a later one replaced
raw_quarantine    rows of imported files that could not be used
profile           what was made of it: the segment and its scores
duplicate_pairs   accounts that may be one person's, with the reasons; duplicate_answers and duplicate_merges what was decided
every other table is one of the shop's own
"""
# They recognise a row when it comes again and say nothing about anybody.
_HASHES = ("row_key", "row_values")
_PROFILE = """
    select customers.*, scores.segment, scores.recency_score, scores.frequency_score, scores.monetary_score, scores.monetary_cents
    from dim_customers as customers
    left join score_rfm as scores on scores.customer_key = customers.customer_key
    where customers.source = :source and customers.customer_id = :customer_id
"""


@dataclass(frozen=True)
class Bundle:
    """A zip, its name, and the rows of each table in it."""

    name: str
    content: bytes
    rows: dict[str, int]


def export(settings: Settings, viewer: Viewer, references: Iterable[str], *, request_id: int | None = None) -> Bundle:
    """Everything held about people, by reference. Without a request one is written down. The bundle is stored nowhere."""
    viewer.require(Permission.PERSONAL_DATA_HANDLE)
    subjects = tuple(dict.fromkeys(references))
    if request_id is not None:
        open_for(settings, request_id)
    engine, hasher = warehouse_engine(settings), Hasher(settings.erasure_key)
    raw.create(engine)
    with engine.connect() as connection:
        people = chosen(connection, hasher, holders(connection, hasher), with_merged(connection, subjects))
        tables = _tables(connection, people) | _duplicates(settings, people)
    number = open_request(settings, viewer, "access", subjects) if request_id is None else request_id
    rows = {name: len(found) for name, found in tables.items()}
    answer(settings, viewer, number, "exported")
    detail = {"request": number, "people": len(subjects), "tables": len(rows), "rows": sum(rows.values())}
    audit.record(operating.accounts(settings), viewer, Action.SUBJECT_EXPORTED, f"request:{number}", detail)
    return Bundle(f"subject-request-{number}.zip", _zipped(settings, subjects, tables), rows)


def _tables(connection: Connection, people: list[Holder]) -> dict[str, Rows]:
    customers = {one.customer_id for one in people if one.source == demo.DEMO and one.customer_id}
    belonging = {one.table: rows for one, rows in rows_about(connection, customers).items()}
    about = {table.raw_name: rows for table, rows in belonging.items()}
    found = {raw.order_lines.name: _lines(connection, people), raw.quarantine.name: _quarantined(connection, people, about)}
    found[raw.corrections.name] = [row for table, rows in belonging.items() for row in kept_of(connection, table, rows)]
    return {name: rows for name, rows in (found | about | {"profile": _profile(connection, people)}).items() if rows}


def _duplicates(settings: Settings, people: list[Holder]) -> dict[str, Rows]:
    """What is kept about which of their accounts may be one person's, with any other."""
    by_source: dict[str, list[str]] = {}
    for one in people:
        by_source.setdefault(one.source, []).extend([one.customer_id] if one.customer_id else [])
    found: dict[str, Rows] = {}
    with operating.accounts(settings).connect() as connection:
        for source, numbers in by_source.items():
            for name, rows in about(connection, source, numbers).items():
                found.setdefault(name, []).extend(rows)
    return {name: rows for name, rows in found.items() if rows}


def _lines(connection: Connection, people: list[Holder]) -> Rows:
    table = raw.order_lines
    kept = [column for column in table.columns if column.name not in _HASHES]
    asked = select(*kept).where(or_(*(lines_of(one) for one in people))).order_by(table.c.line_id)
    return [dict(row) for row in connection.execute(asked).mappings()]


def _quarantined(connection: Connection, people: list[Holder], about: Mapping[str, Rows]) -> Rows:
    names = whole_names({name for one in people for name in one.names})
    addresses = {email_form(email) for one in people for email in one.emails}
    numbers = {(one.source, one.customer_id) for one in people}
    kept = [column.name for column in raw.quarantine.columns]
    found: Rows = []
    for row in held_rows(connection):
        parts = set(fields(text_of(row)))
        meant = addresses & {email_form(part) for part in parts} or any((row.map_name, part) in numbers for part in parts)
        if meant or names_somebody(text_of(row), names):
            found.append({name: getattr(row, name) for name in kept})
    return found


def _profile(connection: Connection, people: list[Holder]) -> Rows:
    """What the published version makes of them; nothing before the first build."""
    if not connection.scalar(select(func.count()).select_from(raw.versions)):
        return []
    asked = [{"source": one.source, "customer_id": one.customer_id} for one in people if one.customer_id]
    return [dict(row) for given in asked for row in connection.execute(text(_PROFILE), given).mappings()]


def _zipped(settings: Settings, subjects: tuple[str, ...], tables: Mapping[str, Rows]) -> bytes:
    moment, buffer = now(), io.BytesIO()
    files = dict(_files(tables))
    listed = {name: {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()} for name, content in files.items()}
    counts = {name: len(rows) for name, rows in tables.items()}
    manifest = {"subjects": subjects, "made_at": moment, "tables": counts, "files": listed}
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("README.txt", README.format(shop=settings.shop_name, moment=moment))
        archive.writestr("manifest.json", json.dumps(manifest, indent=2, ensure_ascii=False))
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def _files(tables: Mapping[str, Rows]) -> Iterator[tuple[str, bytes]]:
    for name, rows in tables.items():
        columns = list(rows[0])
        yield f"data/{name}.json", json.dumps(rows, indent=1, ensure_ascii=False).encode("utf-8", "replace")
        yield f"data/{name}.csv", plain_csv(columns, ([row[column] for column in columns] for row in rows))

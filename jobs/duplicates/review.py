"""A pair side by side, with what would be kept and why: what somebody looks at who decides. Values are masked for whoever looks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas
from sqlalchemy.engine import Connection

from analytics.duplicates import Choice
from dashapp.auth import operating
from dashapp.auth.viewer import Viewer
from dashapp.db.engines import warehouse_engine
from dashapp.errors import NotFound
from dashapp.settings import Settings
from jobs import raw
from jobs.build_runs import moment_of
from jobs.duplicates import listing, merging, records, store
from jobs.duplicates.merging import Merge
from queries.masking import masked_value

# Title and masking tag of each field, in the order in which people read them.
FIELDS = {
    "first_name": ("First name", "name"),
    "last_name": ("Family name", "name"),
    "email": ("E-mail", "email"),
    "phone": ("Telephone", "phone"),
    "street": ("Street", "address"),
    "postal_code": ("Postal code", "address"),
    "city": ("City", "address"),
    "region": ("Region", ""),
    "country": ("Country", ""),
    "birth_date": ("Year of birth", "name"),
    "cards": ("Cards", "name"),
    "devices": ("Devices", "name"),
}


@dataclass(frozen=True)
class Row:
    """A field: its value in each account, whether they agree, and which account's value would be kept, and why.

    agreement is same, different or unknown where an account has none; values are masked, None where there is none.
    """

    title: str
    values: tuple[str | None, ...]
    agreement: str
    kept_from: str
    reason: str


@dataclass(frozen=True)
class Case:
    """Accounts side by side; `made` are the days of their first sight. evidence is that of a pair, empty for a merge."""

    source: str
    numbers: tuple[str, ...]
    made: tuple[str, ...]
    rows: tuple[Row, ...]
    stays: str
    band: str
    probability: float | None = None
    evidence: Mapping[str, Any] | None = None


def next_case(settings: Settings, viewer: Viewer, band: str) -> Case | None:
    """The pair of a band that is asked about next; None where none waits, or where its accounts are not there any more."""
    for pair in listing.waiting(settings, viewer, band, 1):
        with operating.accounts(settings).connect() as accounts:
            held = store.pair(accounts, pair["source"], pair["left_id"], pair["right_id"])
        if held is not None:
            return _case(settings, viewer, held["source"], (held["left_id"], held["right_id"]), held)
    return None


def merge_case(settings: Settings, viewer: Viewer, merge_id: int) -> tuple[Merge, Case]:
    """A merge with its accounts side by side. NotFound for a number that no merge has."""
    found = {one.merge_id: one for one in listing.merges(settings, viewer)}.get(merge_id)
    if found is None:
        raise NotFound(f"There is no merge {merge_id}. The page and `manage.py duplicates list` show those there are.")
    return found, _case(settings, viewer, found.source, found.members, {"band": found.band, "probability": None, "evidence": None})


def waiting_for_build(settings: Settings, viewer: Viewer) -> int:
    """How many merges were approved or undone since the current version was published."""
    engine = warehouse_engine(settings)
    raw.create(engine)
    with engine.connect() as connection:
        published = connection.execute(raw.versions.select().order_by(raw.versions.c.version.desc()).limit(1)).mappings().first()
    since = moment_of(published["published_at"]) if published else 0
    return sum(max(one.approved_at or 0, one.undone_at or 0) > since for one in listing.merges(settings, viewer))


def _case(settings: Settings, viewer: Viewer, source: str, numbers: Iterable[str], held: Mapping[str, Any]) -> Case:
    engine = warehouse_engine(settings)
    raw.create(engine)
    with engine.connect() as connection, operating.accounts(settings).connect() as accounts:
        store.require_searched(accounts, source, records.load_of(connection, source))
        frame = _records(connection, source, tuple(numbers))
    chosen = {choice.field: choice for choice in merging.choices(frame, frame["customer_id"])}
    made = records.made(frame)
    shown = [name for name in FIELDS if name in frame and frame[name].notna().any()]
    return Case(
        source,
        tuple(frame["customer_id"]),
        tuple(made.get(number, "")[:10] for number in frame["customer_id"]),
        tuple(_row(viewer, name, frame[name].tolist(), chosen[name]) for name in shown),
        merging.first_made(made, frame["customer_id"]),
        held["band"],
        held["probability"],
        held["evidence"],
    )


def _records(connection: Connection, source: str, numbers: tuple[str, ...]) -> pandas.DataFrame:
    frame = records.records(connection, source, numbers)
    if set(frame["customer_id"]) != set(numbers):
        raise NotFound("An account of this pair is erased or not there any more. Search for duplicates again.")
    return frame


def _row(viewer: Viewer, name: str, values: list[Any], choice: Choice) -> Row:
    title, tag = FIELDS[name]
    given = [str(value) if pandas.notna(value) else None for value in values]
    shown = tuple(masked_value(value) if tag in viewer.masked_tags and value is not None else value for value in given)
    return Row(title, shown, _agreement(given), str(choice.customer_id or ""), choice.reason)


def _agreement(values: list[str | None]) -> str:
    """Of cards and devices, which are lists, one in common is enough."""
    known = [{*value.strip().casefold().split("|")} for value in values if value is not None]
    if known and not set.intersection(*known):
        return "different"
    return "unknown" if None in values else "same"

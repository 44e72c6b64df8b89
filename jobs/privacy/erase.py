"""Erasure: somebody's identity goes from everything that is held, and the books stay to the cent."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from sqlalchemy.engine import Connection

from dashapp.auth import audit, operating
from dashapp.auth.audit import Action
from dashapp.auth.permissions import Permission
from dashapp.auth.viewer import Viewer
from dashapp.db.engines import warehouse_engine
from dashapp.errors import NoData, UserError
from dashapp.settings import Settings
from jobs import raw
from jobs.build import build_locked
from jobs.lock import only_one
from jobs.privacy.forget import Forgotten, forget, forget_again, settle
from jobs.privacy.holders import Holder, chosen, holders, identifiers, sharing
from jobs.privacy.merged import with_merged
from jobs.privacy.register import Identifiers, load_register, register
from jobs.privacy.requests import answer, open_for, open_request, refusals
from jobs.privacy.traces import clear_traces, left_in

Progress = Callable[[str], None]
_AUDITED_SUBJECTS = 20


@dataclass(frozen=True)
class Erasure:
    """What was erased, or would be: rows by table. `left_in` are files that still hold an address or telephone number, to be looked at.

    `version` is the version of the warehouse that was published without them; None after a dry run or with nothing to publish.
    """

    subjects: tuple[str, ...]
    rows: dict[str, int]
    identifiers: int
    is_dry_run: bool
    version: int | None = None
    left_in: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def erase(
    settings: Settings,
    viewer: Viewer,
    references: Iterable[str],
    *,
    dry_run: bool = False,
    request_id: int | None = None,
    wait: bool = False,
    progress: Progress | None = None,
) -> Erasure:
    """Erase people by reference. A dry run counts and changes nothing. Without a request one is written down.

    UserError for somebody whom a refusal protects, and where others share an e-mail address: they would be erased at their next import.
    """
    viewer.require(Permission.PERSONAL_DATA_HANDLE)
    subjects = tuple(dict.fromkeys(references))
    if request_id is not None:
        open_for(settings, request_id)
    with only_one(settings, "erasure", wait=wait):
        people, known = _found(settings, subjects)
        if dry_run:
            return Erasure(subjects, _counted(settings, known), len(known), is_dry_run=True)
        number = open_request(settings, viewer, "erasure", subjects) if request_id is None else request_id
        done = erase_known(settings, known)
        version, notes = publish_without(settings, +done.rows, progress)
    left = left_in(settings, {word for one in people for word in (*one.emails, *one.phones)})
    answer(settings, viewer, number, "erased")
    detail = {"request": number, "subjects": list(subjects[:_AUDITED_SUBJECTS]), "people": len(subjects), "rows": done.total}
    audit.record(operating.accounts(settings), viewer, Action.SUBJECT_ERASED, f"request:{number}", detail)
    return Erasure(subjects, dict(+done.rows), len(known), False, version, tuple(left), tuple(notes))


def replay(settings: Settings, viewer: Viewer, *, wait: bool = False, progress: Progress | None = None) -> Erasure:
    """Erase everybody of the register again: after a backup was restored, in which they still are."""
    viewer.require(Permission.PERSONAL_DATA_HANDLE)
    with only_one(settings, "erasure", wait=wait):
        raw.create(warehouse_engine(settings))
        with warehouse_engine(settings).begin() as connection:
            done = forget_again(settings, connection)
        version, notes = publish_without(settings, +done.rows, progress)
    audit.record(operating.accounts(settings), viewer, Action.SUBJECT_ERASED, "register", {"rows": done.total})
    return Erasure((), dict(+done.rows), len(load_register(settings).hashes), False, version, (), tuple(notes))


def erase_known(settings: Settings, known: Identifiers) -> Forgotten:
    """Register identifiers and forget whoever they are of, for a caller that holds the lock.

    The register is written first: what stops in between is finished by the next import or by a replay.
    """
    held = register(settings, known)
    with warehouse_engine(settings).begin() as connection:
        done = forget(connection, held)
    settle(settings, done)
    return done


def publish_without(settings: Settings, touched: Collection[str], progress: Progress | None = None) -> tuple[int | None, list[str]]:
    """Build anew, and clear what the version before left behind in these tables and elsewhere.

    Returns the version, and what could not be finished.
    """
    said = progress or _silent
    try:
        version: int | None = build_locked(settings, said).version
    except NoData:
        version = None
    said("traces")
    return version, clear_traces(settings, touched)


def _found(settings: Settings, subjects: tuple[str, ...]) -> tuple[list[Holder], Identifiers]:
    refused, engine, hasher = refusals(settings), warehouse_engine(settings), load_register(settings).hasher
    raw.create(engine)
    with engine.connect() as connection:
        whole = with_merged(connection, subjects)
        for subject in whole:
            if subject in refused:
                raise UserError(f"{subject} may not be erased: {refused[subject]} Reopen the refused request once that is over.")
        everybody = holders(connection, hasher)
        people = chosen(connection, hasher, everybody, whole)
    others = sharing(people, everybody)
    if others:
        listed = ", ".join(others)
        raise UserError(f"Others hold the same e-mail address: {listed}. Name them too: at their next import they would be erased as well.")
    return people, identifiers(hasher, people, everybody)


def _counted(settings: Settings, known: Identifiers) -> dict[str, int]:
    """What an erasure would change, counted by doing it and taking it back."""
    with warehouse_engine(settings).connect() as connection, connection.begin() as transaction:
        counts = _rows(connection, settings, known)
        transaction.rollback()
    return counts


def _rows(connection: Connection, settings: Settings, known: Identifiers) -> dict[str, int]:
    return dict(+forget(connection, load_register(settings).with_more(known)).rows)


def _silent(_step: str) -> None:
    """Say nothing."""

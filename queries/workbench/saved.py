"""Saved statements: one's own, and those that others share. Only their text is kept; each run is checked anew."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, RowMapping, delete, insert, or_, select, update

from dashapp.auth import audit
from dashapp.auth.audit import Action
from dashapp.auth.permissions import Permission
from dashapp.auth.viewer import Viewer
from dashapp.db.catalogue import SAVED_QUERIES
from dashapp.errors import NotFound, UserError
from queries.masking import without_addresses
from queries.workbench.statement import checked

LONGEST_TITLE, MOST_SAVED = 120, 200
_C = SAVED_QUERIES.c


@dataclass(frozen=True)
class Saved:
    """A saved statement, whose it is, and whether others see it. The moment is in seconds since 1970."""

    saved_query_id: int
    owner_id: int
    owner: str
    title: str
    text: str
    is_shared: bool
    changed_at: int


def saved(engine: Engine, viewer: Viewer) -> list[Saved]:
    """Those that the viewer may open, their own first."""
    viewer.require(Permission.SQL_RUN)
    with engine.connect() as connection:
        rows = connection.execute(select(SAVED_QUERIES).where(_visible(viewer)).order_by(_C.title, _C.saved_query_id)).mappings().all()
    return sorted((Saved(**row) for row in rows), key=lambda one: one.owner_id != viewer.user_id)


def one_saved(engine: Engine, viewer: Viewer, number: int) -> Saved:
    """The one of that number; NotFound for one that is not there or not the viewer's to see."""
    viewer.require(Permission.SQL_RUN)
    with engine.connect() as connection:
        row = connection.execute(select(SAVED_QUERIES).where(_C.saved_query_id == number, _visible(viewer))).mappings().first()
    if row is None:
        raise NotFound(f"There is no saved statement {number} that you may open.")
    return Saved(**row)


def save(engine: Engine, viewer: Viewer, title: str, text: str, *, shared: bool) -> int:
    """Keep a statement that may run, under a title; its own of that title is replaced. The number."""
    viewer.require(Permission.SQL_RUN)
    if not title or len(title) > LONGEST_TITLE:
        raise UserError(f"The title has {len(title)} letters. It needs 1 to {LONGEST_TITLE}.")
    checked(text, viewer)
    row = {"text": text, "is_shared": shared, "changed_at": int(time.time())}
    own = (_C.owner_id == viewer.user_id, _C.title == title)
    with engine.begin() as connection:
        before = connection.execute(select(SAVED_QUERIES).where(*own)).mappings().first()
        if before is not None:
            connection.execute(update(SAVED_QUERIES).where(*own).values(**row))
            number = int(before["saved_query_id"])
        else:
            if len(connection.execute(select(_C.saved_query_id).where(_C.owner_id == viewer.user_id)).all()) >= MOST_SAVED:
                raise UserError(f"You keep {MOST_SAVED} statements, which is the most. Delete one.")
            made = {**row, "owner_id": viewer.user_id, "owner": viewer.name, "title": title}
            number = int(connection.execute(insert(SAVED_QUERIES).values(**made).returning(_C.saved_query_id)).scalar_one())
        detail = {"before": _kept(before), "after": _kept({**row, "title": title})}
        audit.append(connection, viewer, Action.QUERY_SAVED, f"saved_query:{number}", detail)
    return number


def forget(engine: Engine, viewer: Viewer, number: int) -> None:
    """Delete one of one's own."""
    found = one_saved(engine, viewer, number)
    if found.owner_id != viewer.user_id:
        raise UserError(f"{found.title} is {found.owner}'s. Only they can delete it.")
    with engine.begin() as connection:
        connection.execute(delete(SAVED_QUERIES).where(_C.saved_query_id == number))
        before = _kept({"title": found.title, "text": found.text, "is_shared": found.is_shared})
        audit.append(connection, viewer, Action.SAVED_QUERY_DELETED, f"saved_query:{number}", {"before": before})


def _visible(viewer: Viewer) -> Any:
    return or_(_C.owner_id == viewer.user_id, _C.is_shared)


def _kept(row: Mapping[str, Any] | RowMapping | None) -> dict[str, Any] | None:
    """What the trail keeps: no address that somebody typed."""
    return None if row is None else {"title": row["title"], "text": without_addresses(row["text"]), "is_shared": bool(row["is_shared"])}

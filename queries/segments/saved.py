"""Segments that people keep: their own, and those that are shared with their role. A change is a new version; old ones stay."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, Select, insert, select, update

from dashapp.auth import audit
from dashapp.auth.audit import Action
from dashapp.auth.permissions import Permission
from dashapp.auth.roles import ROLES
from dashapp.auth.viewer import Viewer
from dashapp.db.segments import SAVED_SEGMENTS, SEGMENT_VERSIONS
from dashapp.errors import NotFound, UserError, near
from queries.masking import without_addresses
from queries.segments.rules import Rule, require_words

MOST_SAVED = 200
_S, _V = SAVED_SEGMENTS.c, SEGMENT_VERSIONS.c


@dataclass(frozen=True)
class Words:
    """What a segment is called, why it is of use, what is to be done, and the roles that may open it."""

    title: str
    reason: str = ""
    action: str = ""
    shared_with: tuple[str, ...] = ()


@dataclass(frozen=True)
class Saved:
    """A kept segment in one of its versions. The moment is in seconds since 1970."""

    segment_id: int
    owner_id: int
    owner: str
    version: int
    words: Words
    rule: Rule
    changed_at: int


def saved(engine: Engine, viewer: Viewer) -> list[Saved]:
    """Those that the viewer may open, their own first, by title."""
    viewer.require(Permission.SEGMENTS_VIEW)
    with engine.connect() as connection:
        found = [_saved(row) for row in connection.execute(_current()).mappings()]
    visible = [one for one in found if _opens(one, viewer)]
    return sorted(visible, key=lambda one: (one.owner_id != viewer.user_id, one.words.title, one.segment_id))


def one_saved(engine: Engine, viewer: Viewer, number: int) -> Saved:
    """The one of that number; NotFound for one that is not there or not the viewer's to see."""
    found = next((one for one in saved(engine, viewer) if one.segment_id == number), None)
    if found is None:
        raise NotFound(f"There is no segment {number} that you may open.")
    return found


def versions(engine: Engine, viewer: Viewer, number: int) -> list[Saved]:
    """Every version of a segment that the viewer may open, the newest first."""
    now = one_saved(engine, viewer, number)
    asked = _joined().where(_V.segment_id == now.segment_id).order_by(_V.version.desc())
    with engine.connect() as connection:
        return [_saved(row) for row in connection.execute(asked).mappings()]


def save(engine: Engine, viewer: Viewer, words: Words, rule: Rule, number: int | None = None) -> Saved:
    """Keep a segment: a new one, or the next version of one's own. One that is as it was stays as it is."""
    viewer.require(Permission.SEGMENTS_MANAGE)
    _require(words)
    before = _own(engine, viewer, number) if number is not None else None
    if before is not None and (before.words, before.rule) == (words, rule):
        return before
    with engine.begin() as connection:
        kept, version = (before.segment_id, before.version + 1) if before else (_new(connection, viewer), 1)
        connection.execute(update(SAVED_SEGMENTS).where(_S.segment_id == kept).values(version=version))
        connection.execute(insert(SEGMENT_VERSIONS).values(segment_id=kept, version=version, **_row(words, rule)))
        detail = {"version": version, "before": _told(before), "after": _told_of(words, rule)}
        audit.append(connection, viewer, Action.SEGMENT_SAVED, f"segment:{kept}", detail)
    return one_saved(engine, viewer, kept)


def end(engine: Engine, viewer: Viewer, number: int) -> None:
    """Take one of one's own away; its versions stay, for what was handed out by them."""
    viewer.require(Permission.SEGMENTS_MANAGE)
    found = _own(engine, viewer, number)
    with engine.begin() as connection:
        connection.execute(update(SAVED_SEGMENTS).where(_S.segment_id == number).values(ended_at=int(time.time())))
        audit.append(connection, viewer, Action.SEGMENT_ENDED, f"segment:{number}", {"before": _told(found)})


def _own(engine: Engine, viewer: Viewer, number: int) -> Saved:
    found = one_saved(engine, viewer, number)
    if found.owner_id != viewer.user_id:
        raise UserError(f"{found.words.title} is {found.owner}'s. Only they can change it; keep it under a title of your own.")
    return found


def _new(connection: Connection, viewer: Viewer) -> int:
    held = connection.execute(select(_S.segment_id).where(_S.owner_id == viewer.user_id, _S.ended_at.is_(None))).all()
    if len(held) >= MOST_SAVED:
        raise UserError(f"You keep {MOST_SAVED} segments, which is the most. Take one away.")
    made = insert(SAVED_SEGMENTS).values(owner_id=viewer.user_id, owner=viewer.name, version=1)
    return int(connection.execute(made.returning(_S.segment_id)).scalar_one())


def _require(words: Words) -> None:
    require_words({"title": words.title, "reason": words.reason, "action": words.action})
    for role in words.shared_with:
        if role not in ROLES:
            raise UserError(f"There is no role {role!r}.{near(role, ROLES)}")


def _opens(one: Saved, viewer: Viewer) -> bool:
    return one.owner_id == viewer.user_id or viewer.role in one.words.shared_with


def _joined() -> Select[Any]:
    return select(_S.owner_id, _S.owner, SEGMENT_VERSIONS).join_from(
        SAVED_SEGMENTS, SEGMENT_VERSIONS, SAVED_SEGMENTS.c.segment_id == SEGMENT_VERSIONS.c.segment_id
    )


def _current() -> Select[Any]:
    return _joined().where(_V.version == _S.version, _S.ended_at.is_(None))


def _saved(row: Any) -> Saved:
    words = Words(row["title"], row["reason"], row["action"], tuple(row["shared_with"]))
    about = {name: row[name] for name in ("segment_id", "owner_id", "owner", "version", "changed_at")}
    return Saved(words=words, rule=Rule.of(row["rule"]), **about)


def _row(words: Words, rule: Rule) -> dict[str, Any]:
    return {
        "title": words.title,
        "reason": words.reason,
        "action": words.action,
        "shared_with": list(words.shared_with),
        "rule": rule.to_plain(),
        "changed_at": int(time.time()),
    }


def _told(before: Saved | None) -> Mapping[str, Any] | None:
    return None if before is None else _told_of(before.words, before.rule)


def _told_of(words: Words, rule: Rule) -> Mapping[str, Any]:
    """What the trail keeps: no address that somebody typed."""
    return {"title": without_addresses(words.title), "rule": without_addresses(rule.to_text()), "shared_with": list(words.shared_with)}


def roles_to_share_with() -> Iterable[tuple[str, str]]:
    """The roles that open segments, with their titles."""
    return [(name, role.title) for name, role in ROLES.items() if Permission.SEGMENTS_VIEW in role.permissions]

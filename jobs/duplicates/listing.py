"""What is proposed, answered and merged, for whoever may see how good the data is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.engine import Connection
from sqlalchemy.sql import ColumnElement

from analytics.proportions import wilson
from dashapp.auth import operating
from dashapp.auth.permissions import Permission
from dashapp.auth.viewer import Viewer
from dashapp.db.duplicates import DUPLICATE_ANSWERS, DUPLICATE_PAIRS
from dashapp.settings import Settings
from jobs.duplicates import store
from jobs.duplicates.deeds import BANDS
from jobs.duplicates.merging import Merge
from queries.office import require_whole_reach

_PAIRS, _ANSWERS = DUPLICATE_PAIRS.c, DUPLICATE_ANSWERS.c


@dataclass(frozen=True)
class Band:
    """A band: its pairs, how many of them wait, and what answers to pairs of the band say.

    precision is the share that is one person among those decided, with Wilson's 95 % interval; None where nobody decided.
    """

    band: str
    pairs: int
    waiting: int
    same: int
    different: int
    undecided: int
    precision: float | None
    least: float
    most: float


def bands(settings: Settings, viewer: Viewer) -> list[Band]:
    """Both bands that are proposed. An answer counts for the band that its pair had when it was asked about."""
    require_reading(viewer)
    with operating.accounts(settings).connect() as connection:
        held = _counts(connection, select(_PAIRS.band, func.count()).group_by(_PAIRS.band))
        open_ = _counts(connection, _unanswered(_PAIRS.band, func.count()).group_by(_PAIRS.band))
        said = connection.execute(select(_ANSWERS.band, _ANSWERS.answer, func.count()).group_by(_ANSWERS.band, _ANSWERS.answer)).all()
    counted = {(band, answer): count for band, answer, count in said}
    return [_band(name, held.get(name, 0), open_.get(name, 0), counted) for name in BANDS]


def waiting(settings: Settings, viewer: Viewer, band: str, limit: int | None = None) -> list[dict[str, Any]]:
    """The pairs of a band that nobody answered, in the order in which they are asked about: source, left_id, right_id, probability."""
    require_reading(viewer)
    asked = _unanswered(_PAIRS.source, _PAIRS.left_id, _PAIRS.right_id, _PAIRS.probability).where(_PAIRS.band == band)
    asked = asked.order_by(_PAIRS.draw, _PAIRS.source, _PAIRS.left_id, _PAIRS.right_id)
    with operating.accounts(settings).connect() as connection:
        rows = connection.execute(asked if limit is None else asked.limit(limit)).mappings()
        return [{str(name): value for name, value in row.items()} for row in rows]


def merges(settings: Settings, viewer: Viewer, state: str | None = None) -> list[Merge]:
    """Merges in a state, or all of them, the latest first."""
    require_reading(viewer)
    with operating.accounts(settings).connect() as connection:
        return store.merges(connection, *((state,) if state else ("proposed", "approved", "undone")))[::-1]


def require_reading(viewer: Viewer) -> None:
    """Forbidden for whoever may not see how good the data is, or reaches some rows only."""
    viewer.require(Permission.QUALITY_VIEW)
    require_whole_reach(viewer)


def _counts(connection: Connection, asked: Any) -> dict[str, int]:
    return {band: int(count) for band, count in connection.execute(asked)}


def _unanswered(*columns: Any) -> Any:
    same: ColumnElement[bool] = and_(*(_PAIRS[name] == _ANSWERS[name] for name in store.PAIR))
    return select(*columns).select_from(DUPLICATE_PAIRS.outerjoin(DUPLICATE_ANSWERS, same)).where(_ANSWERS.answer_id.is_(None))


def _band(name: str, pairs: int, open_: int, counted: dict[tuple[str, str], int]) -> Band:
    same, different, undecided = (counted.get((name, answer), 0) for answer in ("same", "different", "undecided"))
    decided = same + different
    return Band(name, pairs, open_, same, different, undecided, same / decided if decided else None, *wilson(same, decided))

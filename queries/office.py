"""Office: what pages of administration ask of the floors beside them, handed in when the application is composed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dashapp.auth.changes import Change
from dashapp.auth.viewer import Viewer
from dashapp.errors import Forbidden
from dashapp.settings import Settings
from dashapp.table import Table


@dataclass(frozen=True)
class Work:
    """What runs, or ran last, beside the requests: which task, about what, for whom.

    Moments are seconds since 1970; state is running, done, failed or stopped.
    """

    task: str
    about: str
    title: str
    by: str
    began_at: int
    state: str
    ended_at: int | None = None
    said: str = ""


@dataclass(frozen=True)
class Quality:
    """What is done about the quality of the data. Numbers are those of incidents; each answers to how many something was done."""

    people: Callable[[Settings], Sequence[str]]
    assign: Callable[[Settings, Viewer, Iterable[int], str], int]
    acknowledge: Callable[[Settings, Viewer, Iterable[int]], int]
    begin: Callable[[Settings, Viewer, Iterable[int]], int]
    comment: Callable[[Settings, Viewer, Iterable[int], str], int]
    incident_of: Callable[[Settings, str], int | None]
    waive: Callable[[Settings, Viewer, str, str, str], Any]
    end_waiver: Callable[[Settings, Viewer, str], None]
    described: Callable[[Settings, str], Any]
    listed: Callable[[Settings, str], Any]
    rules: Callable[[Settings], Sequence[Any]]
    add_rule: Callable[[Settings, Viewer, Mapping[str, Any]], Any]
    end_rule: Callable[[Settings, Viewer, int], None]
    limits: Callable[[Settings], Sequence[Any]]
    set_limit: Callable[[Settings, Viewer, str, int, str], Any]
    corrections: Callable[[], Mapping[str, Any]]
    dry_run: Callable[[Settings, Viewer, str, int], Any]
    propose_correction: Callable[[Settings, Viewer, str, str], Change]
    corrected: Callable[[Settings], Sequence[Mapping[str, Any]]]
    take_back: Callable[[Settings, Viewer, int], int]


@dataclass(frozen=True)
class DuplicateOffice:
    """What the page of duplicate customers asks: what is proposed, two accounts side by side, the decisions, and mistyped contacts."""

    bands: Callable[[Settings, Viewer], Sequence[Any]]
    next_case: Callable[[Settings, Viewer, str], Any | None]
    merge_case: Callable[[Settings, Viewer, int], tuple[Any, Any]]
    merges: Callable[[Settings, Viewer, str], Sequence[Any]]
    waiting_for_build: Callable[[Settings, Viewer], int]
    answer: Callable[[Settings, Viewer, Sequence[str], str], str]
    withdraw: Callable[[Settings, Viewer], tuple[str, str, str]]
    approve: Callable[[Settings, Viewer, Iterable[int]], Sequence[Any]]
    approve_band: Callable[[Settings, Viewer, str], Sequence[Any]]
    undo: Callable[[Settings, Viewer, int], Any]
    contacts: Callable[[Settings, Viewer], Table]


@dataclass(frozen=True)
class FollowUps:
    """What is done about detractors. Numbers are those of follow-ups; each deed answers to how many it was done."""

    people: Callable[[Settings], Sequence[str]]
    outcomes: Sequence[str]
    assign: Callable[[Settings, Viewer, Iterable[int], str], int]
    set_due: Callable[[Settings, Viewer, Iterable[int], str], int]
    close: Callable[[Settings, Viewer, Iterable[int], str], int]


@dataclass(frozen=True)
class WinBackPlan:
    """Whom to win back and how: the bands of loss at stake and, unless empty, the main reason that choose the list; who answers for it.

    holdout_share: of the list, who are left alone so that the lift can be told; 0 for nobody, and then no lift is told.
    """

    title: str
    offer: str
    owner: str
    bands: tuple[str, ...]
    reason: str
    planned_days: int
    holdout_share: float


@dataclass(frozen=True)
class WinBackSize:
    """The list of a plan: customers chosen, those left out for want of consent or as another list has them, contacted, held out.

    expected_rate: the share that is expected to order anyway; detectable: the least lift that the list can show, None without a hold-out.
    """

    chosen: int
    without_consent: int
    elsewhere: int
    contacted: int
    held_out: int
    expected_rate: float
    detectable: float | None


@dataclass(frozen=True)
class WinBack:
    """What the page of churn asks about win-back actions."""

    people: Callable[[Settings], Sequence[str]]
    size: Callable[[Settings, Viewer, WinBackPlan], WinBackSize]
    start: Callable[[Settings, Viewer, WinBackPlan], tuple[int, WinBackSize]]
    stop: Callable[[Settings, Viewer, int], str]


@dataclass(frozen=True)
class Office:
    """Functions of jobs. `start` begins a task that takes longer than an answer may, `work` tells how it stands.

    Everything else answers within a request. Each checks the permission of its viewer itself.
    """

    locks: Callable[[Settings], Sequence[Any]]
    check_lock: Callable[[Settings, str], Any]
    propose_unlock: Callable[[Settings, str, str, Viewer], Change]
    approve_change: Callable[[Settings, int, Viewer], str]
    needs_build: Callable[[Settings, int], bool]
    evidence: Callable[[Settings, str, Viewer], bytes]
    search: Callable[[Settings, Viewer, str], Sequence[Any]]
    open_request: Callable[[Settings, Viewer, str, Iterable[str]], int]
    requests: Callable[[Settings, Viewer], Sequence[Any]]
    refuse_request: Callable[[Settings, Viewer, int, str], None]
    reopen_request: Callable[[Settings, Viewer, int], None]
    bundle: Callable[[Settings, Viewer, Any], Any]
    count_erasure: Callable[[Settings, Viewer, Any], Any]
    count_retention: Callable[[Settings, Viewer], Sequence[Any]]
    retention_rules: Callable[[Settings], Sequence[tuple[str, str, int]]]
    set_retention: Callable[[Settings, Viewer, str, int], None]
    duplicates: DuplicateOffice
    start: Callable[[Settings, Viewer, str, Mapping[str, Any]], Work]
    work: Callable[[Settings], Work | None]
    quality: Quality
    follow_ups: FollowUps
    winback: WinBack


def require_whole_reach(viewer: Viewer) -> None:
    """Forbidden for somebody whose reach is limited: books and personal data are not cut by brand or region."""
    if viewer.scope.limits():
        raise Forbidden("Your reach is limited, and this is about everything. Somebody who reaches everything can do it.")

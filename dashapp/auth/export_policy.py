"""The export policy: which role takes what along, in which form, how much of it, and when somebody else has to agree."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from dashapp.auth.masking import IDENTITY_TAGS
from dashapp.auth.viewer import Viewer
from dashapp.errors import Forbidden, TallyroomError, UserError

LONGEST_REASON = 500
_SHORTEST_REASON = 8


class Sensitivity(StrEnum):
    """What a download tells at most, the harmless first."""

    INTERNAL = "internal"
    COST = "cost"
    IDENTITY = "identity"


@dataclass(frozen=True)
class Rule:
    """The allowed formats, the most rows of one download, whether it needs a reason, and the rows above which a second person agrees."""

    formats: tuple[str, ...]
    most_rows: int
    needs_reason: bool
    approval_above: int


_EVERY = ("csv", "xlsx", "png")
_BOOKS = ("xlsx", "png")
_ORDINARY = Rule(_EVERY, 1_000_000, needs_reason=False, approval_above=200_000)
_S = Sensitivity

# What is not listed is not allowed. Support exports nothing.
POLICY: dict[str, dict[Sensitivity, Rule]] = {
    "admin": {_S.INTERNAL: _ORDINARY, _S.COST: Rule(_BOOKS, 50_000, needs_reason=True, approval_above=5_000)},
    "executive": {_S.INTERNAL: _ORDINARY, _S.COST: Rule(_BOOKS, 50_000, needs_reason=False, approval_above=5_000)},
    "analyst": {_S.INTERNAL: _ORDINARY, _S.COST: Rule(_EVERY, 200_000, needs_reason=True, approval_above=20_000)},
    "marketing": {_S.INTERNAL: _ORDINARY, _S.COST: Rule(_BOOKS, 20_000, needs_reason=True, approval_above=2_000)},
    "operations": {_S.INTERNAL: _ORDINARY, _S.COST: Rule(_EVERY, 50_000, needs_reason=True, approval_above=10_000)},
    "finance": {_S.INTERNAL: _ORDINARY, _S.COST: Rule(_EVERY, 1_000_000, needs_reason=False, approval_above=200_000)},
    "fraud_analyst": {
        _S.INTERNAL: _ORDINARY,
        _S.IDENTITY: Rule(("csv", "xlsx"), 1_000, needs_reason=True, approval_above=50),
    },
}


@dataclass(frozen=True)
class Load:
    """What a download carries: its format, its rows, the tags of its columns."""

    format: str
    rows: int
    tags: frozenset[str]


class ReasonNeeded(TallyroomError):
    """The download is allowed once its purpose is said."""

    status = 428

    def __init__(self, sensitivity: Sensitivity, rows: int, approval: bool) -> None:
        then = " It then waits until a second person has agreed." if approval else ""
        super().__init__(f"Say what these {rows:,} rows are for: they hold {WORDS[sensitivity]}.{then}")
        self.sensitivity, self.rows, self.approval = sensitivity, rows, approval


WORDS = {_S.INTERNAL: "internal figures", _S.COST: "costs or margins", _S.IDENTITY: "who customers are"}


def sensitivity_of(tags: Iterable[str], viewer: Viewer) -> Sensitivity:
    """What columns of these tags tell this viewer: a masked one tells nothing."""
    seen = set(tags) - viewer.masked_tags
    if seen & IDENTITY_TAGS:
        return Sensitivity.IDENTITY
    return Sensitivity.COST if seen & {"cost", "margin"} else Sensitivity.INTERNAL


def needs_approval(load: Load, viewer: Viewer, reason: str) -> bool:
    """Whether a second person must agree first. Forbidden when the role may not take it along at all; ReasonNeeded without a reason."""
    sensitivity = sensitivity_of(load.tags, viewer)
    rule = _allowed(load, viewer, sensitivity)
    approval = load.rows > rule.approval_above
    if (rule.needs_reason or approval) and not reason:
        raise ReasonNeeded(sensitivity, load.rows, approval)
    if approval and load.format == "png":
        raise Forbidden(f"A picture of more than {rule.approval_above:,} rows cannot wait for a second person. Download the XLSX.")
    return approval


def checked_reason(text: str) -> str:
    """A reason as it is kept; UserError for one that says nothing or too much."""
    reason = " ".join(text.split())
    if reason and not _SHORTEST_REASON <= len(reason) <= LONGEST_REASON:
        raise UserError(f"A reason has {_SHORTEST_REASON} to {LONGEST_REASON} letters: say who needs the rows and what for.")
    return reason


def _allowed(load: Load, viewer: Viewer, sensitivity: Sensitivity) -> Rule:
    rule = POLICY.get(viewer.role, {}).get(sensitivity)
    if rule is None:
        raise Forbidden(f"The role {viewer.role!r} takes along nothing that holds {WORDS[sensitivity]}.")
    if load.format not in rule.formats:
        named = ", ".join(name.upper() for name in rule.formats)
        raise Forbidden(f"The role {viewer.role!r} takes {WORDS[sensitivity]} along as {named} only, not as {load.format.upper()}.")
    if load.rows > rule.most_rows:
        raise Forbidden(f"These are {load.rows:,} rows; one download holds {rule.most_rows:,} at most. Narrow the filters.")
    return rule

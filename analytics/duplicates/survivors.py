"""Which value of each field would be kept if records were merged, and why. A preview: nothing is changed.

Values are weighed field by field, by what matters in this order: that the value can be right, that most records have it, that it is
written out (small letters after the first, no short form), that it was seen last, that it is longer. The first of these that tells two
values apart is the reason.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass

import pandas

from analytics.contacts.emails import check_email, mailbox
from analytics.contacts.phones import check_phone
from analytics.duplicates.names import family_name, given_name, main_name, plain
from analytics.duplicates.records import COLUMNS
from analytics.duplicates.streets import street_parts

SEEN = "seen_at"
REASONS = (
    "the others cannot be right",
    "most records have it",
    "it is written out",
    "it was seen last",
    "it is longer",
    "it stands in the first record",
)
ONLY, NONE = "it is the only one", "no record has one"
_VERDICTS = {"valid": 2, "doubtful": 1, "invalid": 0}
Weigh = Callable[[str, str | None], tuple[int, str]]


@dataclass(frozen=True)
class Choice:
    """What of a field would be kept: the value as given, the customer whose it is, and why; None where no record has one."""

    field: str
    value: str | None
    customer_id: Hashable | None
    reason: str


def survivors(customers: pandas.DataFrame, ids: Sequence[Hashable]) -> tuple[Choice, ...]:
    """For each column that the customers have, which value of these records would be kept.

    customers: as for find_duplicates, and optionally seen_at (a moment that can be compared), when each record was last confirmed.
    ValueError when an id is not there.
    """
    strangers = set(ids) - set(customers["customer_id"])
    if strangers:
        raise ValueError(f"There is no customer {sorted(map(str, strangers))[0]}. Give ids of the column customer_id.")
    rows = customers.set_index("customer_id").loc[list(ids)]
    return tuple(_chosen(rows, column) for column in COLUMNS if column in rows)


def _chosen(rows: pandas.DataFrame, column: str) -> Choice:
    given = rows[column].dropna().astype(str).str.strip()
    given = given[given != ""]
    if given.empty:
        return Choice(column, None, None, NONE)
    weighed = [_WEIGH.get(column, _text)(text, _country(rows, customer)) for customer, text in given.items()]
    votes = pandas.Series([meaning for _, meaning in weighed]).value_counts()
    seen = (rows[SEEN].rank(method="dense").fillna(0) if SEEN in rows else pandas.Series(0.0, index=rows.index))[given.index]
    scores: list[tuple[float, ...]] = [
        (right, int(votes[meaning]), _is_written_out(column, text), last, len(text), -place)
        for place, (text, (right, meaning), last) in enumerate(zip(given, weighed, seen.tolist(), strict=True))
    ]
    best = max(range(len(scores)), key=scores.__getitem__)
    others = [score for score, text in zip(scores, given, strict=True) if text != given.iloc[best]]
    return Choice(column, given.iloc[best], given.index[best], _reason(scores[best], others))


def _reason(best: tuple[float, ...], others: list[tuple[float, ...]]) -> str:
    """The first criterion by which the best value is ahead of the next best other one."""
    if not others:
        return ONLY
    second = max(others)
    return REASONS[next(number for number, (one, other) in enumerate(zip(best, second, strict=True)) if one != other)]


def _country(rows: pandas.DataFrame, customer: Hashable) -> str | None:
    value = rows["country"].get(customer) if "country" in rows else None
    return str(value) if pandas.notna(value) else None


def _is_written_out(column: str, text: str) -> bool:
    """Whether names and places have small and capital letters, and a first name is no short form; True for all other columns."""
    if column in ("first_name", "last_name", "street", "city"):
        formal = column != "first_name" or main_name(given_name(text)) == given_name(text)
        return formal and text != text.lower() and text != text.upper()
    return True


def _email(text: str, _: str | None) -> tuple[int, str]:
    return _VERDICTS[check_email(text).verdict], mailbox(text)


def _phone(text: str, country: str | None) -> tuple[int, str]:
    check = check_phone(text, country)
    return _VERDICTS[check.verdict], check.normal or text


def _text(text: str, _: str | None) -> tuple[int, str]:
    return 1, plain(text)


_WEIGH: dict[str, Weigh] = {
    "email": _email,
    "phone": _phone,
    "first_name": lambda text, _: (1, main_name(given_name(text))),
    "last_name": lambda text, _: (1, family_name(text)),
    "street": lambda text, _: (1, " ".join(street_parts(text))),
    "postal_code": lambda text, _: (1, plain(text).replace(" ", "")),
}

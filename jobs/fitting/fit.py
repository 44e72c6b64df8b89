"""Fitting models to a log up to a cut, and holding what they predict against the days after it."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy

from analytics.clv.histories import Past, bought_later, histories_of
from analytics.clv.holdout import Holdout, held_out
from analytics.clv.purchases import DEFAULT, FAMILIES, Purchasing, fit_purchases
from analytics.clv.spending import MOST_CORRELATION, NAMES, Spending, fit_spending
from dashapp.errors import NotFound, UserError, near
from dashapp.periods import day_number, day_of
from jobs.fitting.logs import PurchaseLog

UNITS = {"day": 1, "week": 7}


@dataclass(frozen=True)
class Asked:
    """A log, the last day that a model may see, and how many days after it are predicted."""

    log: PurchaseLog
    cut: int
    horizon: int
    unit: str

    @property
    def is_covered(self) -> bool:
        """Whether the log goes on to the end of the days after the cut."""
        return self.cut + self.horizon <= self.log.last_day

    @property
    def notes(self) -> list[str]:
        """What is to be known of the log."""
        log = self.log
        ends = f"The log ends on {day_of(log.last_day)}, before the {self.horizon} days after the cut-off do: nothing is held out."
        said = (
            (log.nameless, f"{log.nameless:,} rows without a customer are left out."),
            (log.returned, f"{log.returned:,} rows below zero lower what was spent on their day; a day of nothing else is no purchase."),
            (not self.is_covered, ends),
        )
        return [words for is_so, words in said if is_so]


def fit(name: str, log: PurchaseLog, cutoff: datetime.date, horizon: int, unit: str) -> list[dict[str, Any]]:
    """A record a model. UserError where the log or the cut-off do not allow a fit, saying why."""
    if name not in FITS:
        raise NotFound(f"There is nothing to fit that is named {name!r}.{near(name, FITS)}")
    cut = day_number(cutoff)
    if not log.first_day <= cut <= log.last_day:
        first, last = day_of(log.first_day), day_of(log.last_day)
        raise UserError(f"The cut-off is {cutoff}, and the log goes from {first} to {last}. Give a day of the log.")
    return FITS[name](Asked(log, cut, horizon, unit))


def lifetime_value(asked: Asked) -> list[dict[str, Any]]:
    """Every model of buying, and the model of spending with the house's model of buying."""
    unit = UNITS[asked.unit]
    past = histories_of(asked.log.frame, asked.cut, unit)
    later = bought_later(asked.log.frame, past.frame["customer"], asked.cut, asked.horizon)
    fitted = {name: fit_purchases(past.histories, family) for name, family in FAMILIES.items()}
    spending = fit_spending(past.frame["repeats"].to_numpy(float), past.frame["repeat_mean"].to_numpy(float))
    bought = [_buying(asked, past, one, later["purchases"].to_numpy(float)) for one in fitted.values()]
    return [*bought, _spending(asked, past, spending, fitted[DEFAULT.name], later["amount"].to_numpy(float))]


def _buying(asked: Asked, past: Past, fitted: Purchasing, actual: numpy.ndarray) -> dict[str, Any]:
    predicted = fitted.expected(past.histories, asked.horizon / UNITS[asked.unit])
    steady = {"model": "NBD", "parameters": dict(zip(("r", "alpha"), map(float, fitted.steady.values), strict=True))}
    unseen = "The log does not show anybody leaving: drop-out is not identified, and the NBD predicts in place of this model."
    return _record(
        asked, past, fitted.family.title, fitted.parameters, fitted.log_likelihood, held_out(predicted, actual),
        [] if fitted.sees_leaving else [unseen],
        dropout_identified=fitted.sees_leaving,
        fallback=None if fitted.sees_leaving else {**steady, "log_likelihood": fitted.steady.log_likelihood},
    )  # fmt: skip


def _spending(asked: Asked, past: Past, fitted: Spending, orders: Purchasing, actual: numpy.ndarray) -> dict[str, Any]:
    frame = past.frame
    spent = fitted.expected(frame["repeats"].to_numpy(float), frame["repeat_mean"].to_numpy(float))
    predicted = orders.expected(past.histories, asked.horizon / UNITS[asked.unit]) * spent
    said = (
        (fitted.values is None, "Too few customers spent anything again, or all the same: averages predict."),
        (fitted.values is not None and not fitted.has_mean, "q is not above 1, so there is no mean of all: averages predict."),
        (
            not fitted.is_independent,
            f"Spending goes with frequency: the correlation is {fitted.correlation:.2f}, over {MOST_CORRELATION}.",
        ),
        (True, f"What is held out is the amount spent, with purchases by {orders.family.title}."),
    )
    parameters = dict(zip(NAMES, fitted.values, strict=True)) if fitted.values else None
    return _record(
        asked, past, "Gamma-Gamma", parameters, fitted.log_likelihood if fitted.values else None, held_out(predicted, actual),
        [words for is_so, words in said if is_so],
        correlation=fitted.correlation,
        mean=fitted.mean,
    )  # fmt: skip


def _record(
    asked: Asked,
    past: Past,
    model: str,
    parameters: Mapping[str, float] | None,
    log_likelihood: float | None,
    held: Holdout,
    notes: list[str],
    **more: Any,
) -> dict[str, Any]:
    measures = asdict(held)
    measures["mae"] = measures.pop("mean_absolute_error")
    return {
        "model": model,
        "customers": past.histories.customers,
        "repeaters": past.histories.repeaters,
        "time_unit": asked.unit,
        "parameters": parameters,
        "log_likelihood": log_likelihood,
        "holdout": {**measures, "ratio": held.ratio} if asked.is_covered else None,
        **more,
        "notes": [*asked.notes, *notes],
    }


FITS: Mapping[str, Callable[[Asked], list[dict[str, Any]]]] = {"clv": lifetime_value}

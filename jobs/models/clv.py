"""Customer lifetime value in the shop: MBG/NBD orders times Gamma-Gamma net sales times the margin of what a customer buys."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass

import numpy
import pandas

from analytics.clv.histories import Log, Numbers, Past, bought_later, by_day, histories_of
from analytics.clv.holdout import Holdout, by_repeats, by_tenth, capture_interval, held_out
from analytics.clv.purchases import Purchasing, fit_purchases
from analytics.clv.season import season, weights_of
from analytics.clv.spending import Spending, fit_spending
from analytics.clv.spread import interval
from analytics.clv.value import discounted_purchases
from dashapp.model_card import Card, Figure
from dashapp.model_drift import Drift, Promise
from dashapp.periods import day_number, day_of
from jobs.model_tables import clv_scores
from jobs.models.marts import Marts
from jobs.models.model import Model, Outcome
from jobs.models.watch import shift

NAME, TITLE, OWNER = "clv", "Customer lifetime value", "Marketing"
QUESTION = "What will each known customer bring in the next twelve months?"
RULE = "The simple rule: every customer goes on as so far, net sales a day since the first order."
FEWEST_BUYERS, FEWEST_DAYS, RECENT_DAYS, SOME_ORDERS = 500, 180, 30, 3
LONGEST_TEST = 180
# Costs that are known for less than this share of net sales say too little about margins.
COSTED = 0.5
HORIZONS = (3, 6, 12)
YEAR_DAYS = 365
# A run promises net sales of so many days; a total that is off by no more than a usual shop's hold-out may be is as promised.
PROMISED_DAYS, TOLERANCE = 90, 0.15


@dataclass(frozen=True)
class Fitted:
    """Models of orders and of spending at a cut, and the season that the months before it show."""

    past: Past
    orders: Purchasing
    spending: Spending
    season: dict[int, float] | None
    cut: int

    @property
    def spend(self) -> Numbers:
        """Net sales of an order of each customer."""
        frame = self.past.frame
        return self.spending.expected(frame["repeats"].to_numpy(float), frame["repeat_mean"].to_numpy(float))

    def months(self, count: int) -> list[float]:
        """The weight of the season on each month of thirty days and a half after the cut."""
        day = day_of(self.cut + 1)
        given = weights_of(self.season, day.year * 12 + day.month - 1, count + 1)
        passed = (day.day - 1) / 30.4
        return [(1 - passed) * here + passed * after for here, after in itertools.pairwise(given)]

    def expected(self, days: int) -> Numbers:
        """Orders of each customer in the days after the cut."""
        weights = self.months(max(1, round(days / 30.4)))
        return self.orders.expected(self.past.histories, days) * (sum(weights) / len(weights))


def work_out(marts: Marts) -> Outcome:
    """Cards, scores and the test of an earlier cut, from the orders of known customers."""
    as_of = day_number(marts.version.as_of)
    log, orders, names = _read(marts, as_of)
    window = (marts.version.first_date.isoformat(), marts.version.as_of.isoformat())
    if missing := lacking(log, as_of):
        return Outcome(Card(NAME, TITLE, OWNER, QUESTION, window, missing=missing))
    return _Worked(log, orders, names, as_of, window).outcome()


def happened(marts: Marts, last_day: int, days: int) -> float:
    """Net sales, in the days after a day, of the customers who had bought by then."""
    log, _, _ = _read(marts, last_day + days)
    return float(bought_later(log, histories_of(log, last_day).frame["customer"], last_day, days)["amount"].sum())


def _read(marts: Marts, as_of: int) -> tuple[Log, pandas.DataFrame, pandas.MultiIndex]:
    """The log up to a day, the rows that it is made of, and source and customer_id by customer of the log."""
    orders = marts.frame("clv.purchases", {"as_of_day": as_of})
    customers, names = pandas.factorize(pandas.MultiIndex.from_frame(orders[["source", "customer_id"]]), sort=True)
    log = pandas.DataFrame({"customer": customers, "day": orders["order_day"].astype(int), "amount": orders["net"].astype(float)})
    return log, orders, names


def lacking(log: pandas.DataFrame, as_of: int) -> tuple[str, ...]:
    """What there is too little of for a number, in sentences; nothing where there is enough."""
    buyers, days = log["customer"].nunique(), int(as_of - log["day"].min()) if len(log) else 0
    recent = int((log["day"] > as_of - RECENT_DAYS).sum())
    most = int(log["customer"].value_counts().max()) if len(log) else 0
    gates = (
        (buyers >= FEWEST_BUYERS, f"{buyers:,} known customers have ordered; {FEWEST_BUYERS} are needed."),
        (days >= FEWEST_DAYS, f"Orders go back {days} days; {FEWEST_DAYS} are needed."),
        (recent > 0, f"No known customer ordered in the last {RECENT_DAYS} days."),
        (most >= SOME_ORDERS, f"Nobody has bought on {SOME_ORDERS} days or more."),
    )
    return tuple(words for is_enough, words in gates if not is_enough)


class _Worked:
    """One run on enough data."""

    def __init__(
        self, log: pandas.DataFrame, orders: pandas.DataFrame, names: pandas.MultiIndex, as_of: int, window: tuple[str, str]
    ) -> None:
        self.log, self.names, self.as_of, self.window = log, names, as_of, window
        self.margin, self.historic, self.is_costed = _margins(log, orders)
        self.test_days = min(LONGEST_TEST, int(as_of - log["day"].min()) // 3)
        self.cut = as_of - self.test_days

    def outcome(self) -> Outcome:
        """The card, the scores of today and the groups of the test."""
        tested, now = fitted_at(self.log, self.cut), fitted_at(self.log, self.as_of)
        later = bought_later(self.log, tested.past.frame["customer"], self.cut, self.test_days)
        predicted, actual = tested.expected(self.test_days), later["purchases"].to_numpy(float)
        orders = held_out(predicted, actual)
        money, rule = self._in_money(tested, predicted, later)
        beats = _error(money) <= _error(rule)
        values = self._values(now) if beats else self._by_rule(now)
        spread = interval(tested.orders, tested.past.histories, self.test_days)
        total, captured = float(values[:, -1].sum()), capture_interval(predicted, actual) or (None, None)
        # The interval is that of the model; what the rule says has none.
        year = [total * factor for factor in interval(now.orders, now.past.histories, YEAR_DAYS)] if beats else (None, None)
        figures = (
            Figure("holdout_ratio", "Net sales predicted for each that came", "decimal", money.ratio or 0.0,
                   (money.ratio or 0.0) * spread[0], (money.ratio or 0.0) * spread[1], rule.ratio),
            Figure("top_decile_capture", "Share of orders by the tenth predicted best", "ratio",
                   orders.top_decile_capture or 0.0, *captured),
            Figure("predicted_total", "Predicted value of twelve months", "money", total, *year),
        )  # fmt: skip
        card = Card(
            NAME, TITLE, OWNER, QUESTION, self.window, cut=day_of(self.cut).isoformat(), tested_to=day_of(self.as_of).isoformat(),
            rule=RULE, beats_rule=beats, figures=figures, fails=self._fails(now),
            drift=self._drift(tested, now, beats),
        )  # fmt: skip
        own = (Figure("orders_ratio", "Orders predicted for each that came", "decimal", orders.ratio or 0.0),
               Figure("model_error", "Error of the total", "ratio", abs((money.ratio or 0.0) - 1)))  # fmt: skip
        repeats = tested.past.frame["repeats"].to_numpy(float)
        bins = [by_tenth(predicted, actual).assign(measure="tenth"), by_repeats(repeats, predicted, actual).assign(measure="repeats")]
        return Outcome(card, self._scores(now, values), own, pandas.concat(bins, ignore_index=True))

    def _in_money(self, tested: Fitted, predicted: Numbers, later: pandas.DataFrame) -> tuple[Holdout, Holdout]:
        """Net sales after the cut: by the model, and by the rule."""
        came = later["amount"].to_numpy(float)
        return held_out(predicted * tested.spend, came), held_out(_a_day(tested) * self.test_days, came)

    def _values(self, now: Fitted) -> Numbers:
        """What each customer is worth in the months to come, a column a horizon."""
        orders = discounted_purchases(now.orders, now.past.histories, now.months(HORIZONS[-1]))
        return orders[:, [horizon - 1 for horizon in HORIZONS]] * (now.spend * self.margin)[:, None]

    def _by_rule(self, now: Fitted) -> Numbers:
        a_day = _a_day(now) * self.margin
        return numpy.stack([a_day * horizon * YEAR_DAYS / 12 for horizon in HORIZONS], axis=1)

    def _scores(self, now: Fitted, values: Numbers) -> pandas.DataFrame:
        cents = numpy.rint(values * 100).astype(int)
        given = {f"predicted_{horizon}_cents": cents[:, place] for place, horizon in enumerate(HORIZONS)}
        return pandas.DataFrame(
            {
                "source": self.names.get_level_values(0),
                "customer_id": self.names.get_level_values(1),
                "alive": now.orders.alive(now.past.histories),
                "orders_12": now.expected(YEAR_DAYS),
                "historic_cents": numpy.rint(self.historic * 100).astype(int),
                **given,
            }
        )

    def _drift(self, tested: Fitted, now: Fitted, beats: bool) -> Drift:
        """Customers who bought in as many days up to the cut, and up to today: what they did, and what the tested model says of them."""
        days = min(YEAR_DAYS, self.cut - int(self.log["day"].min()) + 1)
        then, today = _lately(self.log, tested, tested, days), _lately(self.log, now, tested, days)
        titles = {"orders": "Days with an order", "silent": "Days silent", "net": "Net sales"}
        promised = now.expected(PROMISED_DAYS) * now.spend if beats else _a_day(now) * PROMISED_DAYS
        total = float(promised.sum())
        return Drift(
            day_of(self.cut).isoformat(),
            shift("expected", "Expected orders", then["expected"].to_numpy(float), today["expected"].to_numpy(float)),
            tuple(shift(name, title, then[name].to_numpy(float), today[name].to_numpy(float)) for name, title in titles.items()),
            Promise("Net sales of known customers", "money", PROMISED_DAYS, total, TOLERANCE * abs(total)),
        )

    def _fails(self, now: Fitted) -> tuple[str, ...]:
        said = (
            (True, "It knows no campaign, price or range that is new, and nobody who has not bought yet."),
            (True, "Intervals hold what chance and the fit leave open; a season or trend that is not known may put a total outside them."),
            (now.season is None, "Two years of orders would show a season; there are fewer, so none is reckoned with."),
            (not now.orders.sees_leaving, "Orders do not show anybody leaving, so everybody counts as alive."),
            (not now.spending.is_independent, f"Spending goes with frequency (correlation {now.spending.correlation:.2f})."),
            (not self.is_costed, "Costs are recorded for less than half of net sales, so value is net sales, not CM2."),
        )  # fmt: skip
        return tuple(words for is_so, words in said if is_so)


def _a_day(fitted: Fitted) -> Numbers:
    """Net sales a day since the first order of each customer, by which the simple rule goes on."""
    frame = fitted.past.frame
    return frame["total"].to_numpy(float) / (frame["age"].to_numpy(float) + 1)


def _lately(log: Log, fitted: Fitted, asked: Fitted, days: int) -> pandas.DataFrame:
    """Customers who bought in the days up to the cut of `fitted`: their orders, silence and net sales, and what `asked` expects of them."""
    recent = by_day(log[(log["day"] > fitted.cut - days) & (log["day"] <= fitted.cut)]).groupby("customer")
    frame = recent.agg(orders=("day", "size"), last=("day", "max"), net=("amount", "sum"))
    expected = asked.orders.expected(fitted.past.histories, PROMISED_DAYS)
    frame["expected"] = pandas.Series(expected, index=fitted.past.frame["customer"])
    return frame.assign(silent=fitted.cut - frame["last"])


def fitted_at(log: pandas.DataFrame, cut: int) -> Fitted:
    """Both models on what was known at a cut."""
    past, known = histories_of(log, cut), log[log["day"] <= cut]
    spending = fit_spending(past.frame["repeats"].to_numpy(float), past.frame["repeat_mean"].to_numpy(float))
    return Fitted(past, fit_purchases(past.histories), spending, season(_orders_by_month(known, cut)), cut)


def _orders_by_month(log: pandas.DataFrame, cut: int) -> dict[int, float]:
    """Orders of each whole month, by months since the year 0."""
    days = log["day"].value_counts()
    dates = pandas.Series(pandas.to_datetime(days.index, unit="D"))
    months = pandas.Series(days.to_numpy(float)).groupby((dates.dt.year * 12 + dates.dt.month - 1).to_numpy()).sum()
    first, after = day_of(int(log["day"].min())), day_of(cut + 1)
    begin, end = first.year * 12 + first.month - 1 + (first.day > 1), after.year * 12 + after.month - 1
    return {month: float(months.get(month, 0.0)) for month in range(begin, end)}


def _margins(log: pandas.DataFrame, orders: pandas.DataFrame) -> tuple[Numbers, Numbers, bool]:
    """The margin of what each customer buys and what it was worth so far; whether costs are known, and else net sales are the value."""
    sums = orders[["net", "cm2", "category_margin"]].astype(float).groupby(log["customer"].to_numpy()).sum()
    known = float(orders.loc[orders["cm2"].notna(), "net"].sum())
    if known < COSTED * float(sums["net"].sum()):
        return numpy.ones(len(sums)), sums["net"].to_numpy(float), False
    overall = float(sums["category_margin"].sum() / sums["net"].sum())
    own = (sums["category_margin"] / sums["net"].where(sums["net"] > 0)).fillna(overall)
    return own.to_numpy(float), sums["cm2"].to_numpy(float), True


def _error(held: Holdout) -> float:
    """How far a total is off, too much and too little alike; endless where one of both is nothing."""
    return abs(math.log(held.ratio)) if held.ratio and held.ratio > 0 else math.inf


MODEL = Model(NAME, TITLE, clv_scores, work_out, happened)

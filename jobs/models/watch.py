"""Watching models: how far inputs have moved, and the promise of the newest earlier run whose days are over, held against what came."""

from __future__ import annotations

import datetime
from dataclasses import replace

import numpy
import orjson

from analytics.stability import stability
from dashapp.model_card import Card
from dashapp.model_drift import Kept, Shift
from dashapp.periods import day_number
from jobs.models.marts import Marts
from jobs.models.model import Model, Outcome


def shift(name: str, title: str, then: numpy.ndarray, now: numpy.ndarray) -> Shift:
    """How far values of customers have moved; there are some of both."""
    found = stability(then, now)
    return Shift(name, title, found.index, found.by_chance)


def watched(model: Model, outcome: Outcome, marts: Marts) -> Outcome:
    """The same with what came of an earlier promise on its card; as it is where nothing was promised or no days are over."""
    drift = outcome.card.drift
    if drift is None or model.happened is None:
        return outcome
    over = marts.version.as_of - datetime.timedelta(days=drift.promise.days)
    runs = marts.frame("models.earlier", {"model": model.name, "to_date": over.isoformat()})
    earlier = [Card.from_json(orjson.loads(card)).drift for card in runs["card"]]
    if not earlier or earlier[0] is None or earlier[0].promise.days != drift.promise.days:
        return outcome
    first = datetime.date.fromisoformat(str(runs["as_of_date"].iloc[0]))
    actual = model.happened(marts, day_number(first), drift.promise.days)
    until = first + datetime.timedelta(days=drift.promise.days)
    kept = Kept(earlier[0].promise, first.isoformat(), until.isoformat(), actual)
    return replace(outcome, card=replace(outcome.card, drift=replace(drift, kept=kept)))

"""Model and Outcome: what a model is to the machinery, and what one run of it gives."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import pandas
from sqlalchemy import Table

from dashapp.model_card import Card, Figure
from jobs.models.marts import Marts

BIN_COLUMNS = ("measure", "position", "label", "customers", "predicted", "actual")


@dataclass(frozen=True)
class Outcome:
    """What a run gives. scores: rows with the columns of the model's table, most often one a customer; None where there is not enough
    data.

    figures: numbers that pages show besides those of the card. bins: a row a group, BIN_COLUMNS.
    """

    card: Card
    scores: pandas.DataFrame | None = None
    figures: tuple[Figure, ...] = ()
    bins: pandas.DataFrame = field(default_factory=lambda: pandas.DataFrame(columns=list(BIN_COLUMNS)))


@dataclass(frozen=True)
class Model:
    """A model: its name, the raw table of its scores, and the function that works everything out from the published marts.

    happened: what came of the promise of a run (dashapp.model_drift), by the last day number of its data and the days promised;
    None where it promises nothing. scored: what the scores are of, in words; scored_by: the column that numbers it within a source.
    """

    name: str
    title: str
    scores: Table
    work_out: Callable[[Marts], Outcome]
    happened: Callable[[Marts, int, int], float] | None = None
    scored: str = "customers"
    scored_by: str = "customer_id"

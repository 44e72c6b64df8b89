"""Scoring: models are trained on what is published, and their scores and cards published with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.engine import Connection

from dashapp.auth.viewer import OPERATOR
from dashapp.db.engines import warehouse_engine
from dashapp.errors import NotFound, near
from dashapp.model_card import Card
from dashapp.settings import Settings
from jobs import raw
from jobs.build_scores import publish
from jobs.job_runs import recorded
from jobs.model_tables import model_runs
from jobs.models import churn, clusters, clv, themes
from jobs.models.marts import marts
from jobs.models.model import Model, Outcome
from jobs.models.store import keep
from jobs.models.watch import watched
from queries.versions import Version

MODELS: Mapping[str, Model] = {model.name: model for model in (clv.MODEL, churn.MODEL, clusters.MODEL, themes.MODEL)}


@dataclass(frozen=True)
class Scored:
    """What was scored and published: the version, and by model the card and how many customers, or whatever it scores, have scores."""

    version: Version
    cards: Mapping[str, Card]
    scored: Mapping[str, int]

    def __str__(self) -> str:
        told = [f"{name}: {self._said(name, card)}" for name, card in self.cards.items()]
        return "\n".join([*told, f"Published version {self.version.version}."])

    def _said(self, name: str, card: Card) -> str:
        if card.missing:
            return f"not enough data. {' '.join(card.missing)}"
        return f"refused. {card.refused}" if card.refused else f"{self.scored[name]:,} {MODELS[name].scored} scored."


def score(settings: Settings, names: Sequence[str] = ()) -> Scored:
    """Train the models of these names, all without names, and publish what they give. NoData when nothing is published."""
    asked = [_model(name) for name in names] or list(MODELS.values())
    told = ", ".join(model.name for model in asked)
    with recorded(settings, OPERATOR, "score", told) as run:
        with marts(settings) as read:
            outcomes = {model.name: watched(model, model.work_out(read), read) for model in asked}

        def write(connection: Connection, current: int) -> None:
            for name, outcome in outcomes.items():
                keep(connection, MODELS[name], outcome, read.version, is_shown=current == read.version.version)

        version = publish(settings, f"Scores only: {told}", write)
        run.said, run.rows = f"Scores of {told} in version {version.version}.", sum(_rows(one) for one in outcomes.values())
    counts = {name: _count(MODELS[name], one) for name, one in outcomes.items()}
    return Scored(version, {name: one.card for name, one in outcomes.items()}, counts)


def unscored(settings: Settings) -> list[str]:
    """The models that have not run on the data that is shown."""
    engine = warehouse_engine(settings)
    raw.create(engine)
    with engine.connect() as connection:
        fresh = set(connection.scalars(select(model_runs.c.model).where(model_runs.c.is_of_shown_data == 1)))
    return [name for name in MODELS if name not in fresh]


def _rows(outcome: Outcome) -> int:
    return 0 if outcome.scores is None else len(outcome.scores)


def _count(model: Model, outcome: Outcome) -> int:
    """How many customers, or whatever the model scores, have scores."""
    return 0 if outcome.scores is None else len(outcome.scores[["source", model.scored_by]].drop_duplicates())


def _model(name: str) -> Model:
    if name not in MODELS:
        raise NotFound(f"There is no model {name!r}.{near(name, MODELS)}")
    return MODELS[name]

"""The card of a model's latest run, as pages and commands read it."""

from __future__ import annotations

from typing import Any

import orjson

from dashapp.auth.viewer import Viewer
from dashapp.errors import NoData
from dashapp.model_card import Card
from queries.run import run
from queries.warehouse import Warehouse


def carded(warehouse: Warehouse, model: str, viewer: Viewer) -> tuple[Card, dict[str, Any]]:
    """The card, and the run that made it; NoData where the model has not run."""
    rows = run(warehouse, "models.cards", {"model": model}, viewer).records()
    if not rows:
        raise NoData(
            f"No model {model!r} has run on what is published. `manage.py score` runs all of them, and so does every build after it."
        )
    return Card.from_json(orjson.loads(rows[0]["card"])), rows[0]

"""Model cards: what each model was asked, how it was tested, and where it fails. One panel a model."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from callbacks.deeds import Served
from dashapp.model_card import model_card
from queries.cards import Question
from queries.desk import Desk
from queries.model_cards import carded

MODELS = ("clv", "churn", "clusters", "themes")


def _panel(model: str) -> Callable[[Desk, Question, str], Any]:
    def draw(desk: Desk, question: Question, _key: str) -> Any:
        card, run = carded(desk.warehouse, model, question.viewer)
        return model_card(card, run, desk.warehouse.version().currency, question.viewer.locale)

    return draw


PANELS = {f"models.{model}": Served(_panel(model)) for model in MODELS}

"""Taking cards along: what the export policy lets a role have, and the reason that it may ask for."""

from __future__ import annotations

from dashapp.auth.export_policy import POLICY, sensitivity_of
from dashapp.auth.viewer import stand_in
from dashapp.page import Card, Chart, Page
from queries import catalogue
from queries.cards import Question, card_metrics, drawn_columns, is_query, query_name
from queries.registry import registry

REASON = {"X-Export-Reason": "To see that it arrives"}


def formats(role: str, page: Page, card: Card) -> tuple[str, ...]:
    """In which formats a role takes along what a card tells it, when nothing is chosen on its page."""
    viewer = stand_in(role).through("export")
    rule = POLICY.get(role, {}).get(sensitivity_of(_tags(Question(page, card, viewer, "")), viewer))
    return rule.formats if rule else ()


def _tags(question: Question) -> list[str]:
    """Those of the columns of a card's file; that of a chart holds no tagged column that it does not draw."""
    card = question.card
    if not is_query(card):
        return [registry()[name].column.tag for name in card_metrics(card)]
    columns = catalogue.query(query_name(card)).columns
    return [column.tag for column in columns if not isinstance(card, Chart) or column.name in drawn_columns(question)]

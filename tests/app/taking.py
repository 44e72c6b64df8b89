"""Taking cards along: what the export policy lets a role have, and the reason that it may ask for."""

from __future__ import annotations

from dashapp.auth.export_policy import POLICY, sensitivity_of
from dashapp.auth.viewer import stand_in
from dashapp.page import Card
from queries import catalogue
from queries.cards import card_metrics, is_query, query_name
from queries.registry import registry

REASON = {"X-Export-Reason": "To see that it arrives"}


def formats(role: str, card: Card) -> tuple[str, ...]:
    """In which formats a role takes along what a card tells it."""
    columns = catalogue.query(query_name(card)).columns if is_query(card) else [registry()[name].column for name in card_metrics(card)]
    tags = [column.tag for column in columns]
    rule = POLICY.get(role, {}).get(sensitivity_of(tags, stand_in(role).through("export")))
    return rule.formats if rule else ()

"""Flaws: mistakes planted into finished tables, each with a line in an exact ledger. A clean world has none."""

from __future__ import annotations

from data_gen.flaws import catalogue, events, orders
from data_gen.flaws.ledger import Ledger
from data_gen.world import World

RULES = (*orders.RULES, *catalogue.RULES, *events.RULES)


def flaws(world: World) -> None:
    """Plant every rule's mistakes where the config asks for them.

    truth["flaws"]: one row a changed cell or added row (rule, table_name, key, column_name, original, planted), all text as written
    to files; key is that of the row as planted, its parts joined by "|". An added row has no column and no original.
    """
    ledger = Ledger(world)
    for rule in RULES if world.config.flaws else ():
        rule(ledger)
    ledger.close()
    world.truth["flaws"] = ledger.frame()

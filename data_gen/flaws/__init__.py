"""Flaws: mistakes planted into finished tables, each with a line in an exact ledger. A clean world has none."""

from __future__ import annotations

import numpy

from data_gen.flaws import catalogue, events, orders
from data_gen.flaws.effects import effects
from data_gen.flaws.ledger import Ledger
from data_gen.world import World

RULES = (*orders.RULES, *catalogue.RULES, *events.RULES)


def flaws(world: World) -> None:
    """Plant every rule's mistakes where the config asks for them.

    truth["flaws"]: one row a changed cell or added row (rule, table_name, key, column_name, original, planted), all text as written
    to files; key is that of the row as planted, its parts joined by "|". An added row has no column and no original.
    truth["flaw_effects"]: one row a planted row and a row that breaks a check because of it, itself or another (rule, table_name, key,
    check_name, broken_key).
    """
    ledger = Ledger(world)
    for rule in RULES if world.config.flaws else ():
        rule(ledger)
    ledger.close()
    world.truth["flaws"] = ledger.frame()
    world.truth["flaw_effects"] = effects(world.truth["flaws"], ledger.planted_tables, numpy.datetime64(world.config.as_of))

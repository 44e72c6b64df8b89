"""Filing: the last stage of a clean world."""

from __future__ import annotations

from data_gen.tables import declared
from data_gen.world import World

ABOUT_PEOPLE = ("customers", "customer_demographics", "addresses", "payment_methods", "devices")


def filing(world: World) -> None:
    """Put the tables about people in the order of their identifiers: the order in which they were made tells who is who.

    Devices that no order showed are unknown to the shop.
    """
    devices = world.tables["devices"]
    world.tables["devices"] = devices[devices["first_seen_at"].notna()]
    for name in ABOUT_PEOPLE:
        world.tables[name] = world.tables[name].sort_values(list(declared()[name].key), ignore_index=True)

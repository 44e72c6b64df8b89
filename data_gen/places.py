"""Where the shop sells and where it sends from."""

from __future__ import annotations

import pandas

from data_gen.shop import countries, shop
from data_gen.world import World


def places(world: World) -> None:
    """Make regions and warehouses.

    latent["regions"]: a row a region, in the order that region codes count them: region, country, currency, tax_rate, share of
    customers, country_code, warehouse_id, shipping_cents and free_from_cents (in the currency of the region).
    """
    sites = shop()["warehouses"]
    identities = [f"W{number}" for number in range(1, len(sites) + 1)]
    nearest = {country: identity for (_, country), identity in zip(sites, identities, strict=True)}
    rows = [
        {
            "region": name, "country": country, "currency": given["currency"], "tax_rate": tax, "share": share,
            "country_code": countries().index(country), "warehouse_id": nearest.get(country, identities[0]),
            "shipping_cents": given["shipping_cents"], "free_from_cents": given["free_from_cents"],
        }
        for country, given in shop()["countries"].items()
        for name, share, tax, _, _ in given["regions"]
    ]  # fmt: skip
    regions = pandas.DataFrame(rows)
    regions["share"] /= regions["share"].sum()
    world.latent["regions"] = regions
    world.tables["regions"] = regions[["region", "country", "currency", "tax_rate"]]
    world.tables["warehouses"] = pandas.DataFrame(
        [(identity, name, country) for identity, (name, country) in zip(identities, sites, strict=True)],
        columns=["warehouse_id", "warehouse_name", "country"],
    )

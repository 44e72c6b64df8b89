"""Shops to measure with: generated with their truth into a folder, and read back as a shop's files would be."""

from __future__ import annotations

from pathlib import Path

import pandas

from bench.quality.measures import Shop
from data_gen.config import Config
from data_gen.stages import LAST_READERS, STAGES
from data_gen.truth import write_truth
from data_gen.world import make_world, write_world


def generated(config: Config, folder: Path) -> Shop:
    """Write the tables and the truth of a world below the folder."""
    world = make_world(config, STAGES, None, LAST_READERS)
    write_world(world, folder / "tables", ("parquet",))
    write_truth(world, folder / "truth")
    return Shop(folder / "tables", folder / "truth", len(world.tables["customers"]))


def customers_of(shop: Shop) -> pandas.DataFrame:
    """The customers as analytics.duplicates reads them: with country, default address, cards, devices and year of birth."""
    customers = pandas.read_parquet(shop.tables / "customers.parquet")
    country = pandas.read_parquet(shop.tables / "regions.parquet").set_index("region")["country"]
    addresses = pandas.read_parquet(shop.tables / "addresses.parquet")
    home = addresses[addresses["is_default"] == 1].drop_duplicates("customer_id").set_index("customer_id")
    found = customers[["customer_id", "first_name", "last_name", "email", "phone", "region"]].copy()
    found["country"] = customers["region"].map(country)
    for column in ("street", "city", "postal_code"):
        found[column] = customers["customer_id"].map(home[column])
    told = pandas.read_parquet(shop.tables / "customer_demographics.parquet").set_index("customer_id")
    known = {"birth_date": told["birth_year"].astype("Int64").astype("string"), "cards": _cards(shop), "devices": _devices(shop)}
    return found.assign(**{name: found["customer_id"].map(values) for name, values in known.items()}, seen_at=customers["signed_up_at"])


def _cards(shop: Shop) -> pandas.Series:
    """Scheme, country and expiry of the cards of each customer, parted by "|"; what was stored first comes first."""
    methods = pandas.read_parquet(shop.tables / "payment_methods.parquet").sort_values("created_at", kind="stable")
    cards = methods[methods["card_scheme"].notna()]
    text = cards["card_scheme"] + " " + cards["card_country"] + " " + cards["expires_on"].astype(str).str[:7]
    return text.groupby(cards["customer_id"]).agg(lambda several: "|".join(dict.fromkeys(several)))


def _devices(shop: Shop) -> pandas.Series:
    """The devices that each customer ordered on, parted by "|"."""
    orders = pandas.read_parquet(shop.tables / "orders.parquet", columns=["customer_id", "device_id"]).dropna().drop_duplicates()
    return orders.sort_values(["customer_id", "device_id"]).groupby("customer_id")["device_id"].agg("|".join)

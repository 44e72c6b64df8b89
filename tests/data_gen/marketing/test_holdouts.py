"""Hold-outs of channels: what the tables alone say that a channel brought agrees with the answer key."""

from __future__ import annotations

import numpy
import pandas
import pytest

from data_gen.config import SIZES, Config
from data_gen.marketing.channels import TESTED
from data_gen.marketing.holdouts import CAUSED
from data_gen.marketing.journeys import journeys
from data_gen.world import World, make_world
from tests.data_gen.conftest import AS_OF, until

SEEDS = (51, 52, 53, 54)
# Gifts and orders of travellers, a tenth, arrive in another region than the one in which advertising was seen.
SENT_HOME = 0.9
PERIODS = len(TESTED) + 1


def counts(tables: dict[str, pandas.DataFrame]) -> tuple[numpy.ndarray, numpy.ndarray, numpy.ndarray]:
    """Orders (regions, periods), whether a channel was dark (regions, periods, channels), the country of each region.

    Period 0 are the days without an experiment, period n those of the experiment with the n-th channel.
    """
    orders, experiments = tables["orders"].query("status != 'test'"), tables["channel_experiments"]
    regions, day = tables["regions"], orders["ordered_at"].to_numpy().astype("datetime64[D]")
    dark = numpy.zeros((len(regions), PERIODS, len(TESTED)))
    period = numpy.zeros(len(orders), dtype=int)
    for number, channel in enumerate(TESTED):
        mine = experiments[experiments["marketing_channel"] == channel]
        first, last = (mine[edge].to_numpy().astype("datetime64[D]")[0] for edge in ("starts_on", "ends_on"))
        period[(day >= first) & (day <= last)] = number + 1
        dark[:, number + 1, number] = regions["region"].isin(mine.loc[mine["arm"] == "dark", "region"])
    found = numpy.zeros((len(regions), PERIODS))
    numpy.add.at(found, (pandas.Categorical(orders["region"], regions["region"]).codes, period), 1)
    return found, dark, pandas.Categorical(regions["country"]).codes


def estimated(tables: dict[str, pandas.DataFrame]) -> pandas.DataFrame:
    """Per channel the share of orders missing in dark regions, its standard error, and how many orders that is.

    Poisson regression of the counts with a factor a region, a factor a country and period, and one of each channel where it was
    dark: differences in differences on the logarithm. The error is scaled by the dispersion that is left.
    """
    found, dark, country = counts(tables)
    region, period = numpy.indices(found.shape).reshape(2, -1)
    usual = [numpy.eye(len(found))[region], numpy.eye((country.max() + 1) * PERIODS)[country[region] * PERIODS + period]]
    design, seen = numpy.concatenate([*usual, dark.reshape(-1, len(TESTED))], axis=1), found.ravel()
    mean = seen + 0.5
    for _ in range(30):
        weighed = design.T @ (mean[:, None] * design)
        effects = numpy.linalg.lstsq(weighed, design.T @ (mean * numpy.log(mean) + seen - mean), rcond=1e-10)[0]
        mean = numpy.exp(design @ effects)
    left = ((seen - mean) ** 2 / mean).sum() / (len(seen) - numpy.linalg.matrix_rank(design))
    error = numpy.sqrt(left * numpy.diag(numpy.linalg.pinv(weighed, rcond=1e-10))[-len(TESTED) :])
    missing = numpy.expm1(-effects[-len(TESTED) :])
    orders = (mean.reshape(found.shape)[..., None] * dark * missing).sum(axis=(0, 1))
    return pandas.DataFrame({"share": -numpy.expm1(effects[-len(TESTED) :]), "error": error, "orders": orders}, index=TESTED)


@pytest.fixture(scope="module")
def worlds() -> list[World]:
    return [make_world(Config(seed, SIZES["small"], AS_OF), until(journeys)) for seed in SEEDS]


@pytest.fixture(scope="module")
def pooled(worlds: list[World]) -> pandas.DataFrame:
    """Estimates over all worlds beside the truth: the mean share and its error, and the sum of the orders."""
    parts = [estimated(world.tables).join(truth(world)) for world in worlds]
    together = pandas.concat(parts).groupby(level=0)
    error = together["error"].agg(lambda errors: numpy.sqrt((errors**2).sum()) / len(errors))
    return together[["orders", "withheld_orders"]].sum().join(together[["share", "true_share"]].mean()).assign(error=error)


def truth(world: World) -> pandas.DataFrame:
    """The answer key, and the share of all orders that each channel caused while its experiment ran."""
    key = world.truth["channel_effects"].set_index("marketing_channel")
    found, dark, _ = counts(world.tables)
    in_dark = (found[..., None] * dark).sum(axis=(0, 1))
    return key.assign(true_share=key["withheld_orders"] / (in_dark + key["withheld_orders"]))


def test_orders_of_dark_regions_miss_what_the_channel_would_have_brought(pooled: pandas.DataFrame):
    """Four shops of 60,000 orders: each channel within three standard errors, all together within a fifth."""
    gap = pooled["share"] - SENT_HOME * pooled["true_share"]
    assert (gap.abs() < 3 * pooled["error"]).all(), pooled
    assert pooled["error"].max() < 0.03
    assert pooled["orders"].sum() == pytest.approx(SENT_HOME * pooled["withheld_orders"].sum(), rel=0.2)


def test_holdouts_rank_the_channels_as_the_truth_does(pooled: pandas.DataFrame):
    assert pooled["share"].corr(pooled["true_share"], method="spearman") >= 0.8


def test_as_many_are_withheld_as_the_channel_causes(worlds: list[World]):
    """Withheld orders against those of the same kinds that were placed in dark regions, which are the rest."""
    for number, channel in enumerate(TESTED):
        withheld = rest = 0
        for world in worlds:
            orders, dark = world.latent["orders"], world.latent["dark"][number]
            home = world.latent["customers"].frame["region"].to_numpy()[orders["customer"]]
            region = numpy.where(orders["customer"] >= 0, home, orders["region"])
            rest += int((orders["kind"].isin(CAUSED) & dark[region, orders["day"]]).sum())
            withheld += int(world.latent["withheld"][number])
        share = worlds[0].latent["caused"][number]
        assert withheld / (withheld + rest) == pytest.approx(share, abs=4 * numpy.sqrt(share / (withheld + rest)) + 0.003), channel


def test_nobody_is_kept_from_buying_in_a_plain_world(config: Config):
    world = make_world(Config(config.seed, config.size, config.as_of, "plain"), until(journeys))
    key = world.truth["channel_effects"]
    assert (key[["share_caused", "incremental_orders", "incremental_cents", "withheld_orders"]] == 0).all(axis=None)
    assert (key["log_odds"] > 0).any()

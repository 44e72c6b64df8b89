"""Surveys: monthly waves of "would you recommend us", answered more by the very happy and the very unhappy."""

from __future__ import annotations

from statistics import NormalDist

import numpy
import pandas

from data_gen.service.moments import DAY, NEVER, end_of_data, known, later, shuffled_ids
from data_gen.texts import is_among, places_among
from data_gen.world import World

# Share of the scores 0 to 10 among customers whose satisfaction is standard normal.
SCORE_SHARES = (0.015, 0.010, 0.015, 0.020, 0.025, 0.055, 0.065, 0.125, 0.180, 0.220, 0.270)
ANSWERS = 0.16
# How much likelier than others a customer is to answer, by score.
EAGERNESS = numpy.array([1.35, 1.35, 1.3, 1.3, 1.2, 1.0, 0.95, 0.8, 0.8, 1.1, 1.2])
FEWEST, MOST = 160, 640
LOOKS_BACK, WAVE_DAY = 90, 5
PATH_MEMORY, PATH_SPREAD = 0.7, 0.12


def surveys(world: World) -> None:
    """Ask customers whose order came within 90 days. Reads orders, latent deliveries, returned_orders and product_quality.

    Makes surveys; latent customer_satisfaction: standard normal by customer_id; truth nps, one row a wave: eligible, invited,
    answered, true_nps of everybody eligible, and true_nps_of_answerers, what endless answers would come to.
    """
    random = world.random("surveys")
    experiences = _experiences(random, world)
    waves = _waves(world)
    noise = PATH_SPREAD * random.standard_normal(len(waves))
    path, asked, truth = 0.0, [], []
    for wave, step in zip(waves, noise, strict=True):
        path = PATH_MEMORY * path + step
        invited, facts = _wave(random, experiences, wave, path)
        asked.append(invited)
        truth.append(facts)
    table = pandas.concat(asked, ignore_index=True)
    table["answered_at"] = known(table["answered_at"].to_numpy(), world.config)
    table["score"] = table["score"].where(table["answered_at"].notna()).astype("Int64")
    table["survey_id"] = shuffled_ids(random, "SV", len(table))
    world.tables["surveys"] = table.sort_values("survey_id", ignore_index=True)
    answered = world.tables["surveys"].groupby("wave")["score"].count()
    world.truth["nps"] = pandas.DataFrame(truth).assign(answered=lambda facts: facts["wave"].map(answered))


def _experiences(random: numpy.random.Generator, world: World) -> pandas.DataFrame:
    """Delivered orders of customers with how content each left its customer, apart from the mood of the month."""
    customers = world.tables["customers"]["customer_id"].to_numpy()
    inborn = pandas.Series(random.standard_normal(len(customers)), index=customers)
    world.latent["customer_satisfaction"] = inborn
    orders = world.tables["orders"][["order_id", "customer_id"]].dropna().merge(world.latent["deliveries"].dropna(), on="order_id")
    lines, quality = world.tables["order_items"], world.latent["product_quality"]
    of_line = numpy.append(quality.to_numpy(), 0.0)[places_among(lines["product_id"], quality.index)]
    of_order = pandas.Series(of_line).groupby(places_among(lines["order_id"], orders["order_id"])).mean().reindex(range(len(orders)))
    late = orders["late_days"].to_numpy()
    came_back = is_among(orders["order_id"], world.latent["returned_orders"]["order_id"])
    content = 0.12 + 0.75 * inborn.to_numpy()[places_among(orders["customer_id"], customers)] + 0.3 * of_order.to_numpy()
    content = content - 0.6 * (late > 0) - 0.05 * numpy.minimum(late, 10) - 0.25 * came_back
    asked = orders[["order_id", "customer_id", "delivered_at"]].assign(
        content=content + 0.55 * random.standard_normal(len(orders)), person=pandas.factorize(orders["customer_id"])[0]
    )
    return asked.sort_values("delivered_at", ignore_index=True)


def _waves(world: World) -> list[numpy.datetime64]:
    months = numpy.arange(world.config.opening.astype("datetime64[M]") + 2, numpy.datetime64(world.config.as_of, "M") + 1)
    days = months.astype("datetime64[D]") + (WAVE_DAY - 1)
    return [day.astype("datetime64[s]") for day in days if day.astype("datetime64[s]") + DAY <= end_of_data(world.config)]


def _wave(
    random: numpy.random.Generator, experiences: pandas.DataFrame, begins: numpy.datetime64, path: float
) -> tuple[pandas.DataFrame, dict[str, object]]:
    """One wave's invitations with answers, and the truth about it; experiences are in the order of delivered_at."""
    earliest, end = experiences["delivered_at"].searchsorted([begins - LOOKS_BACK * DAY, begins])
    latest = ~experiences["person"].iloc[earliest:end].duplicated(keep="last").to_numpy()
    eligible = experiences.iloc[earliest + numpy.flatnonzero(latest)]
    limits = [NormalDist().inv_cdf(share) for share in numpy.cumsum(SCORE_SHARES)[:-1]]
    scores = numpy.searchsorted(limits, eligible["content"].to_numpy() + path)
    chances = ANSWERS * EAGERNESS[scores]
    wanted = min(len(eligible), round(random.integers(FEWEST, MOST) / ANSWERS))
    invited = numpy.sort(random.permutation(len(eligible))[:wanted])
    answers = random.random(wanted) < chances[invited]
    sent = begins + 9 * 3600 + random.integers(0, 7200, wanted).astype("timedelta64[s]")
    lag = numpy.minimum(random.exponential(1.8, wanted), 20)
    name = str(begins.astype("datetime64[M]"))
    table = pandas.DataFrame(
        {
            "wave": name,
            "customer_id": eligible["customer_id"].to_numpy()[invited],
            "order_id": eligible["order_id"].to_numpy()[invited],
            "invited_at": sent,
            "answered_at": numpy.where(answers, later(sent + 300, lag), NEVER),
            "score": scores[invited],
        }
    )
    votes = 100.0 * (scores >= 9) - 100.0 * (scores <= 6)
    facts = {"wave": name, "eligible": len(eligible), "invited": wanted, "true_nps": votes.mean() if len(votes) else numpy.nan}
    return table, facts | {"true_nps_of_answerers": (votes * chances).sum() / chances.sum() if len(votes) else numpy.nan}

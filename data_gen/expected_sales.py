"""Expected sales: what was to be expected of every day and category, process by process, before noise."""

from __future__ import annotations

import numpy
import pandas

from data_gen.influencers.buyers import ADSTOCK, LASTS, NEW, OF_ITS_CATEGORY
from data_gen.marketing.holdouts import lit_share
from data_gen.purchases import AWAY, GUESTS, REACTIVATED
from data_gen.shop import categories
from data_gen.texts import places_among
from data_gen.world import World

_STEPS = 400
_SAMPLE = 4_000
_COHORT = 7
# Wholesale orders by weekday, beside an even spread: what falls on a weekend comes on Monday.
_ON_WORKDAYS = numpy.array([3, 1, 1, 1, 1, 0, 0])
# What is expected as this module says; orders of other kinds, fraud and tests, are spread over the days like all these together.
_EXPECTED = ("organic", "reactivated", "guest", "wholesale", "influencer")
Numbers = numpy.ndarray


def expected_sales(world: World) -> pandas.DataFrame:
    """A row a day and category: lines and gross sales expected of all processes that make orders, before noise.

    Lines follow from the rates; lines of an order, a bundle's first product's part of its category, the value of a line in a category
    and the number of fraudulent orders are realised ones, the value moved by the day's prices.
    """
    days = world.config.days
    lines = numpy.zeros((len(categories()), days))
    of_an_order = len(world.latent["order_lines"]) / len(world.latent["orders"])
    mix, wanted = world.latent["mix"], world.latent["category_demand"][:, :days] / world.latent["noise"][:, :days]
    orders, of_category = _expected_orders(world, _without_noise(world))
    for archetype, expected in enumerate(orders):
        share = mix[archetype][:, None] * wanted
        lines += expected * of_an_order * share / share.sum(axis=0)
    lines = _with_bundles(world, lines + of_category * of_an_order)
    value = _value_of_a_line(world)
    category = numpy.repeat(numpy.array(categories(), object), days)
    return pandas.DataFrame(
        {
            "day": numpy.tile(world.config.dates(), len(categories())),
            "category": category,
            "season": (world.latent["season"][:, :days]).ravel(),
            "noise": world.latent["noise"][:, :days].ravel(),
            "expected_lines": lines.ravel(),
            "expected_gross_cents": (lines * value).ravel(),
        }
    )


def _with_bundles(world: World, lines: Numbers) -> Numbers:
    """(categories, days): as many lines, those that bundles add in the category of the second product."""
    products, bundles = world.latent["products"], world.truth["bundles"]
    first, second = (places_among(bundles[name], products["product_id"]) for name in ("product_id", "other_product_id"))
    category = products["category"].to_numpy()
    sold = numpy.bincount(world.latent["order_lines"]["product"], minlength=len(products))
    part = bundles["added"].to_numpy() * sold[first] / numpy.maximum(numpy.bincount(category, sold)[category[first]], 1)
    added = numpy.zeros(lines.shape)
    numpy.add.at(added, category[second], part[:, None] * lines[category[first]])
    return lines * (1 - added.sum(axis=0) / numpy.maximum(lines.sum(axis=0), 1e-12)) + added


def _without_noise(world: World) -> numpy.ndarray:
    """The curves (archetypes, countries, days + 90) as they would be without the unexplained movements of categories."""
    mix, bought = world.latent["mix"], world.latent["category_demand"]
    return world.latent["curves"] * ((mix @ (bought / world.latent["noise"])) / (mix @ bought))[:, None, :]


def _expected_orders(world: World, curves: Numbers) -> tuple[Numbers, Numbers]:
    """(archetypes, days): orders that take any category; (categories, days): those of influencers that take the post's only."""
    days, lit = world.config.days, lit_share(world)
    retail = _retail(world)
    kinds = retail["archetype"].value_counts(normalize=True).reindex(range(curves.shape[0]), fill_value=0).to_numpy()[:, None]
    found, back = numpy.zeros((curves.shape[0], days)), 0.0 if world.config.plain else REACTIVATED
    longest = curves[..., :days].sum(axis=-1).max()
    for archetype, group in retail.groupby("archetype"):
        buying = _Buying(group.head(_SAMPLE), longest)
        for country, count in group["country"].value_counts(sort=False).items():
            curve = curves[archetype, country, :days]
            found[archetype] += buying.orders(curve, count * curve / curve.sum(), back) * lit[country]
    total, everywhere = curves[..., :days].mean(axis=(0, 1)), numpy.average(lit, axis=0, weights=_shares(world))
    found += kinds * GUESTS * world.config.size.orders * total / total.sum() * everywhere
    found += _wholesale(world)
    brought = _brought(world)
    came = NEW * brought.sum(axis=0)
    found += kinds * (_Buying(retail.head(_SAMPLE), longest).orders(total, came, 0.0) - came) * everywhere
    found += kinds * (1 - OF_ITS_CATEGORY) * brought.sum(axis=0)
    others = ~world.latent["orders"]["kind"].isin(_EXPECTED)
    of_category = OF_ITS_CATEGORY * brought
    return found * (1 + others.sum() / (found.sum() + of_category.sum())), of_category


def _retail(world: World) -> pandas.DataFrame:
    """Customers who came by themselves, those whose orders were all withheld among them."""
    customers = world.latent["customers"].frame.iloc[: world.config.size.customers]
    ordering = customers["ordering"].to_numpy().copy()
    ordering[world.latent["stayed_away"]] = True
    return customers[ordering & ~customers["wholesale"]]


def _shares(world: World) -> Numbers:
    return world.latent["regions"].groupby("country_code")["share"].sum().to_numpy()


def _wholesale(world: World) -> Numbers:
    """(archetypes, days): an order a gap from the first one on, on workdays."""
    days, customers = world.config.days, world.latent["customers"].frame
    wholesale = customers[customers["wholesale"]]
    on_workdays = _ON_WORKDAYS[(world.config.dates().astype(int) + 3) % 7]
    found = numpy.zeros((len(world.latent["mix"]), days))
    for archetype, group in wholesale.groupby("archetype"):
        started = numpy.bincount(group["first_at"].astype(int), 1 / group["gap"], minlength=days)[:days]
        found[archetype] = numpy.cumsum(started) * on_workdays
    return found


def _brought(world: World) -> Numbers:
    """(categories, days): orders that influencers' posts were expected to bring, by the post's category."""
    posted, days = numpy.zeros((len(categories()), world.config.days)), world.config.days
    if "posts" not in world.latent:
        return posted
    posts = world.latent["posts"]
    sponsored = posts[posts["category"] >= 0]
    day, category = sponsored["day"].to_numpy(), sponsored["category"].to_numpy()
    lit = 1 - world.latent["regions"]["share"].to_numpy() @ world.latent["influencer_dark"]
    numpy.add.at(posted, (category, day), sponsored["expected"].to_numpy() * lit[day])
    weight = ADSTOCK ** numpy.arange(LASTS)
    return numpy.apply_along_axis(lambda row: numpy.convolve(row, weight / weight.sum())[:days], 1, posted)


class _Buying:
    """How a group of customers buys again after the first purchase, up to `longest` of business time.

    Somebody with rate r and drop-out p buys again, u of business time after the first purchase, at (1 - p) r exp(-r p u), and drops
    out after a purchase with probability p.
    """

    def __init__(self, group: pandas.DataFrame, longest: float) -> None:
        rate, drop_out = group["rate"].to_numpy(), group["drop_out"].to_numpy()
        self._since = numpy.concatenate([[0.0], numpy.geomspace(0.01, longest + 1, _STEPS)])
        left = numpy.exp(-self._since[:, None] * (rate * drop_out))
        again = (1 - drop_out) * rate / len(group)
        self._bought, self._dropped, self._leaving = left @ again, left @ (again * drop_out), drop_out.mean()

    def orders(self, curve: Numbers, first: Numbers, back: float) -> Numbers:
        """(days,): first orders, later ones, and those of the few, a part `back`, who come back after they dropped out."""
        repeats = curve * _convolved(curve, first, self._since, self._bought)
        dropping = first * self._leaving + curve * _convolved(curve, first, self._since, self._dropped)
        away = numpy.zeros(int(AWAY[1]))
        away[int(AWAY[0]) :] = back / (AWAY[1] - AWAY[0])
        returned = numpy.convolve(dropping, away)[: len(first)]
        later = curve * _convolved(curve, returned, self._since, self._dropped / self._leaving)
        return first + repeats + returned + later


def _convolved(curve: Numbers, first: Numbers, since: Numbers, density: Numbers) -> Numbers:
    """(days,): the density of what happens at some business time after the first purchase, summed over who came by `first` a day."""
    passed = numpy.concatenate([[0.0], numpy.cumsum(curve)])
    middle = (passed[1:] + passed[:-1]) / 2
    starts = numpy.arange(0, len(first), _COHORT)
    arrived = numpy.add.reduceat(first, starts)
    came = numpy.add.reduceat(first * middle, starts) / numpy.maximum(arrived, 1e-12)
    ago = middle[:, None] - came
    return numpy.where(ago > 0, numpy.interp(ago, since, density), 0) @ arrived


def _value_of_a_line(world: World) -> numpy.ndarray:
    """(categories, days): gross sales of a line in cents of EUR, the realised mean moved by the day's list prices."""
    products, lines, orders = world.latent["products"], world.latent["order_lines"], world.latent["orders"]
    day, product = orders["day"].to_numpy()[lines["order"]], lines["product"].to_numpy()
    cents = world.latent["prices"][product, day] * lines["quantity"].to_numpy()
    category = products["category"].to_numpy()
    count = numpy.bincount(category[product], minlength=len(categories()))
    realised = numpy.bincount(category[product], cents, minlength=len(categories())) / numpy.maximum(count, 1)
    first = numpy.searchsorted(category, range(len(categories())))
    demand = world.latent["demand"]
    dear = numpy.add.reduceat(demand * world.latent["prices"], first, axis=0) / numpy.maximum(
        numpy.add.reduceat(demand, first, axis=0), 1e-9
    )
    return realised[:, None] * dear / dear.mean(axis=1, keepdims=True)

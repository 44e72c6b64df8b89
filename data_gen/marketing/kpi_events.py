"""KPI events: days on which a figure of sessions or advertising moved for a reason that nobody wrote into the data."""

from __future__ import annotations

from dataclasses import dataclass

import numpy
import pandas

from data_gen.marketing.channels import ADVERTISING, DEVICES, DIRECT, NAMES, ORGANIC_SEARCH
from data_gen.shop import categories
from data_gen.world import World

QUIET_START = 42
EXPLAINED = 15
_STRENGTH = {"easy": 1.4, "normal": 1.0, "hard": 0.7}


@dataclass(frozen=True)
class Cause:
    """A kind of event: how often, which figure, from and to which factor, how many days at least and at most, on which part."""

    name: str
    times: int
    figure: str
    least: float
    most: float
    shortest: int
    longest: int
    device: tuple[str, ...] = ("",)
    marketing_channel: tuple[str, ...] = ("",)
    by_category: bool = False


_PAID = tuple(given.name for given in ADVERTISING)
CAUSES = (
    Cause("outage", 4, "sessions", 0.82, 0.9, 1, 1),
    Cause("payment failure", 3, "checkout_completion", 0.4, 0.6, 1, 2, DEVICES[:2]),
    Cause("tracking loss", 5, "tracked_sessions", 0.2, 0.6, 1, 3, ("", *DEVICES[:2])),
    Cause("bot traffic", 5, "idle_sessions", 1.8, 3.2, 1, 3, ("Desktop",), (DIRECT, ORGANIC_SEARCH)),
    Cause("price error", 3, "cart_rate", 1.8, 2.6, 1, 2, by_category=True),
    Cause("viral spike", 4, "sessions", 2.0, 4.0, 1, 3, ("",), (DIRECT, ORGANIC_SEARCH), by_category=True),
    Cause("slow drift", 3, "click_rate", 0.98, 0.98, 18, 26, ("",), _PAID),
    Cause("step", 4, "click_cost", 1.25, 1.5, 45, 90, ("",), _PAID),
    Cause("conversion tag lost", 3, "claimed", 0.25, 0.5, 3, 6, ("",), _PAID),
)
COLUMNS = ["event", "cause", "figure", "device", "marketing_channel", "category", "starts_on", "ends_on", "factor", "is_explained"]


def kpi_events(world: World) -> None:
    """Make truth["kpi_events"]: COLUMNS, "" for every part, the factor of the figure on its days (a day's factor for a slow drift).

    Explained ones are promotions that bring more sessions of their category and must not alarm. The same frame with days as numbers
    from the first is latent["kpi_events"]. None on the profile plain.
    """
    rows = [] if world.config.plain else [*_unexplained(world), *_explained(world)]
    frame = pandas.DataFrame(rows, columns=COLUMNS[1:])
    frame.insert(0, "event", numpy.arange(1, len(frame) + 1))
    world.latent["kpi_events"] = frame
    dates = {edge: world.config.opening + frame[edge].to_numpy(dtype=int) for edge in ("starts_on", "ends_on")}
    world.truth["kpi_events"] = frame.assign(**dates)


def _unexplained(world: World) -> list[tuple[object, ...]]:
    """Dated on a grid of days, so that none of them hides another of the same figure."""
    random, days = world.random("kpi_events"), world.config.days
    causes = [cause for cause in CAUSES for _ in range(cause.times)]
    grid = numpy.linspace(QUIET_START, days - 8, len(causes)).astype(int)
    begins = grid[random.permutation(len(causes))]
    return [_row(world, random, cause, int(start)) for cause, start in zip(causes, begins, strict=True)]


def _row(world: World, random: numpy.random.Generator, cause: Cause, start: int) -> tuple[object, ...]:
    strength = _STRENGTH[world.config.profile]
    factor = float(numpy.exp(numpy.log(random.uniform(cause.least, cause.most)) * (strength if cause.name != "slow drift" else 1)))
    last = min(start + int(random.integers(cause.shortest, cause.longest + 1)), world.config.days) - 1
    category = str(random.choice(categories())) if cause.by_category else ""
    part = str(random.choice(cause.device)), str(random.choice(cause.marketing_channel)), category
    return (cause.name, cause.figure, *part, start, last, round(factor, 4), 0)


def _explained(world: World) -> list[tuple[object, ...]]:
    random, promotions = world.random("explained_events"), world.tables["promotions"]
    chosen = promotions.iloc[random.permutation(len(promotions))[:EXPLAINED]]
    edges = [
        (numpy.array(chosen[edge], dtype="datetime64[D]") - world.config.opening).astype(int).clip(0, world.config.days - 1)
        for edge in ("starts_on", "ends_on")
    ]
    factors = numpy.round(random.uniform(1.35, 1.8, len(chosen)), 4)
    return [
        ("promotion", "sessions", "", "", category, int(start), int(last), float(factor), 1)
        for category, start, last, factor in zip(chosen["category"], *edges, factors, strict=True)
    ]


def factors(world: World, figure: str, *names: str) -> numpy.ndarray:
    """What a figure is multiplied with: an array (days, then one axis for each of device, marketing_channel, category that is named)."""
    members = {"device": DEVICES, "marketing_channel": NAMES, "category": categories()}
    shape = (world.config.days, *(len(members[name]) for name in names))
    found = numpy.ones(shape)
    events = world.latent["kpi_events"]
    for event in events[events["figure"] == figure].to_dict("records"):
        days = slice(event["starts_on"], event["ends_on"] + 1)
        part = tuple(members[name].index(event[name]) if event[name] else slice(None) for name in names)
        found[(days, *part)] *= _daily(event)
    return found


def _daily(event: dict[str, object]) -> numpy.ndarray | float:
    """A slow drift deepens day by day and heals after its last day; every other event holds one factor."""
    factor = float(str(event["factor"]))
    if event["cause"] != "slow drift":
        return factor
    return factor ** numpy.arange(1, int(str(event["ends_on"])) - int(str(event["starts_on"])) + 2)

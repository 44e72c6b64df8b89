"""Seasons: how much more or less than usual is bought on a day, by category and by country."""

from __future__ import annotations

import datetime

import numpy

from data_gen.config import Config
from data_gen.holidays import black_friday, diwali, easter
from data_gen.shop import categories, column, countries
from data_gen.world import World

AHEAD = 90
GROWTH_A_YEAR = 0.08
BREAK_AT, BREAK_BY = 0.6, -0.1
AUTOCORRELATION = 0.4
COMMON_DEVIATION, CATEGORY_DEVIATION = 0.09, 0.1
PAY_DAY = 0.08
_WEEKDAYS = numpy.array([1.06, 1.02, 1.0, 0.99, 0.95, 0.94, 1.04])
_YEAR = 365.25
Days = numpy.ndarray


def seasons(world: World) -> None:
    """Make the multipliers of the calendar, for every day of the world and 90 days after it.

    latent["season"]: (categories, days + 90), expected multipliers of a category, mean about 1.
    latent["country_season"]: (countries, days + 90), expected multipliers of a country: growth, trend break, pay-day, holidays.
    latent["noise"]: (categories, days + 90), unexplained multipliers with mean 1, AR(1) with t5 tails; 1 after the as-of day.
    On the profile plain all are 1.
    """
    config = world.config
    dates = config.dates(AHEAD)
    shape = (len(categories()), len(dates))
    world.latent["noise"] = _noise(world, shape)
    if config.plain:
        world.latent["season"] = numpy.ones(shape)
        world.latent["country_season"] = numpy.ones((len(countries()), len(dates)))
        return
    world.latent["season"] = _weekdays(dates) * _harmonics(dates) * _peaks(dates)
    world.latent["country_season"] = _trend(config, dates) * _pay_day(dates) * _observed(dates)


def _weekday(dates: Days) -> numpy.ndarray:
    return (dates.astype(int) + 3) % 7


def _weekdays(dates: Days) -> numpy.ndarray:
    habit = numpy.array(column("categories", 8))[:, None]
    weekend = numpy.where(numpy.arange(7) >= 5, 1.0, -0.4)
    week = _WEEKDAYS * (1 + habit * weekend)
    return (week / week.mean(axis=1, keepdims=True))[:, _weekday(dates)]


def _harmonics(dates: Days) -> numpy.ndarray:
    swing, month = (numpy.array(column("categories", position))[:, None] for position in (5, 6))
    turn = 2 * numpy.pi * ((dates - dates.astype("datetime64[Y]").astype("datetime64[D]")).astype(int) / _YEAR - (month - 0.5) / 12)
    return numpy.exp(swing * (numpy.cos(turn) + 0.25 * numpy.cos(2 * turn)))


def _years(dates: Days) -> range:
    return range(dates[0].astype("datetime64[D]").item().year, dates[-1].item().year + 1)


def _around(dates: Days, day: datetime.date | None) -> numpy.ndarray:
    """Days after (or, negative, before) a day; far away where there is no such day."""
    return (dates - numpy.datetime64(day or datetime.date(1900, 1, 1))).astype(int)


def _peaks(dates: Days) -> numpy.ndarray:
    """Black Friday to Cyber Monday, the ramp to Christmas and the trough after it, stronger where presents come from."""
    strength = numpy.array(column("categories", 7))[:, None]
    found = numpy.zeros((len(strength), len(dates)))
    for year in _years(dates):
        friday = _around(dates, black_friday(year))
        offers = numpy.select(
            [friday == 0, friday == 3, (friday > 0) & (friday < 3), (friday >= -4) & (friday < 0)], [0.75, 0.6, 0.4, 0.15]
        )
        found += offers * (0.7 + 0.5 * strength)
        christmas = _around(dates, datetime.date(year, 12, 25))
        ramp = numpy.where((christmas >= -32) & (christmas <= -4), (christmas + 33) / 29, 0.0)
        late = numpy.where((christmas > -4) & (christmas < 0), -0.1, 0.0)
        found += (ramp * 0.7 + late) * strength - 0.5 * ((christmas >= 0) & (christmas <= 1))
        found -= (0.12 + 0.1 * strength) * ((christmas > 1) & (christmas <= 24))
    return numpy.exp(found)


def _trend(config: Config, dates: Days) -> numpy.ndarray:
    elapsed = numpy.arange(len(dates))
    broken = elapsed >= BREAK_AT * config.days
    return numpy.exp(elapsed / _YEAR * numpy.log1p(GROWTH_A_YEAR) + broken * BREAK_BY)


def _pay_day(dates: Days) -> numpy.ndarray:
    day = (dates - dates.astype("datetime64[M]").astype("datetime64[D]")).astype(int) + 1
    return 1 + PAY_DAY * ((day >= 27) | (day <= 3))


def _observed(dates: Days) -> numpy.ndarray:
    """Easter in the countries that keep it, and the weeks before Diwali in India."""
    found = numpy.zeros((len(countries()), len(dates)))
    india = countries().index("India")
    keeps_easter = numpy.array([country in ("United Kingdom", "Germany", "France") for country in countries()])
    for year in _years(dates):
        sunday = _around(dates, easter(year))
        found[keeps_easter] += 0.18 * ((sunday >= -12) & (sunday < -2)) - 0.25 * ((sunday >= -2) & (sunday <= 1))
        lights = _around(dates, diwali(year))
        found[india] += 0.6 * ((lights >= -14) & (lights < -1)) - 0.4 * ((lights >= -1) & (lights <= 1))
    return numpy.exp(found)


def _noise(world: World, shape: tuple[int, int]) -> numpy.ndarray:
    """One series that all categories share and one of each: x(t) = .4 x(t - 1) + e(t), e with Student's t of 5 degrees of freedom."""
    shocks = world.random("seasons").standard_t(5, (shape[0] + 1, shape[1])) / numpy.sqrt(5 / 3)
    series = numpy.zeros_like(shocks)
    for day in range(1, world.config.days):
        series[:, day] = AUTOCORRELATION * series[:, day - 1] + numpy.sqrt(1 - AUTOCORRELATION**2) * shocks[:, day]
    spread = world.config.noise
    logarithm = spread * (COMMON_DEVIATION * series[:1] + CATEGORY_DEVIATION * series[1:])
    variance = spread**2 * (COMMON_DEVIATION**2 + CATEGORY_DEVIATION**2)
    return numpy.where(numpy.arange(shape[1]) < world.config.days, numpy.exp(logarithm - variance / 2), 1.0)

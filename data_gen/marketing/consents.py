"""Consents to be contacted, suppressions, and referrals of one customer by another."""

from __future__ import annotations

import numpy
import pandas

from data_gen.world import World

_GIVEN = {"E-mail": 0.68, "Text message": 0.15}
WITHDRAWN = 0.11
SUPPRESSED = 0.006
REFERRED = 0.03
_REASONS = ("Complaint", "Hard bounce", "Asked by phone")


def consents(world: World) -> None:
    """Make consents, suppressions and referrals.

    Consent is given at sign-up; some withdraw it later, at any time until the as-of day. Whoever recommends signed up before.
    """
    random, customers = world.random("consents"), world.tables["customers"]
    signed_up = customers["signed_up_at"].to_numpy().astype("datetime64[s]").clip(world.config.opening.astype("datetime64[s]"))
    left = (world.config.end - signed_up).astype(int) - 1
    parts = []
    for medium, share in _GIVEN.items():
        gave = numpy.flatnonzero(random.random(len(customers)) < share)
        withdrew = gave[(random.random(len(gave)) < WITHDRAWN) & (left[gave] > 1)]
        at = signed_up[withdrew] + (1 + random.random(len(withdrew)) * (left[withdrew] - 1)).astype("timedelta64[s]")
        parts += [_changes(customers, medium, gave, signed_up[gave], 1), _changes(customers, medium, withdrew, at, 0)]
    world.tables["consents"] = pandas.concat(parts, ignore_index=True)
    _suppress(world, random, signed_up)
    _refer(world, random, signed_up)


def _changes(customers: pandas.DataFrame, medium: str, who: numpy.ndarray, at: numpy.ndarray, given: int) -> pandas.DataFrame:
    identities = customers["customer_id"].to_numpy()[who]
    return pandas.DataFrame({"customer_id": identities, "medium": medium, "changed_at": at, "is_given": given})


def _suppress(world: World, random: numpy.random.Generator, signed_up: numpy.ndarray) -> None:
    customers = world.tables["customers"]
    chosen = numpy.flatnonzero(random.random(len(customers)) < SUPPRESSED)
    days = (world.config.end - signed_up[chosen]).astype("timedelta64[D]").astype(int)
    since = signed_up[chosen].astype("datetime64[D]") + (random.random(len(chosen)) * days).astype(int)
    world.tables["suppressions"] = pandas.DataFrame(
        {
            "customer_id": customers["customer_id"].to_numpy()[chosen],
            "suppressed_on": since,
            "reason": random.choice(_REASONS, len(chosen), p=[0.3, 0.5, 0.2]),
        }
    )


def _refer(world: World, random: numpy.random.Generator, signed_up: numpy.ndarray) -> None:
    """The first customers have nobody who could have recommended."""
    order = numpy.argsort(signed_up, kind="stable")
    place = numpy.flatnonzero(random.random(len(order)) < REFERRED)
    place = place[place > 0]
    by = order[(random.random(len(place)) * place).astype(int)]
    identities = world.tables["customers"]["customer_id"].to_numpy()
    world.tables["referrals"] = pandas.DataFrame(
        {
            "referred_customer_id": identities[order[place]],
            "customer_id": identities[by],
            "referred_on": signed_up[order[place]].astype("datetime64[D]"),
        }
    )

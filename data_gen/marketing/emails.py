"""E-mails to many: a newsletter a week, promotions, win-backs, and what became of them day by day."""

from __future__ import annotations

import numpy
import pandas

from data_gen.identities import identities
from data_gen.marketing.channels import EMAIL, TESTED
from data_gen.world import World

_KINDS = ("Newsletter", "Promotion", "Win-back")
_SHARE = numpy.array([0.9, 0.7, 0.12])
_OPENED = numpy.array([0.24, 0.28, 0.17])
_CLICKED = numpy.array([0.09, 0.13, 0.1])
_UNSUBSCRIBED = numpy.array([0.0022, 0.003, 0.006])
_COMPLAINED = 0.0003
_DELIVERED = 0.985
_DECAY = numpy.array([0.66, 0.17, 0.07, 0.04, 0.03, 0.02, 0.01])
_NAMES = ("New in", "Favourites of the week", "Ideas for home", "What is in season", "From our makers", "Back in stock", "Last pieces")


def emails(world: World) -> None:
    """Make email_campaigns and email_days: openings and clicks over seven days, of those who had consented by then.

    Consents withdrawn lower the list; in regions where an experiment had e-mail switched off none were sent.
    """
    random = world.random("emails")
    kind, day = _calendar(world)
    sent = random.binomial(_reachable(world)[day], _SHARE[kind])
    frame = _frame(world, random, kind, day, sent)
    world.tables["email_campaigns"] = frame
    world.tables["email_days"] = _days(world, random, frame["email_id"].to_numpy(), kind, day, sent)


def _calendar(world: World) -> tuple[numpy.ndarray, numpy.ndarray]:
    """Kind and day of each e-mail: newsletters on Thursdays, a promotion the day it begins, win-backs every fourth Tuesday."""
    days = numpy.arange(1, world.config.days)
    weekday = (world.config.dates()[1:].astype(int) + 3) % 7
    begins = (numpy.array(world.tables["promotions"]["starts_on"], dtype="datetime64[D]") - world.config.opening).astype(int)
    begins = numpy.unique(begins[(begins > 0) & (begins < world.config.days)])
    parts = (days[weekday == 3], begins, days[(weekday == 1) & (days // 7 % 4 == 0)])
    return numpy.repeat(numpy.arange(len(parts)), [len(part) for part in parts]), numpy.concatenate(parts)


def _reachable(world: World) -> numpy.ndarray:
    """Customers who could be written to on each day."""
    consents, days = world.tables["consents"], world.config.days
    mails = consents[consents["medium"] == EMAIL]
    regions = world.tables["regions"]["region"]
    region = pandas.Categorical(mails["customer_id"].map(world.tables["customers"].set_index("customer_id")["region"]), regions).codes
    changed = (mails["changed_at"].to_numpy().astype("datetime64[D]") - world.config.opening).astype(int).clip(0, days - 1)
    steps = numpy.zeros((len(regions), days), dtype=int)
    numpy.add.at(steps, (region, changed), numpy.where(mails["is_given"] == 1, 1, -1))
    lit = ~world.latent["dark"][TESTED.index(EMAIL)]
    return (numpy.cumsum(steps, axis=1) * lit).sum(axis=0).clip(0)


def _frame(world: World, random: numpy.random.Generator, kind: numpy.ndarray, day: numpy.ndarray, sent: numpy.ndarray) -> pandas.DataFrame:
    given = world.latent["campaigns"]
    owned = given[given["marketing_channel"] == EMAIL].sort_values("starts_on")
    running = numpy.searchsorted(owned["starts_on"].to_numpy(), day, side="right") - 1
    dates = world.config.opening + day
    subject = numpy.where(kind == 0, random.choice(_NAMES, len(kind)), numpy.where(kind == 1, "Offer", "We miss you"))
    return pandas.DataFrame(
        {
            "email_id": identities(world, "email_campaigns", len(kind), "E"),
            "email_name": [f"{name} · {date}" for name, date in zip(subject, dates, strict=True)],
            "campaign_id": owned["campaign_id"].to_numpy()[running],
            "kind": numpy.array(_KINDS)[kind],
            "sent_on": dates,
        }
    )


def _days(
    world: World, random: numpy.random.Generator, names: numpy.ndarray, kind: numpy.ndarray, day: numpy.ndarray, sent: numpy.ndarray
) -> pandas.DataFrame:
    """A row an e-mail and day after sending; who clicks has opened, who unsubscribes or complains has been delivered to."""
    wave = random.lognormal(0, 0.12, (2, len(kind)))
    delivered = random.binomial(sent, _DELIVERED)
    opened = random.binomial(delivered, (_OPENED[kind] * wave[0]).clip(0, 0.9))
    clicked = random.binomial(opened, (_CLICKED[kind] * wave[1]).clip(0, 0.9))
    left = random.binomial(delivered, _UNSUBSCRIBED[kind])
    complained = random.binomial(delivered, _COMPLAINED)
    email, after = numpy.indices((len(kind), len(_DECAY))).reshape(2, -1)
    spread = {
        name: random.multinomial(total, _DECAY).ravel()
        for name, total in (("opened", opened), ("clicked", clicked), ("unsubscribed", left), ("complained", complained))
    }
    frame = pandas.DataFrame(
        {
            "email_id": names[email],
            "activity_date": world.config.opening + day[email] + after,
            "sent": numpy.where(after == 0, sent[email], 0),
            "delivered": numpy.where(after == 0, delivered[email], 0),
        }
        | spread
    )
    return frame[day[email] + after < world.config.days].reset_index(drop=True)

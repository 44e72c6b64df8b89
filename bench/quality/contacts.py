"""The section of contacts: every e-mail address and number of the shop checked, and the verdicts scored."""

from __future__ import annotations

import time
from collections.abc import Iterable

import pandas

from analytics.contacts.emails import check_emails
from analytics.contacts.phones import check_phones
from bench.quality.measures import Measure, Shop, share
from bench.quality.scores import ContactScore, contact_scores
from bench.quality.shops import customers_of

LEAST_RECALL, MOST_REFUSED = 0.98, 0.001


def contacts(shop: Shop) -> list[Measure]:
    """Recall over all classes that can be told by looking and by class, fine contacts refused and flagged, seconds."""
    customers = customers_of(shop)
    began = time.perf_counter()
    found = verdicts(customers)
    seconds = time.perf_counter() - began
    scores = contact_scores(found, pandas.read_parquet(shop.truth / "contacts.parquet"))
    return [
        *_recalls(scores),
        *_refusals(scores),
        share(
            "wrong contacts refused outright",
            int((found["verdict"] == "invalid").sum()) - sum(score.refused for score in scores.values()),
            sum(score.wrong for score in scores.values()),
        ),
        Measure("seconds", seconds),
    ]


def verdicts(customers: pandas.DataFrame) -> pandas.DataFrame:
    """customer_id, channel and verdict of every contact that is given."""
    emails = check_emails(customers["email"])
    phones = check_phones(customers["phone"], customers["country"])
    parts = []
    for channel, verdict in (
        ("email", customers["email"].map({given: check.verdict for given, check in emails.items()})),
        ("phone", pandas.Series([_of(phones, *row) for row in zip(customers["phone"], customers["country"], strict=True)])),
    ):
        frame = pandas.DataFrame({"customer_id": customers["customer_id"], "channel": channel, "verdict": verdict.to_numpy()})
        parts.append(frame[frame["verdict"].notna()])
    return pandas.concat(parts, ignore_index=True)


def _of(phones: dict, number: object, country: object) -> str | None:
    return phones[number, country].verdict if pandas.notna(number) else None


def _recalls(scores: dict[tuple[str, str], ContactScore]) -> Iterable[Measure]:
    wrong = {name: score for name, score in scores.items() if score.wrong}
    yield share("recall, all classes", sum(one.caught for one in wrong.values()), sum(one.wrong for one in wrong.values()), LEAST_RECALL)
    for (channel, name), score in wrong.items():
        yield share(f"recall, {channel}, {name}", score.caught, score.wrong, LEAST_RECALL)


def _refusals(scores: dict[tuple[str, str], ContactScore]) -> Iterable[Measure]:
    fine = {name: score for name, score in scores.items() if score.fine}
    count = sum(score.fine for score in fine.values())
    yield share("fine contacts refused", sum(score.refused for score in fine.values()), count, most=MOST_REFUSED)
    yield share("fine contacts doubted or refused", sum(score.flagged for score in fine.values()), count)
    for (channel, name), score in fine.items():
        yield share(f"refused, {channel}, {name}", score.refused, score.fine, most=MOST_REFUSED)

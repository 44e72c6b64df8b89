"""The section of duplicates: pairs proposed, then a thousand of the review band answered from the key, and clusters scored."""

from __future__ import annotations

import time
from collections.abc import Iterable

import pandas

from analytics.duplicates import Duplicates, Matcher, fitted_matcher
from bench.quality.measures import Measure, Shop, share
from bench.quality.scores import TIER_NAMES, b_cubed, is_same, key_pairs, pair_score, together
from bench.quality.shops import customers_of

# So many answers, and after so many of them a search that learns from them, as somebody who reviews would ask for one.
ANSWERS, SEARCH_AFTER = 1000, 250
# A hundred thousand customers in a minute of one core; of CPU, because other work may keep the machine busy.
SECONDS, CUSTOMERS = 60.0, 100_000
LEAST = {
    "automatic": {"precision": 0.97, "F1": 0.88},
    "after reviews": {"precision": 0.93, "recall": 0.92, "F1": 0.93, "format": 0.995, "typed": 0.96},
}


def duplicates(shop: Shop) -> list[Measure]:
    """Automatic links alone, then after reviews: pairs with clusters closed, by tier, and B-cubed; the seconds of finding."""
    key = pandas.read_parquet(shop.truth / "duplicates.parquet")
    began, computed = time.perf_counter(), time.process_time()
    matcher = fitted_matcher(customers_of(shop))
    found = matcher.propose()
    automatic = found.clusters()
    seconds, of_cpu = time.perf_counter() - began, time.process_time() - computed
    answers, reviewed = answered(matcher, found, key)
    measures = [
        Measure("customers", shop.customers),
        Measure("pairs compared", found.compared),
        Measure("seconds", seconds),
        Measure("seconds of CPU", of_cpu, most=SECONDS if shop.customers >= CUSTOMERS else None),
        Measure("pairs in the review band", float((found.pairs["band"] == "review").sum())),
        *_scored("automatic", automatic, key),
        Measure("pairs answered", len(answers)),
        share("answered pairs that are one person", int(answers["is_same"].sum()), len(answers)),
        *_scored("after reviews", reviewed.clusters(), key),
    ]
    return [measure for measure in measures if measure.count != 0]


def answered(matcher: Matcher, found: Duplicates, key: pandas.DataFrame) -> tuple[pandas.DataFrame, Duplicates]:
    """Answers from the key to ANSWERS pairs of the review band, SEARCH_AFTER at a time, each of the band that those before taught."""
    answers = pandas.DataFrame({"left_id": [], "right_id": [], "is_same": []})
    while len(answers) < ANSWERS:
        asked = found.queue(min(SEARCH_AFTER, ANSWERS - len(answers)))
        if asked.empty:
            break
        answers = pandas.concat([answers, asked[["left_id", "right_id"]].assign(is_same=is_same(asked, key))], ignore_index=True)
        answers["is_same"] = answers["is_same"].astype(bool)
        found = matcher.propose(answers)
    return answers, found


def _scored(stage: str, clusters: pandas.Series, key: pandas.DataFrame) -> Iterable[Measure]:
    pairs, bars = key_pairs(key), LEAST[stage]
    score = pair_score(clusters, pairs)
    if pairs.empty:
        yield Measure(f"{stage}, pairs linked where nobody has two accounts", float(score.found))
        return
    yield share(f"{stage}, precision of pairs", score.both, score.found, bars.get("precision"))
    yield share(f"{stage}, recall of pairs", score.both, score.true, bars.get("recall"))
    yield Measure(f"{stage}, F1 of pairs", score.f1, bars.get("F1"))
    for tier, name in enumerate(TIER_NAMES):
        of_tier = pairs[pairs["tier"] == tier]
        yield share(f"{stage}, recall of tier {name}", int(together(clusters, of_tier).sum()), len(of_tier), bars.get(name))
    for name, value in zip(("precision", "recall", "F1"), b_cubed(clusters, key), strict=True):
        yield Measure(f"{stage}, B-cubed {name}", value)

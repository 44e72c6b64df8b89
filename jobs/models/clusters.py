"""Clusters in the shop: which kinds of customers recency, frequency and spending show by themselves, where they show any."""

from __future__ import annotations

import pandas

from analytics.clusters import CLOUDS, LEAST_AGREEMENT, RESAMPLES, Clusters, Trial, clusters
from dashapp.model_card import Card, Figure
from jobs.model_tables import cluster_scores
from jobs.models.marts import Marts
from jobs.models.model import Model, Outcome

NAME, TITLE, OWNER = "clusters", "Customer clusters", "Marketing"
QUESTION = "Which kinds of customers do recency, frequency and spending show by themselves?"
RULE = "The simple rule: the eleven segments by recency and frequency score, which stay as they are."
# Among fewer customers KMeans finds eight groups of a few dozen each.
FEWEST = 500


def work_out(marts: Marts) -> Outcome:
    """The card with the test of every number of groups, and each customer's cluster where one number holds."""
    version = marts.version
    window = (version.first_date.isoformat(), version.as_of.isoformat())
    customers = marts.frame("segmentation.measures")
    if len(customers) < FEWEST:
        missing = f"{len(customers):,} known customers have ordered; {FEWEST} are needed."
        return Outcome(Card(NAME, TITLE, OWNER, QUESTION, window, missing=(missing,)))
    found = clusters(customers)
    card = Card(
        NAME, TITLE, OWNER, QUESTION, window, rule=RULE, test=_test(found, len(customers)), figures=_figures(found.best),
        fails=_fails(found), refused=found.refused,
    )  # fmt: skip
    return Outcome(card, _scores(customers, found), _own_figures(found.trials))


def _test(found: Clusters, customers: int) -> str:
    whom = f"{found.tested:,} of {customers:,} customers" if found.tested < customers else f"{customers:,} customers"
    return f"Each number of groups fitted to {whom}, and anew to {RESAMPLES} draws of as many with replacement"


def _figures(best: Trial | None) -> tuple[Figure, ...]:
    """Those of the chosen number of groups; of a refusal, of the one that came nearest."""
    if best is None:
        return ()
    return (
        Figure("groups", "Groups", "integer", best.groups),
        Figure("agreement", f"Agreement when drawn anew ({LEAST_AGREEMENT} needed)", "decimal", best.agreement, best.low, best.high),
        Figure("silhouette", "Silhouette", "decimal", best.silhouette),
    )


def _own_figures(trials: tuple[Trial, ...]) -> tuple[Figure, ...]:
    """What pages show besides: every number of groups that was tried."""
    told = [Figure(f"agreement_{one.groups}", "Agreement", "decimal", one.agreement, one.low, one.high) for one in trials]
    told += [Figure(f"silhouette_{one.groups}", "Silhouette", "decimal", one.silhouette) for one in trials]
    told += [Figure(f"cloud_{one.groups}", "Of one cloud", "decimal", one.cloud) for one in trials if one.cloud is not None]
    return tuple(told)


def _fails(found: Clusters) -> tuple[str, ...]:
    said = (
        (True, "It knows three measures of the past: nothing of what customers buy, where they come from, or what they will do."),
        (
            found.chosen is not None,
            "Names say what a cluster is high and low in beside all customers; at its edge, a day or an order decides.",
        ),
        (found.chosen is not None, "Another run on other data may find other clusters: a cluster is no place to follow a customer by."),
        (found.chosen is not None, f"{CLOUDS} clouds without groups were cut for comparison, not every shape that one kind may have."),
    )
    return tuple(words for is_so, words in said if is_so)


def _scores(customers: pandas.DataFrame, found: Clusters) -> pandas.DataFrame | None:
    if found.chosen is None:
        return None
    named = [found.names[number - 1] for number in found.labels]
    return customers[["source", "customer_id"]].assign(cluster_number=found.labels.astype(int), cluster=named)


MODEL = Model(NAME, TITLE, cluster_scores, work_out)

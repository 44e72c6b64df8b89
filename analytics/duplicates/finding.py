"""Finding duplicates: from customers to pairs with probability, band and evidence, and to clusters."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy
import pandas

from analytics.duplicates.answers import NOBODY, answers_of, beside, numbers
from analytics.duplicates.blocking import candidates
from analytics.duplicates.clusters import Against, clusters
from analytics.duplicates.comparing import compare
from analytics.duplicates.evidence import Evidence, evidence
from analytics.duplicates.fitting import fitted
from analytics.duplicates.guards import Guard, guards
from analytics.duplicates.learning import Lesson, learnt
from analytics.duplicates.rarity import rarities
from analytics.duplicates.records import comparable
from analytics.duplicates.spelling import Numbers
from analytics.duplicates.weights import Weights, probabilities

AUTOMATIC, REVIEW = 0.98, 0.1
# Of the review band, pairs that are rather one person than two are asked about first.
LIKELY = 0.5
_SAID = {1: True, 0: False, NOBODY: None}
Band = Literal["auto", "review", "ignore"]


@dataclass(frozen=True)
class Scorer:
    """Weights, and a lesson where there is one, over comparable records."""

    records: pandas.DataFrame
    weights: Weights
    lesson: Lesson | None

    def levels(self, pairs: Numbers) -> Numbers:
        """(pairs, fields) levels of pairs of row numbers."""
        return compare(self.records, pairs)

    def steps(self, pairs: Numbers, levels: Numbers) -> Numbers:
        """(pairs, STEPS) bits of pairs (pairs, 2) of row numbers at these levels."""
        found = self.weights.steps(levels, rarities(self.records, pairs, levels))
        return found if self.lesson is None else found + self.lesson.added(levels)


@dataclass(frozen=True)
class Duplicates:
    """What was found. Nothing is merged: pairs are proposals.

    pairs: left_id, right_id, probability, band (auto from AUTOMATIC, review from REVIEW) and answer (True, False, or None where nobody
    answered), the most probable first; what is less probable than REVIEW is left out unless it was answered. rows, levels and bits
    belong to the pairs: (pairs, 2) row numbers, (pairs, fields) levels, (pairs, STEPS) bits.
    """

    pairs: pandas.DataFrame
    rows: Numbers
    levels: Numbers
    bits: Numbers
    scorer: Scorer
    compared: int

    def evidence(self, number: int) -> Evidence:
        """Why the pair of this position in `pairs` is as probable as it is, before any answer about it."""
        chance = float(probabilities(self.scorer.weights.prior_bits + self.bits[number].sum()))
        return evidence(self.levels[number], self.scorer.weights.prior_bits, self.bits[number], chance)

    def clusters(self, threshold: float = AUTOMATIC) -> pandas.Series:
        """Of every customer_id the cluster that it is in, named by the first member: links from the threshold on, answers heeded.

        A threshold below AUTOMATIC is for measuring only.
        """
        linked = self._linked(threshold)
        strength, is_told = self.pairs["probability"].to_numpy()[linked], self.pairs["answer"].eq(True).to_numpy()[linked]
        found = clusters(self.rows[linked], strength, is_told, len(self._ids), self._against)
        return pandas.Series(self._ids[found], index=self._ids, name="cluster_id").rename_axis("customer_id")

    def queue(self, count: int, seed: int = 0) -> pandas.DataFrame:
        """Up to so many pairs of the review band that nobody answered: those from LIKELY on, then the others, each drawn at random."""
        waiting = self.pairs[(self.pairs["band"] == "review") & self.pairs["answer"].isna()]
        is_likely = waiting["probability"] >= LIKELY
        likely = waiting[is_likely].sample(min(count, int(is_likely.sum())), random_state=seed)
        rest = waiting[~is_likely]
        return pandas.concat([likely, rest.sample(min(count - len(likely), len(rest)), random_state=seed)]).sort_index()

    @cached_property
    def _ids(self) -> Numbers:
        return self.scorer.records["customer_id"].to_numpy()

    def _linked(self, threshold: float) -> Numbers:
        said = self.pairs["answer"]
        return numpy.flatnonzero(said.eq(True) | said.isna() & (self.pairs["probability"] >= threshold))

    def _against(self, pairs: Numbers) -> Numbers:
        """What speaks against it that each pair (pairs, 2) of row numbers stands in one cluster: see analytics.duplicates.clusters."""
        levels = self.scorer.levels(pairs)
        evident = self.scorer.steps(pairs, levels).sum(axis=1) > 0
        told = pandas.Series(self.pairs["answer"].to_numpy(), index=numbers(self.rows, len(self._ids)))
        answer = told.reindex(numbers(pairs, len(self._ids)))
        apart = ~evident | (guards(levels) == Guard.HOUSEHOLD)
        conditions = [answer.eq(False).to_numpy(), ~answer.eq(True).to_numpy() & apart]
        return numpy.asarray(numpy.select(conditions, [Against.ANSWER, Against.EVIDENCE], Against.NOTHING))


@dataclass(frozen=True)
class Matcher:
    """Weights fitted to records, and their candidate pairs: what takes long, and what answers do not change.

    pairs: (pairs, 2) row numbers; levels: (pairs, fields); bits: (pairs, STEPS) by the weights alone.
    """

    records: pandas.DataFrame
    weights: Weights
    pairs: Numbers
    levels: Numbers
    bits: Numbers

    def propose(self, answers: pandas.DataFrame | None = None) -> Duplicates:
        """Pairs of one person, in the light of answers: left_id, right_id and is_same (bool) of pairs that people decided.

        What they decided stands, and enough of it teaches (see analytics.duplicates.learning). Answers about customers who are not
        there are passed over. ValueError for answers without one of the columns.
        """
        told = answers_of(self.records, answers)
        more = self._with(beside(self.pairs, told, len(self.records)))
        answer = told.reindex(numbers(more.pairs, len(self.records)), fill_value=NOBODY).to_numpy()
        known = numpy.flatnonzero(answer != NOBODY)
        lesson = learnt(more.levels[known], self.weights.prior_bits + more.bits[known].sum(axis=1), answer[known] == 1)
        bits = more.bits if lesson is None else more.bits + lesson.added(more.levels)
        return _proposed(Scorer(self.records, self.weights, lesson), more, bits, answer)

    def _with(self, pairs: Numbers) -> Matcher:
        """The same with further pairs."""
        scorer = Scorer(self.records, self.weights, None)
        levels = scorer.levels(pairs)
        stacked = ((self.pairs, pairs), (self.levels, levels), (self.bits, scorer.steps(pairs, levels)))
        return self if not len(pairs) else Matcher(self.records, self.weights, *(numpy.concatenate(both) for both in stacked))


def fitted_matcher(customers: pandas.DataFrame, seed: int = 0) -> Matcher:
    """Compare the customers that share a key, and fit weights to what is seen; seed: of the random pairs.

    customers: see analytics.duplicates. ValueError for a frame that cannot be read.
    """
    records = comparable(customers)
    pairs = candidates(records)
    levels = compare(records, pairs)
    rarity = rarities(records, pairs, levels)
    weights = fitted(records, levels, rarity, numpy.random.default_rng(seed))
    return Matcher(records, weights, pairs, levels, weights.steps(levels, rarity))


def find_duplicates(customers: pandas.DataFrame, answers: pandas.DataFrame | None = None, seed: int = 0) -> Duplicates:
    """Propose pairs of records of one person: `fitted_matcher` and its `propose` in one."""
    return fitted_matcher(customers, seed).propose(answers)


def _proposed(scorer: Scorer, found: Matcher, bits: Numbers, answer: Numbers) -> Duplicates:
    chance = probabilities(scorer.weights.prior_bits + bits.sum(axis=1))
    kept = numpy.flatnonzero((chance >= REVIEW) | (answer != NOBODY))
    kept = kept[numpy.argsort(-chance[kept], kind="stable")]
    ids, rows = scorer.records["customer_id"].to_numpy(), found.pairs[kept]
    pairs = pandas.DataFrame(
        {
            "left_id": ids[rows[:, 0]],
            "right_id": ids[rows[:, 1]],
            "probability": chance[kept],
            "band": numpy.select([chance[kept] >= AUTOMATIC, chance[kept] >= REVIEW], ["auto", "review"], "ignore"),
            "answer": pandas.Series([_SAID[value] for value in answer[kept].tolist()], dtype=object),
        }
    )
    return Duplicates(pairs, rows, found.levels[kept], bits[kept], scorer, len(found.pairs))

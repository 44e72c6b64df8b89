"""Factors of sentences: a non-negative factorization with weights, whether two list the same terms, and what each explains of a sentence.

Sentences are rows of length 1, or 0 where they hold none of the terms.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy
from scipy.optimize import linear_sum_assignment
from scipy.sparse import csr_matrix, diags
from sklearn.decomposition import NMF, non_negative_factorization

from analytics.wordings import Numbers

ROUNDS, SEED = 30, 0
# Terms count to a factor that are as strong as this beside its strongest; so many of them are compared, and so many name it.
STRONG, LISTED, NAMED = 0.2, 10, 3
# A pair that is as strong as this beside one of its words names the factor instead of the word.
AS_ONE = 0.8
# Words that begin with the same letters are one word to whoever reads a name.
SAME_LETTERS = 5


def factors(sentences: csr_matrix, weights: Numbers, number: int) -> tuple[Numbers, float]:
    """(number, terms) factors of length 1, and the share that they explain of the sentences that hold any term.

    weights: of each sentence; one of weight 0 is left out.
    """
    held = numpy.flatnonzero((weights > 0) & (sentences.getnnz(axis=1) > 0))
    weighted = csr_matrix(diags(numpy.sqrt(weights[held])) @ sentences[held])
    # A fixed number of rounds takes the same time everywhere, and tolerance 0 says so.
    fitted = NMF(number, init="nndsvda", random_state=SEED, max_iter=ROUNDS, tol=0)
    # Of sentences that are explained to the last digit, scikit-learn takes the root of a hair less than 0.
    with numpy.errstate(invalid="ignore"):
        given = fitted.fit_transform(weighted)
    found = fitted.components_
    explained = 2 * (given * (weighted @ found.T)).sum() - ((given.T @ given) * (found @ found.T)).sum()
    lengths = numpy.linalg.norm(found, axis=1, keepdims=True)
    return found / numpy.where(lengths > 0, lengths, 1.0), float(explained / weights[held].sum())


def shares(sentences: csr_matrix, found: Numbers) -> Numbers:
    """(sentences, factors): the share of each sentence's squared length that each factor explains; together at most 1."""
    explained = numpy.zeros((sentences.shape[0], len(found)))
    held = numpy.flatnonzero(sentences.getnnz(axis=1) > 0)
    if len(held):
        part = sentences[held]
        given, _, _ = non_negative_factorization(part, H=found, n_components=len(found), update_H=False, max_iter=ROUNDS, tol=0)
        explained[held] = given * (part @ found.T)
    return explained


def listed(factor: Numbers) -> list[int]:
    """The places of its strong terms, the strongest first."""
    ranked = numpy.argsort(-factor, kind="stable")[:LISTED]
    return [int(place) for place in ranked if factor[place] > 0 and factor[place] >= STRONG * factor.max()]


def agreement(one: Numbers, other: Numbers) -> float:
    """How alike the ranked terms of the factors are, each beside the one that suits it best: 1 alike, 0 none in common.

    Mean over depths of the Jaccard index of both lists down to there (Greene, O'Callaghan, Cunningham 2014).
    """
    lists = [listed(factor) for factor in one], [listed(factor) for factor in other]
    alike = numpy.array([[_average_jaccard(left, right) for right in lists[1]] for left in lists[0]])
    return float(alike[linear_sum_assignment(-alike)].mean())


def _average_jaccard(one: list[int], other: list[int]) -> float:
    depths = range(1, max(len(one), len(other)) + 1)
    heads = [(set(one[:depth]), set(other[:depth])) for depth in depths]
    return sum(len(left & right) / len(left | right) for left, right in heads) / len(heads) if heads else 0.0


def strongest(factor: Numbers, terms: Sequence[str]) -> list[str]:
    """The terms that name a factor: no word twice, alone and in a pair, or in two forms."""
    chosen: list[str] = []
    for place in listed(factor):
        told = (term for term in (_paired(place, factor, terms), terms[place]) if _is_new(term, chosen))
        chosen += [term for term in [next(told, "")] if term]
    return chosen[:NAMED]


def _paired(place: int, factor: Numbers, terms: Sequence[str]) -> str:
    """The term there; of a word that seldom stands without another, the pair of them."""
    term = terms[place]
    pairs = [other for other in listed(factor) if term in terms[other].split(" ") and other != place]
    return next((terms[other] for other in pairs if factor[other] >= AS_ONE * factor[place]), term)


def _is_new(term: str, chosen: Sequence[str]) -> bool:
    return not any(_is_same(word, taken) for word in term.split() for taken in " ".join(chosen).split())


def _is_same(one: str, other: str) -> bool:
    letters = min(len(one), len(other), SAME_LETTERS)
    return one == other or (letters >= SAME_LETTERS - 1 and one[:letters] == other[:letters])

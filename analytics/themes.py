"""Themes of texts: what many wordings share, found from the texts themselves, or a refusal in words.

A text is taken apart into its sentences, as each of them is about one thing (S. Brody and N. Elhadad, An unsupervised aspect-sentiment
model for online reviews, NAACL 2010). TF-IDF of their words and pairs of words is factored into parts that only add up (D. D. Lee and
H. S. Seung, Learning the parts of objects by non-negative matrix factorization, Nature 401, 1999): a part is a theme.

NMF finds as many themes as it is asked for, so a number of them counts only where two things hold. It is stable: themes of texts that are
drawn anew list the same terms (D. Greene, D. O'Callaghan and P. Cunningham, How many topics? Stability analysis for topic models,
ECML PKDD 2014). And the themes explain more of the sentences than as many themes explain after all words as they were written were
shuffled, as parallel analysis asks of factors (J. L. Horn, Psychometrika 30, 1965): frequent words are found again in any heap of words.
Of several such numbers the one that is furthest ahead of the shuffled words is chosen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy
import pandas
from threadpoolctl import threadpool_limits

from analytics.factors import agreement, factors, shares, strongest
from analytics.numbered import numbered
from analytics.wordings import Numbers, Vocabulary, Wordings, Words, as_written, shortest_word, shuffled, singly, wordings, words_of

LEAST_THEMES, MOST_THEMES = 4, 12
FEWEST_TEXTS, FEWEST_DIFFERENT = 300, 50
RESAMPLES, DRAWN, LEAST_AGREEMENT = 8, 0.8, 0.5
SHUFFLES, FURTHER = 3, 0.06
# Themes are found in so many different texts, drawn once, where there are more; every text is then held against them. As many sentences
# at most are shuffled.
SAMPLE, HEAP = 1_500, 3_000
# A text has a theme that explains so much of one of its sentences.
LEAST_SHARE = 0.1
SEED = 0
LOW, HIGH = 0.1, 0.9


@dataclass(frozen=True)
class Trial:
    """A number of themes: the mean agreement of its resamples and their middle 80 %, and the share of the sentences that it explains.

    shuffled: the most that as many themes explain of the same words shuffled.
    """

    themes: int
    agreement: float
    low: float
    high: float
    explained: float
    shuffled: float

    @property
    def is_stable(self) -> bool:
        """Whether the themes are found again."""
        return self.agreement >= LEAST_AGREEMENT

    @property
    def ahead(self) -> float:
        """How much more the themes explain than those of shuffled words, as a share of what those explain.

        A share, as what can be explained at all hangs on how richly people write.
        """
        return self.explained / self.shuffled - 1.0 if self.shuffled else 0.0

    @property
    def holds(self) -> bool:
        """Whether they are found again and are more than frequent words."""
        return self.is_stable and self.ahead >= FURTHER


@dataclass(frozen=True)
class Themes:
    """What came of it: every number of themes that was tried, and of the chosen one the themes' names and the texts that have them.

    chosen: None where themes are refused; then names and held are empty. held: a row a text and theme with text (its place among the
    texts), theme (from 1, the theme of most texts first) and share (the most that the theme explains of one of its sentences).
    texts, different: how many texts say something, and how many different ones. sampled: the different ones that themes were found in.
    left_out: the mean share that themes explain of sentences of texts that were not drawn, and the middle 80 %. by_words: what as many
    of the most frequent words, each alone, explain of them.
    """

    trials: tuple[Trial, ...]
    chosen: Trial | None
    names: tuple[str, ...]
    held: pandas.DataFrame
    texts: int
    different: int
    sampled: int
    left_out: tuple[float, float, float] = (0.0, 0.0, 0.0)
    by_words: float = 0.0

    @property
    def best(self) -> Trial | None:
        """The chosen number of themes; of a refusal the one that came nearest; None where nothing could be tried."""
        return self.chosen or max(self.trials, key=lambda one: (one.is_stable, one.ahead if one.is_stable else one.agreement), default=None)

    @property
    def covered(self) -> float:
        """The share of the texts that have a theme."""
        return self.held["text"].nunique() / self.texts if self.texts else 0.0

    @property
    def too_few(self) -> str:
        """What is lacking to look for themes at all."""
        if self.texts < FEWEST_TEXTS:
            return f"{self.texts:,} texts say something; {FEWEST_TEXTS} are needed."
        if self.different < FEWEST_DIFFERENT:
            return f"The texts are {self.different:,} different ones; {FEWEST_DIFFERENT} are needed."
        return ""

    @property
    def refused(self) -> str:
        """Why there are no themes where there is enough to look at, with what was measured; nothing where there are."""
        if self.chosen or self.too_few:
            return ""
        if not self.best:
            return f"Different sentences share too few words for {LEAST_THEMES} themes."
        best, span = self.best, f"No number of themes from {self.trials[0].themes} to {self.trials[-1].themes}"
        if not best.is_stable:
            return (
                f"{span} is found again when texts are drawn anew: the most stable, {best.themes}, agree by {best.agreement:.2f}, and "
                f"{LEAST_AGREEMENT} is needed."
            )
        if not best.holds:
            return (
                f"{span} is more than frequent words: {best.themes} themes explain {best.explained:.1%} of the sentences, and "
                f"{best.shuffled:.1%} after their words were shuffled; {FURTHER:.0%} more than that is needed."
            )
        return (
            f"{best.themes} themes explain {self.left_out[0]:.1%} of the sentences of texts that were left out; as many of the most "
            f"frequent words, each alone, {self.by_words:.1%}."
        )


def themes(texts: Sequence[str]) -> Themes:
    """The themes of texts, or why there are none. The same texts in any order have the same themes."""
    given = pandas.Series(texts, dtype=object).map(str.strip).to_numpy(object)
    different, counts = numpy.unique(given[given != ""], return_counts=True)
    random = numpy.random.default_rng(SEED)
    every = numpy.arange(len(different))
    sampled = every if len(every) <= SAMPLE else numpy.sort(random.choice(every, SAMPLE, replace=False))
    none = Themes((), None, (), _held(), int(counts.sum()), len(different), len(sampled))
    if none.too_few:
        return none
    with threadpool_limits(1):
        search = _Search(wordings(different[sampled].tolist(), counts[sampled].astype(float)), random)
        trials = search.trials()
        best = max((one for one in trials if one.holds), key=lambda one: one.ahead, default=None)
        if best is None:
            return replace(none, trials=trials)
        left_out, by_words = search.left_out(best.themes)
        tested = replace(none, trials=trials, left_out=left_out, by_words=by_words)
        if left_out[0] <= by_words:
            return tested
        factored = search.fitted(best.themes)
        explained = search.shares(different.tolist(), factored)
        names = search.names(factored)
    # The theme of most texts first.
    order = numpy.argsort(-(counts @ (explained >= LEAST_SHARE)), kind="stable")
    places = pandas.Index(different).get_indexer(pandas.Index(given))
    return replace(tested, chosen=best, names=tuple(names[place] for place in order), held=_held(explained[:, order], places))


def _held(explained: Numbers | None = None, places: numpy.ndarray | None = None) -> pandas.DataFrame:
    """held of Themes. explained: (different texts, themes). places: of each text among the different ones, -1 of one that says nothing."""
    if explained is None or places is None:
        return pandas.DataFrame({"text": pandas.Series(dtype=int), "theme": pandas.Series(dtype=int), "share": pandas.Series(dtype=float)})
    of_texts = numpy.where(places[:, None] >= 0, explained[places], 0.0)
    text, theme = numpy.nonzero(of_texts >= LEAST_SHARE)
    return pandas.DataFrame({"text": text, "theme": theme + 1, "share": of_texts[text, theme]})


class _Search:
    """The sentences of sampled texts as vectors, and what factorizations of them give."""

    def __init__(self, sampled: Wordings, random: numpy.random.Generator) -> None:
        self._sampled, self._shortest = sampled, shortest_word(sampled.sentences)
        words = [words_of(sentence, self._shortest) for sentence in sampled.sentences]
        self._vocabulary = Vocabulary(words, sampled.written())
        self._vectors = self._vocabulary.vectors(words)
        self._draws = [(random.random(len(sampled.counts)) < DRAWN).astype(float) for _ in range(RESAMPLES)]
        single = Vocabulary(singly(words), sampled.written())
        self._singly = single.vectors(words)
        self._heaps = [single.vectors(shuffled(_heap(words, sampled.weights(), random), random)) for _ in range(SHUFFLES)]

    def trials(self) -> tuple[Trial, ...]:
        """Every number of themes that the sentences have terms for."""
        told = self._vectors.getnnz(axis=1) > 0
        rows = [int((told & (self._sampled.weights(draw) > 0)).sum()) for draw in self._draws]
        most = min(MOST_THEMES, self._singly.shape[1], *rows, *(int((heap.getnnz(axis=1) > 0).sum()) for heap in self._heaps))
        return tuple(self._trial(number) for number in range(LEAST_THEMES, most + 1))

    def _trial(self, number: int) -> Trial:
        themes = self.fitted(number)
        agreements = [agreement(themes, self._drawn(number, draw)) for draw in self._draws]
        low, high = numpy.quantile(agreements, [LOW, HIGH])
        explained = factors(self._singly, self._sampled.weights(), number)[1]
        by_chance = max(factors(heap, numpy.ones(heap.shape[0]), number)[1] for heap in self._heaps)
        return Trial(number, float(numpy.mean(agreements)), float(low), float(high), explained, by_chance)

    def fitted(self, number: int) -> Numbers:
        """So many themes: (themes, terms)."""
        return factors(self._vectors, self._sampled.weights(), number)[0]

    def _drawn(self, number: int, draw: Numbers) -> Numbers:
        return factors(self._vectors, self._sampled.weights(draw), number)[0]

    def left_out(self, number: int) -> tuple[tuple[float, float, float], float]:
        """What so many themes, and as many of the most frequent words alone, explain of the sentences of texts that were not drawn."""
        squares = self._vectors.multiply(self._vectors)
        single = numpy.array([" " not in term for term in self._vocabulary.terms])
        by_themes, by_words = [], []
        for draw in self._draws:
            others = self._sampled.weights(1.0 - draw)
            others = others / ((others @ squares).sum() or 1.0)
            by_themes.append(float(others @ shares(self._vectors, self._drawn(number, draw)).sum(axis=1)))
            frequent = numpy.where(single, self._sampled.weights(draw) @ (self._vectors > 0), 0.0)
            by_words.append(float((others @ squares)[numpy.argsort(-frequent, kind="stable")[:number]].sum()))
        low, high = numpy.quantile(by_themes, [LOW, HIGH])
        return (float(numpy.mean(by_themes)), float(low), float(high)), float(numpy.mean(by_words))

    def shares(self, texts: Sequence[str], themes: Numbers) -> Numbers:
        """(texts, themes): the most that each theme explains of one sentence of each text."""
        every = wordings(texts, numpy.ones(len(texts)))
        explained = shares(self._vocabulary.vectors([words_of(sentence, self._shortest) for sentence in every.sentences]), themes)
        rows, columns = every.inside.nonzero()
        found = numpy.zeros((len(texts), len(themes)))
        numpy.maximum.at(found, rows, explained[columns])
        return found

    def names(self, themes: Numbers) -> tuple[str, ...]:
        """What each theme is called: its strongest terms as they stand in sentences, numbered where two are alike."""
        terms = [strongest(theme, self._vocabulary.terms) for theme in themes]
        told = [", ".join(as_written(term, self._sampled.sentences) for term in listed) for listed in terms]
        return numbered(told)


def _heap(words: Sequence[Words], weights: Numbers, random: numpy.random.Generator) -> list[Words]:
    """The sentences, each as often as it weighs, at most HEAP of them."""
    every = numpy.repeat(numpy.arange(len(words)), numpy.rint(weights).astype(int))
    drawn = every if len(every) <= HEAP else random.choice(every, HEAP, replace=False)
    return [words[place] for place in drawn.tolist()]

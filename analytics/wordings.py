"""Wordings: the different texts among many, the sentences they are put together from, and the words and pairs of words of those."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from typing import TypeAlias

import numpy
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS, CountVectorizer, TfidfTransformer

Numbers: TypeAlias = "numpy.ndarray[tuple[int, ...], numpy.dtype[numpy.float64]]"
# Words of a sentence without stop words, each with whether the one before stands beside it or one stop word away.
Words: TypeAlias = tuple[tuple[str, bool], ...]

_ENDS = re.compile(r"[.!?;…。！？\r\n]+")
_ADDRESS = re.compile(r"\S*[@/]\S*")
# "don't" would leave "don".
_NEGATED = re.compile(r"\b\w+n['’]t\b")
_WORD = re.compile(r"[^\W\d_]{2,}")
# Of texts with fewer English stop words among their words, short words are taken for the stop words of their language.
ENGLISH, SHORTEST, SHORTEST_ELSEWHERE = 0.2, 3, 4
# A term is used by so many texts, so that it tells of nobody; in more than this share of the sentences it tells nothing.
LEAST_TEXTS, MOST_SENTENCES, MOST_TERMS = 5, 0.3, 500
# A pair of words is a term where both are used together so often, of all the times that each is used.
PAIRED = 0.1


@dataclass(frozen=True)
class Wordings:
    """Different texts in the order of their letters, how often each was written, and how often it holds each different sentence.

    inside: (texts, sentences).
    """

    counts: Numbers
    sentences: tuple[str, ...]
    inside: csr_matrix

    def written(self) -> Numbers:
        """(sentences,): how often each was."""
        return numpy.asarray(self.inside.T @ self.counts)

    def weights(self, drawn: Numbers | None = None) -> Numbers:
        """(sentences,): one and the logarithm of how often each was written, 0 where never: who copies a sentence adds little to it.

        drawn: 1 for the texts that count, all without it.
        """
        written = self.inside.T @ (self.counts if drawn is None else self.counts * drawn)
        return numpy.where(written > 0, 1.0 + numpy.log(numpy.maximum(written, 1.0)), 0.0)


def wordings(texts: Sequence[str], counts: Numbers) -> Wordings:
    """Those of different texts, each written so many times."""
    parts = [sentences_of(text) for text in texts]
    different = sorted(set(chain.from_iterable(parts)))
    places = {sentence: place for place, sentence in enumerate(different)}
    columns = [places[sentence] for sentence in chain.from_iterable(parts)]
    rows = numpy.repeat(numpy.arange(len(parts)), [len(part) for part in parts])
    inside = csr_matrix((numpy.ones(len(columns)), (rows, columns)), shape=(len(parts), len(different)))
    return Wordings(counts, tuple(different), inside)


def sentences_of(text: str) -> list[str]:
    """The sentences of a text in lower case, none where nothing is said."""
    return [sentence for sentence in (part.strip() for part in _ENDS.split(text.lower())) if sentence]


def shortest_word(sentences: Iterable[str]) -> int:
    """How many letters a word needs, by whether these sentences are English."""
    words = [word for sentence in sentences for word in _WORD.findall(sentence)]
    english = sum(word in ENGLISH_STOP_WORDS for word in words)
    return SHORTEST if english >= ENGLISH * len(words) else SHORTEST_ELSEWHERE


def words_of(sentence: str, shortest: int = SHORTEST) -> Words:
    """The words of a sentence that may tell something: no addresses, numbers and stop words."""
    found: list[tuple[str, bool]] = []
    last = -9
    for place, word in enumerate(_WORD.findall(_NEGATED.sub(" not ", _ADDRESS.sub(" ", sentence)))):
        if len(word) >= shortest and word not in ENGLISH_STOP_WORDS:
            found.append((word, place - last <= 2))
            last = place
    return tuple(found)


def terms_of(words: Words) -> list[str]:
    """Words and pairs of words."""
    return [word for word, _ in words] + [f"{one} {other}" for (one, _), (other, is_near) in pairwise(words) if is_near]


class Vocabulary:
    """The terms that sentences share, and sentences as TF-IDF of them, each of length 1."""

    def __init__(self, sentences: Sequence[Words], written: Numbers) -> None:
        """written: how often each sentence was."""
        counter = CountVectorizer(analyzer=terms_of, binary=True)
        counted = counter.fit_transform(sentences) if any(sentences) else csr_matrix((len(sentences), 0))
        found = counter.get_feature_names_out().tolist() if any(sentences) else []
        held = dict(zip(found, numpy.asarray(counted.sum(axis=0)).ravel(), strict=True))
        used = dict(zip(found, counted.T @ written, strict=True))
        most = max(MOST_SENTENCES * len(sentences), 1)
        shared = {term for term in found if used[term] >= LEAST_TEXTS and held[term] <= most}
        told = [term for term in shared if all(word in shared and used[term] >= PAIRED * used[word] for word in term.split())]
        chosen = sorted(sorted(told, key=lambda term: (-held[term], term))[:MOST_TERMS])
        self.terms: tuple[str, ...] = tuple(chosen)
        if chosen:
            self._counter = CountVectorizer(analyzer=terms_of, binary=True, vocabulary=chosen)
            self._weighing = TfidfTransformer().fit(self._counter.transform(sentences))

    def vectors(self, sentences: Sequence[Words]) -> csr_matrix:
        """(sentences, terms); a sentence without any of the terms is 0."""
        if not self.terms:
            return csr_matrix((len(sentences), 0))
        return csr_matrix(self._weighing.transform(self._counter.transform(sentences)))


def singly(sentences: Sequence[Words]) -> list[Words]:
    """The same sentences without pairs."""
    return [tuple((word, False) for word, _ in sentence) for sentence in sentences]


def shuffled(sentences: Sequence[Words], random: numpy.random.Generator) -> list[Words]:
    """The same words in sentences of the same lengths, each anywhere."""
    words = iter(random.permutation([word for sentence in sentences for word, _ in sentence]).tolist())
    return [tuple((next(words), is_near) for _, is_near in sentence) for sentence in sentences]


def as_written(term: str, sentences: Iterable[str]) -> str:
    """A pair of words with the stop word that most often stands between them, where one does."""
    if " " not in term:
        return term
    near = re.compile(r"\b" + r"\W+(?:[^\W\d_]+\W+)?".join(map(re.escape, term.split())) + r"\b")
    found = Counter(" ".join(_WORD.findall(match.group())) for match in map(near.search, sentences) if match)
    return min(found, key=lambda words: (-found[words], words), default=term)

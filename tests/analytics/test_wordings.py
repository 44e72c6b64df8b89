"""Wordings: sentences, words that tell something, pairs, and vectors of what sentences share."""

from __future__ import annotations

import numpy
import pytest

from analytics.wordings import Vocabulary, as_written, sentences_of, shortest_word, shuffled, singly, terms_of, wordings, words_of


def test_a_text_is_its_sentences_in_lower_case():
    assert sentences_of("Late! And the box?\nDented... ") == ["late", "and the box", "dented"]
    assert sentences_of(" .!") == []


@pytest.mark.parametrize(
    ("sentence", "terms"),
    [
        ("fast delivery", ["fast", "delivery", "fast delivery"]),
        ("worth every cent", ["worth", "cent", "worth cent"]),
        ("they don't answer the phone", ["answer", "phone", "answer phone"]),
        ("write to ann@example.org or 0171 555 today", ["write", "today"]),
        ("it is of a", []),
        ("colour is very much too pale", ["colour", "pale"]),
    ],
)
def test_words_without_stop_words_numbers_and_addresses_and_pairs_that_stand_near(sentence: str, terms: list[str]):
    assert terms_of(words_of(sentence)) == terms


def test_other_languages_need_longer_words():
    assert shortest_word(["the box was not in good shape"]) == 3
    assert shortest_word(["die hose ist viel zu eng"]) == 4
    assert [word for word, _ in words_of("die hose ist sehr eng", 4)] == ["hose", "sehr"]


def test_copied_sentences_weigh_little_more_than_one():
    found = wordings(["Late.", "Late. Dented."], numpy.array([99.0, 1.0]))
    assert found.sentences == ("dented", "late")
    assert found.written().tolist() == [1, 100]
    assert found.weights() == pytest.approx([1, 1 + numpy.log(100)])
    assert found.weights(numpy.array([1.0, 0.0])) == pytest.approx([0, 1 + numpy.log(99)])


def test_the_vocabulary_is_what_several_texts_use():
    told = ("fast delivery", "slow delivery", "green box", "blue box", "dull", "rough", "loud")
    sentences = [words_of(text) for text in told]
    found = Vocabulary(sentences, numpy.array([5.0, 4.0, 3.0, 2.0, 1.0, 1.0, 1.0]))
    assert found.terms == ("box", "delivery", "fast", "fast delivery")
    vectors = found.vectors([*sentences, words_of("nothing of all that")])
    assert numpy.linalg.norm(vectors.toarray(), axis=1) == pytest.approx([1, 1, 1, 1, 0, 0, 0, 0])
    none = Vocabulary([words_of("of it")], numpy.array([9.0]))
    assert none.terms == ()
    assert none.vectors([words_of("box")]).shape == (1, 0)


def test_shuffled_words_are_the_same_words_in_sentences_of_the_same_lengths():
    sentences = [words_of(text) for text in ("fast delivery", "green box arrived", "colour")]
    mixed = shuffled(sentences, numpy.random.default_rng(1))
    assert [len(sentence) for sentence in mixed] == [2, 3, 1]
    assert sorted(word for sentence in mixed for word, _ in sentence) == sorted(word for sentence in sentences for word, _ in sentence)
    assert terms_of(singly(sentences)[0]) == ["fast", "delivery"]


def test_pairs_are_told_as_they_are_written():
    sentences = ["worth every cent", "worth every cent of it", "worth a cent"]
    assert as_written("worth cent", sentences) == "worth every cent"
    assert as_written("fast delivery", sentences) == "fast delivery"
    assert as_written("box", sentences) == "box"

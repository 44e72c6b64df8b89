"""Themes: planted ones are found, counted and named from their words, in any order and language; noise and too little are refused."""

from __future__ import annotations

import numpy
import pytest

from analytics import themes as module
from analytics.themes import FURTHER, LEAST_AGREEMENT, LEAST_SHARE, Themes, themes
from tests.analytics.planted_texts import ENGLISH, GERMAN, noise, planted


def agreement(found: Themes, true: tuple[frozenset[str], ...]) -> dict[str, float]:
    """By planted theme: F1 of the found theme that suits it best, over texts."""
    names = sorted(frozenset().union(*true))
    planted_in = numpy.array([[name in text for name in names] for text in true])
    found_in = numpy.zeros((len(true), len(found.names)))
    found_in[found.held["text"], found.held["theme"] - 1] = 1
    both = planted_in.T @ found_in
    scores = 2 * both / (planted_in.sum(axis=0)[:, None] + found_in.sum(axis=0)[None, :])
    assert len(set(scores.argmax(axis=1))) == len(names), "each planted theme has one of its own"
    return dict(zip(names, scores.max(axis=1), strict=True))


@pytest.mark.parametrize(
    ("given", "count"),
    [({}, 6), ({"themes": 4, "seed": 3}, 4), ({"themes": 5, "unlike": 6}, 5), ({"count": 400, "seed": 4}, 6)],
    ids=["six", "four", "much beside", "few texts"],
)
def test_planted_themes_are_found_and_counted(given: dict, count: int):
    texts, true = planted(**given)
    found = themes(texts)
    assert found.refused == ""
    assert found.chosen.themes == len(found.names) == count
    assert min(agreement(found, true).values()) > 0.95
    assert found.covered > 0.95
    assert found.left_out[1] > found.by_words
    assert found.chosen.agreement >= LEAST_AGREEMENT
    assert found.chosen.ahead >= FURTHER


def test_a_theme_is_named_by_words_of_its_own():
    vocabulary = {word: theme for theme, parts in ENGLISH.items() for part in parts for word in part}
    named = [{vocabulary[word] for word in name.lower().split(", ")} for name in themes(planted()[0]).names]
    assert all(len(of) == 1 for of in named)
    assert set().union(*named) == set(ENGLISH)


def test_the_order_of_texts_and_their_neighbours_decide_nothing():
    texts, _ = planted(count=500)
    order = numpy.random.default_rng(9).permutation(len(texts))
    one, other = themes(texts), themes([texts[place] for place in order])
    assert one.names == other.names
    assert one.trials == other.trials
    there = {(order[text], theme, round(share, 9)) for text, theme, share in other.held.itertuples(index=False)}
    assert there == {(text, theme, round(share, 9)) for text, theme, share in one.held.itertuples(index=False)}


def test_repeated_texts_have_the_themes_of_the_one_text():
    texts, true = planted(count=500)
    found = themes([*texts, *(texts[3:4] * 2_000)])
    assert min(agreement(found, (*true, *(true[3:4] * 2_000))).values()) > 0.95
    copied = found.held[(found.held["text"] >= 500) | (found.held["text"] == 3)].groupby("text")["theme"].agg(tuple)
    assert len(copied) == 2_001
    assert copied.nunique() == 1


def test_more_different_texts_than_the_sample_are_all_told(monkeypatch: pytest.MonkeyPatch):
    texts, true = planted()
    monkeypatch.setattr(module, "SAMPLE", 400)
    found = themes(texts)
    assert (found.sampled, found.texts) == (400, 900)
    assert min(agreement(found, true).values()) > 0.95


def test_german_texts_have_german_themes():
    texts, true = planted(language="german", themes=4)
    found = themes(texts)
    assert found.chosen.themes == 4
    assert min(agreement(found, true).values()) > 0.95
    own = {word for parts in GERMAN.values() for part in parts for word in part}
    assert all(set(name.lower().split(", ")) <= own for name in found.names)


@pytest.mark.parametrize(
    "texts", [["商品很好质量不错"] * 200 + ["配送太慢了"] * 200, [f"很好{chr(0x4E00 + n)}。" for n in range(600)], ["!!!"] * 400]
)
def test_texts_whose_words_it_cannot_tell_are_refused_and_do_not_fail(texts: list[str]):
    found = themes(texts)
    assert found.chosen is None
    assert found.refused or found.too_few


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_words_drawn_alike_are_refused_because_themes_are_not_found_again(seed: int):
    found = themes(noise(600, 200, seed, is_skewed=False))
    assert (found.chosen, found.names, len(found.held)) == (None, (), 0)
    assert f"agree by {found.best.agreement:.2f}, and 0.5 is needed" in found.refused


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_frequent_words_in_any_order_are_stable_and_refused_all_the_same(seed: int):
    found = themes(noise(600, 200, seed, is_skewed=True))
    assert found.chosen is None
    assert found.best.is_stable
    assert found.best.ahead < FURTHER
    assert "is more than frequent words" in found.refused
    assert f"{found.best.shuffled:.1%} after their words were shuffled" in found.refused


def test_too_few_texts_are_said_and_empty_ones_say_nothing():
    texts, _ = planted(count=299)
    found = themes([*texts, *([" "] * 500), ""])
    assert (found.texts, found.chosen, found.refused) == (299, None, "")
    assert found.too_few == "299 texts say something; 300 are needed."
    assert themes([]).too_few == "0 texts say something; 300 are needed."
    assert themes(list(texts[:40]) * 20).too_few == "The texts are 40 different ones; 50 are needed."


def test_a_text_has_several_themes_or_none():
    texts, _ = planted(count=500)
    several = "The parcel arrived late and lost. The hotline was rude and ignored us."
    found = themes([*texts, several, "Nothing of all that.", ""])
    of = found.held.groupby("text")["theme"].nunique()
    assert of.get(500) == 2
    assert of.get(501) is of.get(502) is None
    assert found.held["share"].between(LEAST_SHARE, 1).all()


def test_single_words_that_explain_as_much_are_no_themes(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(module._Search, "left_out", lambda *_: ((0.2, 0.1, 0.3), 0.2))
    found = themes(planted(count=400)[0])
    assert (found.chosen, found.names) == (None, ())
    assert found.refused.endswith(
        "explain 20.0% of the sentences of texts that were left out; as many of the most frequent words, each alone, 20.0%."
    )

"""Themes in the shop: what published reviews are about, found from their texts, where that can be found."""

from __future__ import annotations

import pandas

from analytics.themes import DRAWN, LEAST_AGREEMENT, LEAST_SHARE, LEAST_THEMES, MOST_THEMES, RESAMPLES, Themes, Trial, themes
from analytics.wordings import LEAST_TEXTS
from dashapp.model_card import Card, Figure
from jobs.model_tables import theme_scores
from jobs.models.marts import Marts
from jobs.models.model import Model, Outcome

NAME, TITLE, OWNER = "themes", "Themes of reviews", "Customer service"
QUESTION = "What are the texts of published reviews about?"
RULE = "The simple rule: as many of the most frequent words, each a theme of its own."


def work_out(marts: Marts) -> Outcome:
    """The card with the test of every number of themes, and the themes of each review where one number holds."""
    version = marts.version
    window = (version.first_date.isoformat(), version.as_of.isoformat())
    reviews = marts.frame("models.review_texts")
    found = themes(reviews["body"].tolist())
    if found.too_few:
        return Outcome(Card(NAME, TITLE, OWNER, QUESTION, window, missing=(f"Of published reviews, {found.too_few}",)))
    card = Card(
        NAME, TITLE, OWNER, QUESTION, window, rule=RULE, beats_rule=True if found.chosen else None, test=_test(found),
        figures=_figures(found), fails=_fails(found), refused=found.refused,
    )  # fmt: skip
    return Outcome(card, _scores(reviews, found), _own_figures(found.trials))


def _test(found: Themes) -> str:
    whom = f"{found.different:,} different texts" if found.sampled == found.different else f"{found.sampled:,} of {found.different:,} texts"
    return (
        f"{LEAST_THEMES} to {MOST_THEMES} themes found in the sentences of {whom}, and anew in {RESAMPLES} draws of {DRAWN:.0%} of them; "
        "and held against the same words shuffled"
    )


def _figures(found: Themes) -> tuple[Figure, ...]:
    """Those of the chosen number of themes; of a refusal, of the one that came nearest."""
    if found.best is None:
        return ()
    best = found.best
    told = (
        Figure("themes", "Themes", "integer", best.themes),
        Figure("agreement", f"Agreement when drawn anew ({LEAST_AGREEMENT} needed)", "decimal", best.agreement, best.low, best.high),
        Figure("explained", "Explained of sentences", "ratio", best.explained),
        Figure("shuffled", "Explained after words were shuffled", "ratio", best.shuffled),
    )
    if found.chosen is None:
        return told
    return (
        *told,
        Figure("left_out", "Explained of texts left out", "ratio", *found.left_out, found.by_words),
        Figure("covered", "Texts with a theme", "ratio", found.covered),
    )


def _own_figures(trials: tuple[Trial, ...]) -> tuple[Figure, ...]:
    """What pages may show besides: every number of themes that was tried."""
    told = [Figure(f"agreement_{one.themes}", "Agreement", "decimal", one.agreement, one.low, one.high) for one in trials]
    told += [Figure(f"explained_{one.themes}", "Explained of sentences", "ratio", one.explained) for one in trials]
    told += [Figure(f"shuffled_{one.themes}", "Explained after words were shuffled", "ratio", one.shuffled) for one in trials]
    return tuple(told)


def _fails(found: Themes) -> tuple[str, ...]:
    said = (
        (True, "It counts words and knows no meaning: what is denied or meant ironically counts like what is said."),
        (
            found.chosen is not None,
            "Names are a theme's strongest words, which no person has chosen: the examples beside them say what is meant.",
        ),
        (
            found.chosen is not None,
            f"A review has a theme that explains {LEAST_SHARE:.0%} of one of its sentences; its stars are of the whole review.",
        ),
        (
            found.chosen is not None,
            f"What few say, or everybody in other words, has no theme: words that fewer than {LEAST_TEXTS} texts use are left out.",
        ),
        (found.chosen is not None, "Another run on other texts may find other themes: a theme is no number to follow over months."),
        (True, "Stop words are known for English only; where reviews are in several languages, a theme may be a language."),
        (
            found.chosen is not None and found.chosen.themes == MOST_THEMES,
            f"{MOST_THEMES} themes are the most that are looked for; there may be more.",
        ),
    )
    return tuple(words for is_so, words in said if is_so)


def _scores(reviews: pandas.DataFrame, found: Themes) -> pandas.DataFrame | None:
    if found.chosen is None:
        return None
    held = found.held
    told = reviews[["source", "review_id"]].iloc[held["text"]].reset_index(drop=True)
    return told.assign(theme_number=held["theme"], theme=[found.names[number - 1] for number in held["theme"]], share=held["share"])


MODEL = Model(NAME, TITLE, theme_scores, work_out, scored="reviews", scored_by="review_id")

"""Themes of reviews: those that the words of a text name, on both engines; and no example that could hold a number or an address."""

from __future__ import annotations

import re

import pytest

from dashapp.settings import Settings
from data_gen.world import World
from queries.catalogue import SQL_FOLDER
from tests.data_gen.service.shop import made
from tests.warehouse.raw_rows import table
from tests.warehouse.service_shop import TABLES, published
from tests.warehouse.test_service_metrics import SMALL

WORDS = re.findall(r"select '([^']+)' as word, '([^']+)' as theme", (SQL_FOLDER / "marts" / "fct_review_themes.sql").read_text())
TELLING = ("Call me on 0171 555.", "Write to ann@example.org, it was LATE!", "Late; damaged box: no manual?", "A chocolate plate.")


@pytest.fixture(scope="module")
def world() -> World:
    """A shop in whose first reviews somebody gives numbers and addresses away."""
    whole = made(SMALL)
    reviews = whole.tables["reviews"]
    chosen = reviews.index[: len(TELLING)]
    reviews.loc[chosen, "body"] = TELLING
    reviews.loc[chosen, "status"] = "published"
    return whole


def named(text: str) -> set[str]:
    words = f" {re.sub('[.,!?;:]', ' ', text.lower())} "
    return {theme for word, theme in WORDS if f" {word} " in words}


@pytest.mark.parametrize("engine", ["settings", "postgres_settings"])
def test_a_review_has_the_themes_that_its_words_name(engine: str, world: World, request: pytest.FixtureRequest):
    settings: Settings = request.getfixturevalue(engine)
    published(settings, world, TABLES)
    reviews = table(settings, "fct_reviews", "review_key")
    themes = table(settings, "fct_review_themes", "theme_key")
    texts = {row["review_key"]: row["body"] for row in reviews.to_dict("records") if row["is_published"] and row["body"] != "Not recorded"}
    expected = {(key, theme) for key, text in texts.items() for theme in named(text)}
    assert len(expected) > 100
    assert set(zip(themes["review_key"], themes["theme"], strict=True)) == expected
    for row in themes.to_dict("records"):
        assert bool(row["is_quotable"]) == (re.search(r"[0-9@]", texts[row["review_key"]]) is None)


def test_words_are_whole_and_each_belongs_to_one_theme():
    assert len({word for word, _ in WORDS}) == len(WORDS) > 50
    assert named("A chocolate plate.") == set()
    assert named("Late; damaged box: no manual?") == {"Delivery", "Packaging", "Completeness"}

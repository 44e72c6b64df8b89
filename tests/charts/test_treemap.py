"""Tiles: as large as their values, nowhere over each other, near to squares, of a stronger colour where the second measure is higher."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashapp.charts import figure, summary, treemap
from dashapp.charts.colours import SEQUENTIAL
from dashapp.charts.treemap import squarified
from dashapp.table import Column
from tests.charts.made_up import CURRENT, table

DRAWING = treemap(x="segment", y="sales", shade="average")
COLUMNS = (Column("segment", "Segment", "text"), Column("sales", "Sales", "money"), Column("average", "Average spent", "money"))
ROWS = [("Few", 100, 10), ("Most", 600, 50), ("Returned", -5, 1), ("Some", 300, None)]


def drawn(rows: list[tuple]) -> dict:
    return figure(DRAWING, [(CURRENT, table(COLUMNS, rows))], "EUR")["data"][0]


@given(st.lists(st.floats(0.01, 1000), min_size=1, max_size=15), st.floats(0.5, 3))
def test_tiles_fill_the_place_each_by_its_size_and_none_over_another(sizes: list[float], width: float):
    sizes.sort(reverse=True)
    tiles = squarified(sizes, width, 1.0)
    total = sum(sizes)
    for size, tile in zip(sizes, tiles, strict=True):
        assert tile.width * tile.height == pytest.approx(width * size / total)
        assert min(tile.left, tile.low) > -1e-9
        assert tile.left + tile.width < width + 1e-9
        assert tile.low + tile.height < 1 + 1e-9
    for position, one in enumerate(tiles):
        for other in tiles[position + 1 :]:
            across = min(one.left + one.width, other.left + other.width) - max(one.left, other.left)
            up = min(one.low + one.height, other.low + other.height) - max(one.low, other.low)
            assert min(across, up) < 1e-9


def test_the_published_example():
    """Sizes 6, 6, 4, 3, 2, 2, 1 in a place of 6 by 4: two columns of two, and the rest."""
    tiles = squarified([6, 6, 4, 3, 2, 2, 1], 6, 4)
    sides = [side for tile in tiles[:4] for side in (tile.width, tile.height)]
    assert sides == pytest.approx([3, 2, 3, 2, 12 / 7, 7 / 3, 9 / 7, 7 / 3])


def test_the_largest_comes_first_and_what_is_not_above_zero_has_no_tile():
    found = drawn(ROWS)
    assert [point[0] for point in found["customdata"]] == ["Most", "Some", "Few"]
    assert found["text"] == ["Most<br>60.0\u202f%", "Some<br>30.0\u202f%", "Few<br>10.0\u202f%"]
    assert found["marker"]["color"] == [SEQUENTIAL[4], SEQUENTIAL[0], SEQUENTIAL[2]]


def test_the_words_name_the_largest_and_nothing_is_drawn_of_nothing():
    assert "Most" in summary(DRAWING, [(CURRENT, table(COLUMNS, ROWS))], "EUR")
    assert drawn([])["x"] == []

"""The scorer, on clusters small enough to count by hand; and that it knows no detector."""

from __future__ import annotations

import ast
from pathlib import Path

import pandas
import pytest

from bench.quality import scores

KEY = pandas.DataFrame(
    {
        "customer_id": ["a", "b", "c", "d", "e"],
        "cluster_id": ["a", "a", "a", "d", "d"],
        "tier": ["original", "format", "moved", "original", "typed"],
    }
)


def _found(**clusters: str) -> pandas.Series:
    return pandas.Series(clusters)


def test_pairs_of_the_key_have_the_harder_tier_of_both_records():
    pairs = scores.key_pairs(KEY).set_index(["left", "right"])["tier"].to_dict()
    assert pairs == {("a", "b"): 0, ("a", "c"): 2, ("b", "c"): 2, ("d", "e"): 1}


def test_pairs_are_counted_with_clusters_closed():
    found = _found(a="1", b="1", c="c", d="1", e="e", f="f")
    score = scores.pair_score(found, scores.key_pairs(KEY))
    assert (score.both, score.found, score.true) == (1, 3, 4)
    assert score.f1 == pytest.approx(2 / 7)


def test_everything_right_and_everything_alone():
    pairs = scores.key_pairs(KEY)
    right = scores.pair_score(_found(a="a", b="a", c="a", d="d", e="d", f="f"), pairs)
    assert (right.both, right.found, right.true) == (4, 4, 4)
    alone = scores.pair_score(pandas.Series(list("abcdef"), list("abcdef")), pairs)
    assert (alone.both, alone.found) == (0, 0)
    assert alone.f1 == 0


def test_b_cubed_by_hand():
    """a, b and f together; c, d, e alone; f is nobody's. Precision: 2/3, 2/3, 1/3, 1, 1, 1; recall: 2/3, 2/3, 1, 1/3, 1/2, 1/2."""
    found = _found(a="1", b="1", c="c", d="d", e="e", f="1", g="g")
    precision, recall, f1 = scores.b_cubed(found, KEY)
    assert precision == pytest.approx((2 / 3 + 2 / 3 + 1 / 3 + 3) / 6)
    assert recall == pytest.approx((2 / 3 + 2 / 3 + 1 + 1 / 3 + 1 / 2 + 1 / 2) / 6)
    assert f1 == pytest.approx(2 * precision * recall / (precision + recall))


def test_answers_of_the_key():
    asked = pandas.DataFrame({"left_id": ["a", "a", "f", "f"], "right_id": ["c", "d", "a", "g"]})
    assert scores.is_same(asked, KEY).tolist() == [True, False, False, False]


def test_contacts_are_caught_when_flagged_and_fine_ones_wronged_only_when_refused():
    key = pandas.DataFrame(
        {
            "customer_id": list("abcd"),
            "channel": "email",
            "contact_class": ["slip", "slip", "valid", "valid"],
            "is_invalid": [1, 1, 0, 0],
        }
    )
    verdicts = pandas.DataFrame({"customer_id": list("abcd"), "channel": "email", "verdict": ["doubtful", "valid", "doubtful", "invalid"]})
    found = scores.contact_scores(verdicts, key)
    assert found["email", "slip"] == scores.ContactScore(2, 1, 0, 0, 0)
    assert found["email", "valid"] == scores.ContactScore(0, 0, 2, 1, 2)
    with pytest.raises(KeyError, match="no verdict for d"):
        scores.contact_scores(verdicts.head(3), key)


def test_the_scorer_imports_no_detector():
    tree = ast.parse(Path(scores.__file__).read_text())
    names = [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    names += [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
    assert not [name for name in names if name.split(".")[0] in ("analytics", "bench", "data_gen", "queries", "jobs")]

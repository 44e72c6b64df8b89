"""Verdicts follow from reasons."""

from __future__ import annotations

import pytest

from analytics.contacts.findings import DOUBTED, NOTED, REASONS, REFUSED, ContactCheck


@pytest.mark.parametrize(
    ("reasons", "verdict"),
    [
        ((), "valid"),
        (("role", "domain_once"), "valid"),
        (("slip", "role"), "doubtful"),
        (("slip", "length"), "invalid"),
    ],
)
def test_the_gravest_reason_decides(reasons: tuple[str, ...], verdict: str):
    assert ContactCheck("x", reasons).verdict == verdict


def test_a_suggestion_alone_never_refuses():
    assert ContactCheck("x", (), suggestion="y").verdict == "valid"


def test_every_reason_has_its_words_once():
    assert len(REASONS) == len(REFUSED) + len(DOUBTED) + len(NOTED)

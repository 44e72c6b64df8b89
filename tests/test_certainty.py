"""How sure a number is, in words; below thirty answers it is called indicative."""

from __future__ import annotations

import pytest

from dashapp.certainty import certainty, is_indicative


@pytest.mark.parametrize(("answers", "few"), [(None, True), (0, True), (29, True), (30, False), (float("nan"), True)])
def test_t_nps_1_fewer_than_thirty_answers_are_indicative(answers: float | None, few: bool) -> None:
    assert is_indicative(answers) == few


def test_t_nps_1_the_words_say_the_margin_the_answers_and_whether_they_are_enough() -> None:
    assert certainty(8.107, 324, "en-GB") == "± 8.1, 324 answers"
    assert certainty(30.2, 12, "en-GB") == "Indicative: ± 30.2, 12 answers"
    assert certainty(None, 93, "en-GB") == "93 answers"
    assert certainty(None, 1, "en-GB") == "Indicative: 1 answer"
    assert certainty(None, None, "en-GB") == "Indicative: 0 answers"

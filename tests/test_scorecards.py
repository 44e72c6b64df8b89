"""Scorecards: what a person reads above and in the weeks."""

from __future__ import annotations

import datetime
import json
from dataclasses import replace

from dashapp.cards import as_json
from dashapp.periods import day_number
from dashapp.scorecards import scorecard
from tests.charts.made_up import NET, WEEK, table


def test_a_week_that_the_period_cuts_says_so() -> None:
    rows = [("2021-11-22", 900.0), ("2021-11-29", 1000.0), ("2021-12-06", 450.0)]
    asked = {"day_from": day_number(datetime.date(2021, 11, 24)), "day_to": day_number(datetime.date(2021, 12, 9))}
    weeks = table([WEEK, NET], rows)
    shown = scorecard(replace(weeks, source=replace(weeks.source, values=asked)), "en-GB")
    heads = [json.loads(json.dumps(as_json(cell)))["props"]["children"][0] for cell in shown.children.children[0].children.children[1:]]
    assert heads == ["part of week ", "week of ", "part of week "]

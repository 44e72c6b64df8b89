"""The filter bar: what is chosen on a page is set already, and its default needs no word in the address."""

from __future__ import annotations

import datetime
import json
from dataclasses import replace

from dashapp.auth.permissions import Permission
from dashapp.filterbar import Situation, filter_bar
from dashapp.filters import Filters
from dashapp.page import Choice, Page

SITUATION = Situation(1, datetime.date(2026, 6, 30), datetime.date(2024, 1, 1), "EUR", "Shop", ())
PAGE = Page(
    "made_up",
    title="Made up",
    group="Home",
    permission=Permission.OVERVIEW_VIEW,
    question="What?",
    filters=("dates",),
    rows=(),
    choices=(Choice("shape", "Shape", (("round", "Round"), ("square", "Square"))),),
    default_days=365,
)


def parts(filters: Filters, shape: str) -> dict[str, object]:
    bar = filter_bar(PAGE, filters, SITUATION, {"shape": shape})
    return {str(part.id): part for part in bar._traverse() if getattr(part, "id", None)}


def test_the_default_of_a_choice_is_an_empty_value() -> None:
    found = parts(Filters(), "round")
    assert found["{'filter': 'shape'}"].value == ""
    assert [option["value"] for option in found["{'filter': 'shape'}"].options] == ["", "square"]
    assert parts(Filters(), "square")["{'filter': 'shape'}"].value == "square"


def test_a_chip_knows_the_titles_of_its_options() -> None:
    titles = getattr(parts(Filters(), "round")["{'chip': 'shape'}"], "data-titles")
    assert json.loads(titles) == {"": "Round", "square": "Square"}


def months_of(chosen: str, situation: Situation = SITUATION) -> tuple[str, dict[str, str]]:
    """What is set, and value and title of every option, of a choice of three months."""
    page = replace(PAGE, choices=(Choice("month", "Month", months=3),))
    bar = filter_bar(page, Filters(), situation, {"month": chosen} if chosen else {})
    [radios] = [part for part in bar._traverse() if getattr(part, "id", None) == {"filter": "month"}]
    return radios.value, {option["value"]: option["label"] for option in radios.options}


def test_the_last_full_months_can_be_chosen_and_the_last_of_them_needs_no_word() -> None:
    usual = {"": "Jun 2026", "2026-05-01": "May 2026", "2026-04-01": "Apr 2026"}
    assert months_of("") == ("", usual)
    assert months_of("2026-06-01") == ("", usual)
    assert months_of("2026-05-01") == ("2026-05-01", usual)
    assert months_of("2025-01-01") == ("2025-01-01", usual | {"2025-01-01": "Jan 2025"})
    days = replace(SITUATION, first_date=datetime.date(2026, 6, 2), as_of=datetime.date(2026, 6, 29))
    assert months_of("", days) == ("", {"": "Last full month"})


def test_the_default_dates_are_those_of_the_page() -> None:
    found = parts(Filters(default_days=365), "round")
    assert found["filter-default-dates"].data == ["2025-07-01", "2026-06-30"]
    assert found["{'filter': 'from'}"].value == "2025-07-01"

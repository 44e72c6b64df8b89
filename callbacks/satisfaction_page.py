"""Satisfaction: the score wave by wave, each beside the one before, and what is done about detractors."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise
from typing import Any

from dash import html

from analytics.net_promoter import change
from callbacks.deeds import Done, Fields, Served, numbers_of, text_of
from dashapp import formats
from dashapp.auth.permissions import Permission
from dashapp.cards import state_empty
from dashapp.certainty import is_indicative
from dashapp.filters import Filters
from dashapp.forms import button, buttons, choice, form, text_field
from queries import metrics
from queries.cards import Question
from queries.desk import Desk

MEASURES = ("nps", "nps_margin", "survey_answers", "survey_response_rate")
HEADINGS = ("Wave", "Score", "±", "Answers", "Response rate", "Against the wave before")
NONE = "Nobody was asked in the year before the last day of this selection."
MOST_WAVES = 12
# A name without letters, which nobody has.
NOBODY = (" ", "Nobody")
FOR_OTHERS = "Support and analysts give them out and say how they ended. You see the list."
NUMBER = "follow_up_id"
Row = Mapping[str, Any]


def waves(desk: Desk, question: Question, _key: str) -> Any:
    """A row a wave, the latest first."""
    filters = _a_year(question.filters, desk.today())
    table = metrics.ask(desk.warehouse, MEASURES, by=("wave",), filters=filters, viewer=question.viewer)
    found = sorted(table.records(), key=lambda row: str(row["wave"]))
    if not found:
        return state_empty(NONE)
    head = html.Thead(html.Tr([html.Th(title, scope="col") for title in HEADINGS]))
    rows = [_row(before, row, question.viewer.locale) for before, row in pairwise([None, *found[-MOST_WAVES:]])]
    table_of_waves = html.Table([head, html.Tbody(rows[::-1])], className="table table-sm tr-table tr-waves")
    return html.Div(table_of_waves, className="table-responsive", tabIndex="0")


def _a_year(filters: Filters, today: datetime.date) -> Filters:
    """The same selection, of the year that ends on its last day: one wave alone has none beside it."""
    last = filters.period(today).last
    return replace(filters, date_from=last - datetime.timedelta(days=365), date_to=last, compare=())


def _row(before: Row | None, row: Row | None, locale: str) -> html.Tr:
    now = row or {}
    numbers = (
        formats.decimal(now["nps"], locale, 1),
        formats.decimal(now["nps_margin"], locale, 1),
        formats.integer(now["survey_answers"], locale),
        formats.ratio(now["survey_response_rate"], locale),
    )
    cells = [html.Td(number, className="tr-number") for number in numbers]
    return html.Tr([html.Th(str(now["wave"]), scope="row"), *cells, html.Td(against(before, now, locale))])


def against(before: Row | None, now: Row, locale: str) -> str:
    """'+3.2 ± 5.1, within noise'; what is missing where two waves cannot be held against each other."""
    if before is None:
        return "The first one shown"
    if any(formats.missing(row["nps"]) for row in (before, now)):
        return "Nobody answered one of the two"
    found = change(now["nps"], now["nps_margin"], before["nps"], before["nps_margin"])
    sign = "+" if found.points > 0 else ""
    words = f"{sign}{formats.decimal(found.points, locale, 1)} ± {formats.decimal(found.margin, locale, 1)}"
    if any(is_indicative(row["survey_answers"]) for row in (before, now)):
        return f"{words}, indicative"
    return f"{words}, {'within noise' if found.is_noise else 'better' if found.points > 0 else 'worse'}"


def follow_ups(desk: Desk, question: Question, key: str) -> Any:
    """What can be done about the follow-ups that are chosen."""
    if not question.viewer.may(Permission.FOLLOW_UPS_MANAGE):
        return html.P(FOR_OTHERS, className="tr-muted")
    people = [NOBODY, *((name, name) for name in desk.office.follow_ups.people(desk.settings))]
    outcomes = [(outcome, outcome.capitalize()) for outcome in desk.office.follow_ups.outcomes]
    return form(
        choice("person", key, "Give to", people, NOBODY[0]),
        buttons(button("give_follow_ups", key, "Give")),
        text_field("due", key, "Due", type="date"),
        buttons(button("set_follow_ups_due", key, "Set the day")),
        choice("outcome", key, "Outcome", outcomes, outcomes[0][0]),
        buttons(button("close_follow_ups", key, "Write it down", tone="primary")),
    )


def give_follow_ups(desk: Desk, question: Question, fields: Fields) -> Done:
    """Give the chosen follow-ups to somebody."""
    name = text_of(fields, "person")
    done = desk.office.follow_ups.assign(desk.settings, question.viewer, numbers_of(fields, NUMBER), name)
    return Done(f"{_counted(done)} given to {name}." if name else f"{_counted(done)} given back.")


def set_follow_ups_due(desk: Desk, question: Question, fields: Fields) -> Done:
    """Set the day until which the chosen follow-ups are to be done."""
    done = desk.office.follow_ups.set_due(desk.settings, question.viewer, numbers_of(fields, NUMBER), text_of(fields, "due"))
    return Done(f"{_counted(done)} due on {text_of(fields, 'due')}.")


def close_follow_ups(desk: Desk, question: Question, fields: Fields) -> Done:
    """Say how the chosen follow-ups ended."""
    outcome = text_of(fields, "outcome")
    done = desk.office.follow_ups.close(desk.settings, question.viewer, numbers_of(fields, NUMBER), outcome)
    return Done(f"{_counted(done)} done: {outcome}.")


def _counted(count: int) -> str:
    return f"{count:,} follow-up{'' if count == 1 else 's'}"


DEEDS = (give_follow_ups, set_follow_ups_due, close_follow_ups)
PANELS: Mapping[str, Served] = {
    "satisfaction.waves": Served(waves),
    "satisfaction.follow_ups": Served(follow_ups, Permission.FOLLOW_UPS_MANAGE, DEEDS),
}

"""Data quality: incidents that are given, acknowledged and commented, runs that are started, rules and limits that people set."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from dash import html

from callbacks.deeds import Done, Fields, Served, number_of, numbers_of, text_of
from callbacks.work import start, told, under_way
from dashapp.auth.permissions import Permission
from dashapp.errors import UserError
from dashapp.forms import button, buttons, choice, form, line, lines, long_text, text_field
from dashapp.rule_types import RULE_TYPES
from queries.cards import Question
from queries.checks import OWNERS, SEVERITIES, checks
from queries.desk import Desk

MOST_DIGITS = 4
# A name without letters, which nobody has.
NOBODY = (" ", "Nobody")
RUNNING, EVERY = "checks", "every check"
BOUNDS = "range and length take the least and the most, one_of its values, reference the column that it is found in."


def incidents(desk: Desk, question: Question, key: str) -> Any:
    """What can be done about chosen incidents, by what the viewer may do."""
    may = question.viewer.may(Permission.QUALITY_MANAGE)
    people = [NOBODY, *((name, name) for name in desk.office.quality.people(desk.settings))]
    return form(
        choice("person", key, "Give to", people, NOBODY[0]) if may else None,
        buttons(button("assign_chosen", key, "Give", tone="primary")) if may else None,
        long_text("comment", key, "Comment"),
        buttons(
            button("acknowledge_chosen", key, "Acknowledge"),
            button("begin_chosen", key, "Work on them"),
            button("comment_chosen", key, "Write the comment"),
        ),
    )


def assign_chosen(desk: Desk, question: Question, fields: Fields) -> Done:
    """Give the chosen incidents to somebody."""
    name = text_of(fields, "person")
    done = desk.office.quality.assign(desk.settings, question.viewer, numbers_of(fields, "incident_id"), name)
    return Done(f"{_incidents(done)} given to {name}." if name else f"{_incidents(done)} given back.")


def acknowledge_chosen(desk: Desk, question: Question, fields: Fields) -> Done:
    """Say that the chosen incidents were seen."""
    done = desk.office.quality.acknowledge(desk.settings, question.viewer, numbers_of(fields, "incident_id"))
    return Done(f"{_incidents(done)} acknowledged.")


def begin_chosen(desk: Desk, question: Question, fields: Fields) -> Done:
    """Say that the chosen incidents are being worked on."""
    done = desk.office.quality.begin(desk.settings, question.viewer, numbers_of(fields, "incident_id"))
    return Done(f"{_incidents(done)} in progress.")


def comment_chosen(desk: Desk, question: Question, fields: Fields) -> Done:
    """Write the comment of the form to the chosen incidents."""
    words = text_of(fields, "comment")
    done = desk.office.quality.comment(desk.settings, question.viewer, numbers_of(fields, "incident_id"), words)
    return Done(f"Written to {_incidents(done)}.")


def _incidents(count: int) -> str:
    return f"{count:,} incident{'' if count == 1 else 's'}"


def run(desk: Desk, question: Question, key: str) -> Any:
    """What a run is, the button that starts one, and how the last one ended."""
    if under_way(desk):
        return told(desk)
    words = html.P("They run beside the requests, and by themselves after every build. A run of everything looks at every column, too.")
    asked = form(
        choice("which", key, "Which checks", [(EVERY, "Every check"), *((name, name) for name in _subjects())], EVERY),
        buttons(button("run_checks", key, "Run them", tone="primary", sign="arrow-repeat")),
    )
    return html.Div([words, asked if question.viewer.may(Permission.QUALITY_MANAGE) else None, told(desk, RUNNING)])


def run_checks(desk: Desk, question: Question, fields: Fields) -> Done:
    """Begin a run of every check, or of those of one subject."""
    which = text_of(fields, "which")
    if which not in (EVERY, *_subjects()):
        raise UserError(f"Choose which checks are run: every check, or those of {', '.join(_subjects())}.")
    return Done(start(desk, question, RUNNING, {}) if which == EVERY else start(desk, question, "check", {"check_name": f"{which}.*"}))


def _subjects() -> list[str]:
    return sorted({name.partition(".")[0] for name in checks()})


def rules(desk: Desk, question: Question, key: str) -> Any:
    """The form that adds a rule, and the rules that count, each with a button that ends it."""
    may = question.viewer.may(Permission.QUALITY_MANAGE)
    held = desk.office.quality.rules(desk.settings)
    listed = [line(f"{rule.rule_id} · {rule.table}.{rule.place.column}", rule.words, _end(rule, key) if may else None) for rule in held]
    if not may:
        return lines(*listed, none="Nobody added a rule yet. Whoever manages data quality can add one.")
    asked = form(
        text_field("column", key, "Column", note="As table.column, such as orders.channel"),
        choice("kind", key, "Type", _named(RULE_TYPES), RULE_TYPES[0], BOUNDS),
        text_field("least", key, "Least"),
        text_field("most", key, "Most"),
        text_field("values", key, "Values", note="With commas between"),
        text_field("other", key, "Found in", note="As table.column"),
        choice("severity", key, "Severity", _named(SEVERITIES), "major"),
        text_field("tolerance", key, "Tolerance in percent", value="0", inputMode="decimal"),
        choice("owner", key, "Owner", _named(OWNERS), "Data"),
        long_text("reason", key, "Reason", note="Why it must hold, and what is to be done where it does not"),
        buttons(button("add_rule", key, "Add the rule", tone="primary", sign="plus")),
    )
    return html.Div([asked, lines(*listed, none="")])


def _end(rule: Any, key: str) -> html.Button:
    number = str(rule.rule_id)
    return button("end_rule", key, "End", "It counts no more from the next run on. End it?", item=number, about=f"rule {number}")


def add_rule(desk: Desk, question: Question, fields: Fields) -> Done:
    """Add the rule of the form."""
    given: dict[str, Any] = {
        name: text_of(fields, name) for name in ("column", "kind", "least", "most", "other", "severity", "owner", "reason")
    }
    values = tuple(value.strip() for value in text_of(fields, "values").split(",") if value.strip())
    tolerance = _share(text_of(fields, "tolerance"))
    held = {name: value for name, value in given.items() if value or name not in ("least", "most", "other")}
    rule = desk.office.quality.add_rule(desk.settings, question.viewer, {**held, "values": values, "tolerance": tolerance})
    return Done(f"Rule {rule.rule_id} counts from the next run on.")


def end_rule(desk: Desk, question: Question, fields: Fields) -> Done:
    """Let a rule count no more."""
    number = number_of(fields)
    desk.office.quality.end_rule(desk.settings, question.viewer, number)
    return Done(f"Rule {number} counts no more.")


def limits(desk: Desk, question: Question, key: str) -> Any:
    """The limit of every source, and the form that sets one."""
    held = desk.office.quality.limits(desk.settings)
    listed = html.Div([line(one.table, f"{_days(one.most_days)}, {one.owner}") for one in held], className="tr-lines")
    if not question.viewer.may(Permission.QUALITY_MANAGE):
        return listed
    asked = form(
        choice("table", key, "Source", _named(one.table for one in held), held[0].table),
        text_field("days", key, "Days", inputMode="numeric", maxLength=MOST_DIGITS),
        buttons(button("set_limit", key, "Allow that many", tone="primary")),
    )
    return html.Div([asked, html.Details([html.Summary(f"{len(held)} sources are watched"), listed])])


def set_limit(desk: Desk, question: Question, fields: Fields) -> Done:
    """Set the limit of a source."""
    days = text_of(fields, "days")
    if not (days.isascii() and days.isdecimal() and len(days) <= MOST_DIGITS):
        raise UserError(f"The days are {days[:MOST_DIGITS]!r}. Write a whole number.")
    limit = desk.office.quality.set_limit(desk.settings, question.viewer, text_of(fields, "table"), int(days), "")
    return Done(f"The newest row of {limit.table} may be {_days(limit.most_days)} old.")


def _days(count: int) -> str:
    return f"{count:,} day{'' if count == 1 else 's'}"


def _share(percent: str) -> float:
    try:
        return float(percent) / 100
    except ValueError:
        raise UserError(f"The tolerance is {percent[:20]!r}. Write a number of percent, such as 0.5.") from None


def _named(names: Iterable[str]) -> Sequence[tuple[str, str]]:
    return [(name, name) for name in names]


_VIEW, _MANAGE = Permission.QUALITY_VIEW, Permission.QUALITY_MANAGE
PANELS = {
    "quality.incidents": Served(incidents, _VIEW, (assign_chosen, acknowledge_chosen, begin_chosen, comment_chosen)),
    "quality.run": Served(run, _MANAGE, (run_checks,)),
    "quality.rules": Served(rules, _MANAGE, (add_rule, end_rule)),
    "quality.limits": Served(limits, _MANAGE, (set_limit,)),
}

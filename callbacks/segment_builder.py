"""The builder: a rule put together line by line. What is not kept yet lives in the address, so it can be shown to a colleague."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import parse_qsl, urlencode

from dash import html
from dash.development.base_component import Component

from callbacks.deeds import Done, Fields, Served, number_of, text_of
from callbacks.segment_page import sized
from callbacks.segments_page import BUILDER, address
from dashapp.auth.permissions import Permission
from dashapp.db.engines import accounts_engine
from dashapp.errors import UserError
from dashapp.forms import button, buttons, check, choice, form, line, lines, long_text, text_field
from queries.cards import Question
from queries.desk import Desk
from queries.segments.attributes import attribute, attributes, members_of
from queries.segments.members import size
from queries.segments.named import Named, named
from queries.segments.rules import WORDS, Rule
from queries.segments.saved import Words, roles_to_share_with, save

NEW_LINE = ("new", "As a line of its own")
VALUE_NOTE = "A number, yes or no, or texts with semicolons between. Shares are in percent."
MOST_SHOWN = 40
# What the field of a role to share with is called.
SHARE = "share_"


def draft(desk: Desk, question: Question, key: str) -> Any:
    """The rule so far with its size, and the form that adds a condition."""
    rule = _rule(desk, question)
    listed = [_line_of(key, at, " or ".join(one.words for one in conditions)) for at, conditions in enumerate(rule.lines, 1)]
    places = [NEW_LINE, *((str(at), f"Or, in line {at}") for at in range(1, len(rule.lines) + 1))]
    named_attributes = [(name, f"{one.group}: {one.title}") for name, one in attributes().items()]
    asked = form(
        choice("attribute", key, "Attribute", named_attributes, "frequency"),
        choice("operator", key, "Comparison", list(WORDS.items()), ">="),
        text_field("value", key, "Value", note=VALUE_NOTE),
        choice("place", key, "Where", places, NEW_LINE[0]),
        buttons(button("add_condition", key, "Add", tone="primary", sign="plus")),
    )
    said = html.P(html.Strong(sized(size(desk.warehouse, rule))))
    return html.Div([said, lines(*listed, none="Everybody. Add a condition: every line has to hold."), asked])


def add_condition(desk: Desk, question: Question, fields: Fields) -> Done:
    """Add the condition of the form, as a line or as an alternative within one."""
    rule, place = _rule(desk, question), text_of(fields, "place")
    given = [text_of(fields, "attribute"), text_of(fields, "operator"), *_values(fields)]
    plain: list[Any] = rule.to_plain()
    if place == NEW_LINE[0]:
        return _to(question, Rule.of([*plain, [given]]))
    at = _line(place, len(plain))
    plain[at] = [*plain[at], given]
    return _to(question, Rule.of(plain))


def drop_line(desk: Desk, question: Question, fields: Fields) -> Done:
    """Leave a line out."""
    plain = _rule(desk, question).to_plain()
    at = _line(str(number_of(fields)), len(plain))
    return _to(question, Rule.of([*plain[:at], *plain[at + 1 :]]))


def words(desk: Desk, question: Question, key: str) -> Any:
    """The form that keeps it: under its own title, for whom, and what it is good for."""
    held = _named(desk, question)
    own = _own(question, held)
    shared = held.saved.words.shared_with if own and held and held.saved else ()
    title = held.title if held else ""
    return form(
        text_field("title", key, "Title", title if own else ""),
        long_text("reason", key, "Why", held.reason if held else "", "What it is good for."),
        long_text("action", key, "What to do", held.action if held else ""),
        html.Div([html.Span("Roles that may open it", className="tr-field-label"), *_roles(key, shared)]),
        buttons(button("keep_segment", key, "Keep the change" if own else "Keep", tone="primary")),
    )


def keep_segment(desk: Desk, question: Question, fields: Fields) -> Done:
    """Keep it: as the next version where it is the viewer's own, else as a new one."""
    held = _named(desk, question)
    shared = [role for role, _ in roles_to_share_with() if fields.get(f"{SHARE}{role}") is True]
    given = Words(text_of(fields, "title"), text_of(fields, "reason"), text_of(fields, "action"), tuple(shared))
    number = held.saved.segment_id if held and held.saved and _own(question, held) else None
    kept = save(accounts_engine(desk.settings), question.viewer, given, _rule(desk, question), number)
    return Done("", go_to=address(str(kept.segment_id)))


def values(desk: Desk, _question: Question, _key: str) -> Any:
    """The texts that customers have in each attribute that is text."""
    found = [(one, members_of(desk.warehouse, one.name)) for one in attributes().values() if one.type == "text"]
    return html.Div([_members(one.title, members) for one, members in found], className="tr-lines")


def _roles(key: str, shared: Sequence[str]) -> list[Component]:
    return [check(f"{SHARE}{role}", key, title, value=role in shared) for role, title in roles_to_share_with()]


def _line_of(key: str, at: int, said: str) -> html.Div:
    return line(f"{at}. {said}", "", button("drop_line", key, "Remove", item=str(at), about=f"line {at}"))


def _members(title: str, members: tuple[str, ...]) -> html.Details:
    more = f" and {len(members) - MOST_SHOWN:,} more" if len(members) > MOST_SHOWN else ""
    return html.Details([html.Summary(f"{title} ({len(members)})"), html.P("; ".join(members[:MOST_SHOWN]) + more)])


def _rule(desk: Desk, question: Question) -> Rule:
    given = _given(question)
    if "rule" in given:
        return Rule.from_text(given["rule"])
    held = _named(desk, question)
    return held.rule if held else Rule(())


def _named(desk: Desk, question: Question) -> Named | None:
    reference = _given(question).get("segment", "")
    return named(desk, question.viewer, reference) if reference else None


def _own(question: Question, held: Named | None) -> bool:
    return bool(held and held.saved and held.saved.owner_id == question.viewer.user_id)


def _given(question: Question) -> dict[str, str]:
    return dict(parse_qsl(question.search.removeprefix("?"), keep_blank_values=True))


def _to(question: Question, rule: Rule) -> Done:
    """The same page with another rule."""
    kept = {name: value for name, value in _given(question).items() if name == "segment"}
    return Done("", go_to=f"{BUILDER}?{urlencode({**kept, 'rule': rule.to_text()})}")


def _values(fields: Fields) -> list[str]:
    value = text_of(fields, "value")
    if attribute(text_of(fields, "attribute")).type != "text":
        return [value]
    return [part.strip() for part in value.split(";")]


def _line(given: str, lines_held: int) -> int:
    if not (given.isascii() and given.isdecimal() and len(given) < 4 and 1 <= int(given) <= lines_held):
        raise UserError(f"There is no line {given[:10]!r}. The rule has {lines_held}.")
    return int(given) - 1


_MANAGE = Permission.SEGMENTS_MANAGE
PANELS = {
    "segment_builder.draft": Served(draft, _MANAGE, (add_condition, drop_line)),
    "segment_builder.words": Served(words, _MANAGE, (keep_segment,)),
    "segment_builder.values": Served(values),
}

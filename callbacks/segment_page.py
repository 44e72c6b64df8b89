"""One segment: what it asks, who is in it beside everybody and beside another, and handing its customers out."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl

import dash_bootstrap_components as dbc
from dash import html
from flask import Blueprint, request
from werkzeug.wrappers import Response

from callbacks.deeds import Done, Fields, Served, text_of
from callbacks.segments_page import BUILDER, address, leading, named_options
from callbacks.work import moment
from dashapp import formats
from dashapp.auth.authentication import current_viewer
from dashapp.auth.permissions import Permission
from dashapp.db.engines import accounts_engine
from dashapp.errors import UserError
from dashapp.forms import button, buttons, choice, form, line, lines
from queries.cards import Question
from queries.desk import Desk
from queries.segments.handing import SUBJECT, member_file, send
from queries.segments.library import overlap
from queries.segments.members import MEDIA_WORDS, Size, size
from queries.segments.named import Named, named
from queries.segments.profile import EVERYBODY, Trait, profile
from queries.segments.saved import end, versions

DOWNLOAD = "/segments/members.csv"
NO_OTHER = ("none", "Nothing")


def about(desk: Desk, question: Question, key: str) -> Any:
    """The rule in words, why it is of use, what is to be done, and how many it fits."""
    one = _asked(desk, question)
    facts = [
        ("Asks", one.rule.words),
        ("Why", one.reason or "Nothing is written."),
        ("What to do", one.action or "Nothing is written."),
        ("Owner", one.owner),
        ("Version", str(one.version) if one.version else "Comes with the desk"),
        ("Customers", sized(size(desk.warehouse, one.rule))),
    ]
    listed = [part for title, words in facts for part in (html.Dt(title), html.Dd(words))]
    deeds = html.Div(_deeds(question, one, key), className="mt-3")
    return html.Div([html.P(html.Strong(one.title)), html.Dl(listed, className="tr-facts"), deeds])


def sized(found: Size) -> str:
    """The sizes of a segment in one sentence."""
    return (
        f"{found.customers:,} customers; {found.email:,} may be e-mailed and {found.text:,} sent text messages. "
        "Who has not consented never leaves the desk in a list."
    )


def beside(desk: Desk, question: Question, key: str) -> Any:
    """The profile beside everybody and, if one is chosen, another segment, with what both share."""
    one, other = _asked(desk, question), _other(desk, question)
    rules = [one.rule, EVERYBODY, *([other.rule] if other else [])]
    heads = ["On average", one.title, "Everybody", *([other.title] if other else [])]
    found = profile(desk.warehouse, rules)
    locale = question.viewer.locale
    currency = desk.warehouse.version().currency
    rows = [html.Tr([html.Td(trait.attribute.title), *_averages(trait, currency, locale)]) for trait in found]
    head = html.Thead(html.Tr([html.Th(words, scope="col", className="text-end" if at else "") for at, words in enumerate(heads)]))
    table = dbc.Table([head, html.Tbody(rows)], size="sm", hover=True, responsive=True, className="tr-table")
    options = [NO_OTHER, *(pair for pair in named_options(desk, question) if pair[0] != one.reference)]
    asked = form(
        choice("other", key, "Compare with", options, other.reference if other else NO_OTHER[0]),
        buttons(button("compare_segments", key, "Compare", tone="primary")),
    )
    shared = _shared(desk, one, other) if other else None
    return html.Div([asked, html.Div([shared, table], className="mt-3")])


def compare_segments(desk: Desk, question: Question, fields: Fields) -> Done:
    """Go to both."""
    one, other = _asked(desk, question), text_of(fields, "other")
    return Done("", go_to=address(one.reference) if other == NO_OTHER[0] else address(one.reference, beside=other))


def handed(desk: Desk, question: Question, key: str) -> Any:
    """The file and, where the settings allow any, the addresses; for kept segments only, whose version can be told."""
    one = _asked(desk, question)
    if one.saved is None:
        return html.P("Keep it as a segment of your own first: what is handed out names a version.", className="tr-muted")
    found = size(desk.warehouse, one.rule)
    files = [_file(one, medium, found.reachable(medium)) for medium in MEDIA_WORDS]
    listed = html.Div([html.P("Only customers who consented, and not suppressed, are in it.", className="tr-muted"), buttons(*files)])
    allowed = [(one_address, one_address) for one_address in desk.settings.segment_webhooks]
    if not allowed:
        none = "No address is allowed to be sent to. Whoever runs the desk lists them in SEGMENT_WEBHOOKS."
        return html.Div([listed, html.P(none, className="tr-muted")])
    asked = form(
        choice("address", key, "Send to", allowed, allowed[0][0]),
        choice("medium", key, "Those who may be written to by", list(MEDIA_WORDS.items()), "email"),
        buttons(button("send_segment", key, "Send", "Their numbers leave the desk then. Send them?")),
    )
    return html.Div([listed, html.Div(asked, className="mt-3")])


def send_segment(desk: Desk, question: Question, fields: Fields) -> Done:
    """Send the customers to an address."""
    one = _asked(desk, question)
    if one.saved is None:
        raise UserError("Keep it as a segment of your own first.")
    viewer = question.viewer.through("export")
    rows = send(desk, viewer, one.saved.segment_id, text_of(fields, "medium"), text_of(fields, "address"))
    return Done(f"{rows:,} customers were sent.")


def history(desk: Desk, question: Question, _key: str) -> Any:
    """The versions of a kept segment."""
    one = _asked(desk, question)
    if one.saved is None:
        return html.P("It changes with the desk: sql/setup/segments.yaml.", className="tr-muted")
    found = versions(accounts_engine(desk.settings), question.viewer, one.saved.segment_id)
    return lines(*(line(f"Version {each.version}, {moment(desk.settings, each.changed_at)}", each.rule.words) for each in found), none="")


def end_segment(desk: Desk, question: Question, _fields: Fields) -> Done:
    """Take it away."""
    one = _asked(desk, question)
    if one.saved is None:
        raise UserError("It comes with the desk and stays.")
    end(accounts_engine(desk.settings), question.viewer, one.saved.segment_id)
    return Done("", go_to="/segments")


def blueprint(desk: Desk) -> Blueprint:
    """The download of a kept segment's customers."""
    routes = Blueprint("segments", __name__)

    @routes.get(DOWNLOAD)
    def segment_members() -> Response:
        given = request.args.get("segment", "")
        if not (given.isascii() and given.isdecimal() and len(given) < 10):
            raise UserError(f"The segment is {given[:20]!r}. It must be the number of a kept one.")
        return member_file(desk, current_viewer().through("export"), int(given), request.args.get("medium", ""))

    return routes


def _asked(desk: Desk, question: Question) -> Named:
    return named(desk, question.viewer, dict(parse_qsl(question.search.removeprefix("?"))).get("segment", ""))


def _other(desk: Desk, question: Question) -> Named | None:
    reference = dict(parse_qsl(question.search.removeprefix("?"))).get("beside", "")
    return named(desk, question.viewer, reference) if reference else None


def _deeds(question: Question, one: Named, key: str) -> Any:
    if not question.viewer.may(Permission.SEGMENTS_MANAGE):
        return None
    own = one.saved is not None and one.saved.owner_id == question.viewer.user_id
    change = leading("Change it" if own else "Build from it", address(one.reference, BUILDER))
    away = button("end_segment", key, "Take away", "Nobody opens it then; its versions stay in the trail. Take it away?") if own else None
    return buttons(change, away)


def _averages(trait: Trait, currency: str, locale: str) -> list[html.Td]:
    shown = [formats.shown(value, trait.type, currency, locale) if value is not None else "" for value in trait.averages]
    return [html.Td(words, className="text-end tr-number") for words in shown]


def _shared(desk: Desk, one: Named, other: Named) -> html.P:
    both = overlap(desk.warehouse, [one.rule, other.rule]).both
    shared, either = int(both[0, 1]), int(both[0, 0] + both[1, 1] - both[0, 1])
    part = f", {shared / either:.1%} of those in either" if either else ""
    return html.P(f"{shared:,} customers are in both{part}; {int(both[0, 0]) - shared:,} in {one.title} only.")


def _file(one: Named, medium: str, rows: int) -> html.A:
    words = f" CSV: {MEDIA_WORDS[medium].lower()}, {rows:,} rows"
    inside = [html.Span(className="tr-icon tr-icon-download"), words]
    href = address(one.reference, DOWNLOAD, medium=medium)
    return html.A(inside, href=href, className="btn btn-sm btn-light", **{"data-export": SUBJECT})


_MANAGE = Permission.SEGMENTS_MANAGE
PANELS = {
    "segment.about": Served(about, _MANAGE, (end_segment,)),
    "segment.beside": Served(beside, Permission.SEGMENTS_VIEW, (compare_segments,)),
    "segment.handed": Served(handed, _MANAGE, (send_segment,)),
    "segment.history": Served(history),
}

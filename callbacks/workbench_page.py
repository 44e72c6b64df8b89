"""The workbench: a SELECT of one's own, its answer, and those that were kept."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl

from dash import html
from flask import Blueprint, request
from werkzeug.wrappers import Response

from callbacks.catalogue_page import address
from callbacks.deeds import Done, Fields, Served, number_of, text_of
from callbacks.work import moment
from dashapp.auth.authentication import current_viewer
from dashapp.auth.permissions import Permission
from dashapp.cards import meta
from dashapp.db.engines import accounts_engine
from dashapp.errors import UserError
from dashapp.forms import button, buttons, check, form, line, lines, long_text, text_field
from dashapp.table_view import table_of
from queries.cards import Question
from queries.desk import Desk
from queries.own_downloads import table_file
from queries.workbench.run import SUBJECT, run_own
from queries.workbench.saved import Saved, forget, one_saved, save, saved
from queries.workbench.statement import published

DOWNLOAD = "/catalogue/workbench.csv"
EXAMPLE = "select country, count(*) as customers\nfrom dim_customers\nwhere is_known = 1\ngroup by country\norder by customers desc"
RULES = (
    "Exactly one SELECT in the portable subset. It is read-only, held to your masking, cut at the row limit, stopped when it takes too "
    "long, and kept in the audit trail with its text. Amounts in tables are whole cents."
)


def statement(desk: Desk, question: Question, key: str) -> Any:
    """The form: the text, of a saved one where the address names it."""
    held = _named(desk, question)
    text = long_text("text", key, "SELECT", held.text if held else EXAMPLE, note=RULES)
    title = text_field("title", key, "Title", held.title if held else "", "To keep it.")
    shared = check("shared", key, "Others who write SQL may open it", value=bool(held and held.is_shared))
    deeds = buttons(button("run_statement", key, "Run", tone="primary"), button("save_statement", key, "Keep"))
    return html.Div([form(text, title, shared, deeds), _take(question, held)], className="tr-workbench")


def run_statement(desk: Desk, question: Question, fields: Fields) -> Done:
    """Run it, and show the first rows."""
    found = run_own(desk, question.viewer, text_of(fields, "text"))
    hidden = [column.title for column in found.columns if column.tag in question.viewer.masked_tags]
    parts = [table_of(found, question.viewer.locale), html.P(meta(found.source, question.viewer.locale), className="tr-muted")]
    if hidden:
        parts.append(html.P(f"Masked for your role: {', '.join(hidden)}.", className="tr-muted"))
    rows = "row" if len(found.frame) == 1 else "rows"
    return Done(f"{len(found.frame):,} {rows} from {', '.join(found.source.tables) or 'no table'}", answer=html.Div(parts))


def save_statement(desk: Desk, question: Question, fields: Fields) -> Done:
    """Keep it under its title, and go to it."""
    shared = bool(fields.get("shared"))
    number = save(accounts_engine(desk.settings), question.viewer, text_of(fields, "title"), text_of(fields, "text"), shared=shared)
    return Done("", go_to=f"/workbench?saved={number}")


def listed(desk: Desk, question: Question, key: str) -> Any:
    """Those that may be opened."""
    found = saved(accounts_engine(desk.settings), question.viewer)
    return lines(*(_line(desk, one, question, key) for one in found), none="Nothing is kept yet.")


def open_statement(_desk: Desk, _question: Question, fields: Fields) -> Done:
    """Go to a saved one."""
    return Done("", go_to=f"/workbench?saved={number_of(fields)}")


def delete_statement(desk: Desk, question: Question, fields: Fields) -> Done:
    """Delete one of one's own."""
    forget(accounts_engine(desk.settings), question.viewer, number_of(fields))
    return Done("It is deleted.")


def tables(_desk: Desk, _question: Question, _key: str) -> Any:
    """The tables that may be asked, each leading to its columns."""
    named = [html.A(name, href=address("table", name), className="tr-badge") for name in sorted(published())]
    return html.Div(named, className="tr-badges")


def blueprint(desk: Desk) -> Blueprint:
    """The download of a saved statement, run anew."""
    routes = Blueprint("workbench", __name__)

    @routes.get(DOWNLOAD)
    def statement_file() -> Response:
        viewer = current_viewer().through("export")
        held = one_saved(accounts_engine(desk.settings), viewer, _number(request.args.get("saved", "")))
        table = run_own(desk, viewer, held.text, desk.settings.export_row_limit)
        return table_file(desk, viewer, table, f"{SUBJECT}:{held.saved_query_id}")

    return routes


def _take(question: Question, held: Saved | None) -> Any:
    if held is None or not question.viewer.may(Permission.DATA_EXPORT):
        return None
    inside = [html.Span(className="tr-icon tr-icon-download"), " CSV of what is kept"]
    return html.A(inside, href=DOWNLOAD, className="btn btn-sm btn-light", **{"data-export": SUBJECT})


def _line(desk: Desk, one: Saved, question: Question, key: str) -> Any:
    own = one.owner_id == question.viewer.user_id
    number = str(one.saved_query_id)
    words = f"{'Shared' if one.is_shared else 'Yours alone'}, {moment(desk.settings, one.changed_at)}" if own else f"By {one.owner}"
    away = button("delete_statement", key, "Delete", "It is gone then. Delete it?", item=number, about=one.title) if own else None
    return line(one.title, words, button("open_statement", key, "Open", item=number, about=one.title), away)


def _named(desk: Desk, question: Question) -> Saved | None:
    given = dict(parse_qsl(question.search.removeprefix("?"))).get("saved", "")
    return one_saved(accounts_engine(desk.settings), question.viewer, _number(given)) if given else None


def _number(given: str) -> int:
    if not (given.isascii() and given.isdecimal() and len(given) < 10):
        raise UserError(f"The saved statement is {given!r}. It must be a number, as the list of saved ones has it.")
    return int(given)


PANELS = {
    "workbench.statement": Served(statement, Permission.SQL_RUN, (run_statement, save_statement)),
    "workbench.saved": Served(listed, Permission.SQL_RUN, (open_statement, delete_statement)),
    "workbench.tables": Served(tables),
}

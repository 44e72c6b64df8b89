"""Personal data: who is meant, what they asked for, what is handed out, erased or refused, and what is kept how long."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dash import html

from callbacks.done import Done
from callbacks.work import start, told, under_way
from dashapp.auth.permissions import Permission
from dashapp.cards import icon, state_empty
from dashapp.errors import NotFound, UserError
from dashapp.forms import button, buttons, choice, form, line, lines, long_text, text_field
from queries.cards import Question, page_parameters
from queries.desk import Desk
from queries.office import require_whole_reach

Fields = Mapping[str, Any]
KINDS = [("access", "Access: what is held about them"), ("erasure", "Erasure: to be forgotten")]


def search_form(_desk: Desk, _question: Question, key: str) -> Any:
    """The form that finds who is meant."""
    return form(
        text_field(
            "text",
            key,
            "E-mail address, telephone number, name or customer number",
            note="Neither logged nor put in the address.",
            maxLength=200,
        ),
        buttons(button("search_subject", key, "Search", tone="primary", sign="search")),
    )


def search_subject(desk: Desk, question: Question, fields: Fields) -> Done:
    """Candidates with masked identity, and why each of them may be meant."""
    require_whole_reach(question.viewer)
    found = desk.office.search(desk.settings, question.viewer, str(fields.get("text") or ""))
    return Done(
        f"{len(found)} may be meant." if found else "Nobody is found.", answer=lines(*map(_candidate, found), none="Nobody is found.")
    )


def _candidate(one: Any) -> Any:
    said = "erased" if one.is_erased else ", ".join(filter(None, (one.name, one.email, one.phone))) or "no name recorded"
    seen = f"{one.orders:,} orders, {one.first_seen[:10]} to {one.last_seen[:10]}." if one.first_seen else "No orders."
    rows = ", ".join(f"{count:,} in {place}" for place, count in sorted(one.rows.items()))
    return line(f"{one.reference or 'In quarantine only'} · {said}", f"{' '.join(one.reasons)} {seen} {rows}")


def request_form(_desk: Desk, _question: Question, key: str) -> Any:
    """The form that writes a request down."""
    return form(
        text_field("people", key, "People", note="As source/number, as the search shows them; several with spaces between."),
        choice("kind", key, "They ask for", KINDS, "access"),
        buttons(button("open_request", key, "Write it down", tone="primary", sign="plus")),
    )


def open_request(desk: Desk, question: Question, fields: Fields) -> Done:
    """Write a request down and go to it."""
    require_whole_reach(question.viewer)
    people = str(fields.get("people") or "").split()
    number = desk.office.open_request(desk.settings, question.viewer, str(fields.get("kind") or ""), people)
    return Done(f"Request {number} is due in 30 days.", go_to=f"/request?request_id={number}")


def deeds(desk: Desk, question: Question, key: str) -> Any:
    """What can be done about a request, by what it asks for and how it stands."""
    try:
        found = _asked_for(desk, question)
    except NotFound:
        return state_empty("No request is named in this address. Choose one in the list of requests.")
    if found.status == "refused":
        words = html.P("While a refusal of an erasure stands, nobody erases these people.", className="tr-muted")
        return html.Div([words, buttons(button("reopen_request", key, "Take the refusal back"))])
    if found.status != "open":
        return html.Div([told(desk), html.P(f"This request is {found.status}.")])
    if under_way(desk):
        return told(desk)
    answer = _erasure(key) if found.kind == "erasure" else _bundle(found.request_id)
    refusal = form(
        long_text("reason", key, "Reason of a refusal", note="In words that the person may read, 10 letters or more."),
        buttons(button("refuse_request", key, "Refuse")),
    )
    return html.Div([answer, refusal, told(desk)])


def _erasure(key: str) -> Any:
    words = "Their identity is replaced everywhere; their orders and every total stay. Count first: it changes nothing."
    sure = "Who they are cannot be brought back. Erase them?"
    count, erase = button("count_erasure", key, "Count what would go"), button("erase_subject", key, "Erase", sure, tone="primary")
    return html.Div([html.P(words), buttons(count, erase)], className="tr-lines")


def _bundle(number: int) -> Any:
    words = "Everything held about them, unmasked, as JSON and CSV in one ZIP. Downloading it answers the request."
    inside = [icon("download"), "Download the bundle"]
    take = html.Button(inside, type="button", className="btn btn-sm btn-primary", **{"data-post": f"/request/{number}/bundle"})
    return html.Div([html.P(words), buttons(take)], className="tr-lines")


def count_erasure(desk: Desk, question: Question, _fields: Fields) -> Done:
    """What an erasure would replace, by table; changes nothing."""
    done = desk.office.count_erasure(desk.settings, question.viewer, _open_erasure(desk, question))
    said = f"{sum(done.rows.values()):,} rows would be replaced, {done.identifiers:,} identifiers registered."
    return Done(
        said, answer=lines(*(line(table, f"{count:,} rows") for table, count in sorted(done.rows.items())), none="Nothing is held.")
    )


def erase_subject(desk: Desk, question: Question, _fields: Fields) -> Done:
    """Begin the erasure that a request asks for. It is counted once more, so that a mistake is said at once."""
    found = _open_erasure(desk, question)
    desk.office.count_erasure(desk.settings, question.viewer, found)
    return Done(start(desk, question, "erase", {"request_id": found.request_id}))


def refuse_request(desk: Desk, question: Question, fields: Fields) -> Done:
    """Refuse a request with its reason."""
    number = _asked_for(desk, question).request_id
    desk.office.refuse_request(desk.settings, question.viewer, number, str(fields.get("reason") or ""))
    return Done(f"Request {number} is refused.")


def reopen_request(desk: Desk, question: Question, _fields: Fields) -> Done:
    """Take a refusal back."""
    number = _asked_for(desk, question).request_id
    desk.office.reopen_request(desk.settings, question.viewer, number)
    return Done(f"Request {number} is open again.")


def retention(desk: Desk, _question: Question, key: str) -> Any:
    """What is kept how long, with counting, running and changing."""
    rules = desk.office.retention_rules(desk.settings)
    listed = lines(*(line(title, f"{days:,} days") for _, title, days in rules), none="")
    if under_way(desk):
        return html.Div([listed, told(desk)])
    sure = "What is older than its rule keeps goes for good. Count it first. Remove it?"
    asked = form(
        choice("rule", key, "Rule", [(name, title) for name, title, _ in rules], rules[0][0]),
        text_field("days", key, "Days", inputMode="numeric", maxLength=6),
        buttons(
            button("set_retention", key, "Keep it that long"),
            button("count_retention", key, "Count what is older"),
            button("run_retention", key, "Remove what is older", sure),
        ),
    )
    return html.Div([listed, asked, told(desk)])


def count_retention(desk: Desk, question: Question, _fields: Fields) -> Done:
    """What is older than each rule keeps; changes nothing."""
    require_whole_reach(question.viewer)
    found: Sequence[Any] = desk.office.count_retention(desk.settings, question.viewer)
    said = lines(*(line(f"{one.found:,} older than {one.days:,} days", one.title) for one in found), none="")
    return Done(f"{sum(one.found for one in found):,} are older than their rules keep.", answer=said)


def run_retention(desk: Desk, question: Question, fields: Fields) -> Done:
    """Begin the run that removes them."""
    if not fields.get("rule"):
        raise UserError("The rules are not on the screen. Reload the page and look at them first.")
    return Done(start(desk, question, "retention", {}))


def set_retention(desk: Desk, question: Question, fields: Fields) -> Done:
    """Keep what a rule speaks of for another number of days."""
    require_whole_reach(question.viewer)
    days, name = str(fields.get("days") or "").strip(), str(fields.get("rule") or "")
    if not days.isdecimal():
        raise UserError(f"The days are {days!r}. Write a whole number.")
    desk.office.set_retention(desk.settings, question.viewer, name, int(days))
    return Done(f"{int(days):,} days from now on.")


def _asked_for(desk: Desk, question: Question) -> Any:
    require_whole_reach(question.viewer)
    named = page_parameters(question.page, question.search).get("request_id", "")
    for one in desk.office.requests(desk.settings, question.viewer):
        if str(one.request_id) == named:
            return one
    raise NotFound("No request is named in this address. Choose one in the list of requests.")


def _open_erasure(desk: Desk, question: Question) -> Any:
    found = _asked_for(desk, question)
    if found.kind != "erasure":
        raise UserError(f"Request {found.request_id} does not ask for an erasure. Write one down that does.")
    return found


PANELS = {"privacy.search": search_form, "privacy.open": request_form, "privacy.deeds": deeds, "privacy.retention": retention}
_MAY = Permission.PERSONAL_DATA_HANDLE
ACTIONS = {
    "search_subject": ("privacy.search", _MAY, search_subject),
    "open_request": ("privacy.open", _MAY, open_request),
    "count_erasure": ("privacy.deeds", _MAY, count_erasure),
    "erase_subject": ("privacy.deeds", _MAY, erase_subject),
    "refuse_request": ("privacy.deeds", _MAY, refuse_request),
    "reopen_request": ("privacy.deeds", _MAY, reopen_request),
    "set_retention": ("privacy.retention", _MAY, set_retention),
    "count_retention": ("privacy.retention", _MAY, count_retention),
    "run_retention": ("privacy.retention", _MAY, run_retention),
}
